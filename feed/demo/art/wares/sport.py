"""For the lane and the mat."""

import numpy as np

from feed.demo.art import props
from feed.demo.art.canvas import mix, rgb, smooth
from feed.demo.art.props import INK, WHITE


def goggles(c, ground, main, accent):
    props.flat(c, ground)
    strap = [(0.26, 0.54), (0.12, 0.4), (0.3, 0.22), (0.7, 0.22), (0.88, 0.4), (0.74, 0.54)]
    props.body(c, props.cord(c, strap, 0.014, 3), INK * 1.5, puff=0.01, lift=0.014)
    props.body(c, props.cord(c, [(0.44, 0.54), (0.5, 0.51), (0.56, 0.54)], 0.014, 2), main)
    for side in (-1, 1):
        cx = 0.5 + side * 0.16
        props.slab(c, cx, 0.56, 0.13, 0.095, main, corner=0.08, turn=side * 0.12, puff=0.02)
        glass = c.box(cx, 0.56, 0.105, 0.072, 0.06, turn=side * 0.12)
        c.paint(glass, accent * 0.75)
        c.glow(glass * smooth(0.02, 0, np.abs(c.x - cx + 0.5 * (c.y - 0.56) + 0.03)), WHITE, 0.55)
        c.shade(glass * smooth(0.52, 0.62, c.y), 0.25)


def swimcap(c, ground, main, accent):
    props.seamless(c, ground)
    props.ground_shadow(c, 0.5, 0.75, 0.24)
    dome = [(0.25, 0.74), (0.24, 0.5), (0.36, 0.3), (0.54, 0.27), (0.7, 0.4), (0.77, 0.74)]
    mask = props.shape(c, dome, 3, tight=0.14)
    props.body(c, mask, main, lift=0, puff=0.08)
    bend = c.y - 0.5 - 0.3 * (c.x - 0.45) ** 2 * 2
    c.paint(mask * smooth(0.004, 0, np.abs(bend) - 0.035), accent)
    c.paint(mask * smooth(0.004, 0, np.abs(bend - 0.075) - 0.012), accent)
    c.glow(mask * c.disc(0.37, 0.4, 0.02, soft=0.07), WHITE, 0.5)
    c.shade(mask * smooth(0.7, 0.74, c.y), 0.2)


def yogamat(c, ground, main, accent):
    props.seamless(c, ground)
    sheet = props.shape(c, [(0.3, 0.68), (0.9, 0.68), (0.97, 0.8), (0.25, 0.8)], 0)
    props.body(c, sheet, main, puff=0.006, lift=0.008)
    props.ground_shadow(c, 0.3, 0.82, 0.13)
    props.body(c, c.disc(0.3, 0.65, 0.17), main * 0.96, puff=0.05, lift=0.008)
    for number in range(6):
        c.shade(props.ring(c, 0.3, 0.65, 0.155 - 0.025 * number, 0.007), 0.34)
    c.paint(c.disc(0.3, 0.65, 0.02), main * 0.35)
    strap = props.ring(c, 0.3, 0.65, 0.178, 0.016) * (c.x < 0.31)
    props.body(c, strap, accent, lift=0, puff=0.008)
    props.slab(c, 0.72, 0.735, 0.05, 0.012, accent, corner=0.004, lift=0)


def bands(c, ground, main, accent):
    props.flat(c, ground)
    tones = (main, accent, mix(main, WHITE, 0.45), INK * 1.8)
    places = ((0.36, 0.38, 0.2, 0.3), (0.64, 0.4, 0.18, -0.5), (0.44, 0.66, 0.19, -0.2))
    for tone, (cx, cy, size, lean) in zip(tones, (*places, (0.7, 0.7, 0.13, 0.6)), strict=True):
        outer = c.box(cx, cy, size, size * 0.55, size * 0.54, turn=lean)
        inner = c.box(cx, cy, size - 0.026, size * 0.55 - 0.026, size * 0.42, turn=lean)
        props.body(c, np.clip(outer - inner, 0, 1), tone, puff=0.012, lift=0.016)


def towel(c, ground, main, accent):
    props.seamless(c, ground)
    props.folded(c, 0.5, 0.8, 0.26, [main, mix(main, WHITE, 0.4), main, accent], 0.085)
    loops = c.box(0.5, 0.63, 0.26, 0.17, 0.04)
    c.shade(loops * smooth(0.55, 0.8, c.noise(120, 1)), 0.12)
    props.slab(c, 0.68, 0.755, 0.026, 0.02, WHITE * 0.95, corner=0.004, lift=0.004)


def roller(c, ground, main, accent):
    props.seamless(c, ground)
    props.ground_shadow(c, 0.52, 0.76, 0.28)
    long = props.shape(c, [(0.28, 0.36), (0.82, 0.36), (0.82, 0.76), (0.28, 0.76)], 3, tight=0.12)
    props.body(c, long, main, lift=0, puff=0.09, depth=1.2)
    grooves = np.minimum(((c.x - 0.28) % 0.108), 0.108 - ((c.x - 0.28) % 0.108))
    c.shade(long * smooth(0.014, 0.008, grooves), 0.32)
    rows = np.minimum((c.y % 0.1), 0.1 - (c.y % 0.1))
    c.shade(long * smooth(0.01, 0.005, rows), 0.22)
    props.body(c, c.disc(0.28, 0.56, 0.2, squash=1), main * 0.92, lift=0, puff=0.02)
    props.body(c, props.ring(c, 0.28, 0.56, 0.16, 0.05), accent, lift=0, puff=0.012)
    c.paint(c.disc(0.28, 0.56, 0.1), main * 0.35)


def swimsuit(c, ground, main, accent):
    props.flat(c, ground)
    right = [(0.57, 0.12), (0.6, 0.12), (0.605, 0.26), (0.66, 0.36), (0.62, 0.5), (0.66, 0.68)]
    right += [(0.57, 0.78), (0.54, 0.86)]
    neck = [(0.43, 0.14), (0.45, 0.28), (0.5, 0.32), (0.55, 0.28), (0.57, 0.14)]
    outline = right + [(1 - x, y) for x, y in reversed(right)] + neck
    mask = props.shape(c, outline, 3, tight=0.04)
    props.body(c, mask, main, puff=0.03, lift=0.02)
    c.paint(mask * smooth(0.004, 0, np.abs(np.abs(c.x - 0.5) - 0.105) - 0.014), accent)
    c.glow(mask * smooth(0.4, 1, np.sin(c.y * 26 + 6 * c.noise(2, 2))), WHITE, 0.1)
    c.paint(c.box(0.5, 0.42, 0.028, 0.012, 0.006), WHITE * 0.95)


def kickboard(c, ground, main, accent):
    props.flat(c, ground)
    outline = [(0.5, 0.12), (0.68, 0.16), (0.74, 0.36), (0.73, 0.86), (0.27, 0.86), (0.26, 0.36)]
    mask = props.shape(c, [*outline, (0.32, 0.16)], 3, tight=0.1)
    props.body(c, mask, main, puff=0.03, lift=0.035)
    c.paint(mask * smooth(0.004, 0, np.abs(c.y - 0.68 + 0.2 * np.abs(c.x - 0.5)) - 0.03), accent)
    c.paint(mask * smooth(0.004, 0, np.abs(c.y - 0.77 + 0.2 * np.abs(c.x - 0.5)) - 0.012), accent)
    hold = c.box(0.5, 0.29, 0.09, 0.03, 0.03)
    c.paint(hold, rgb("#d8dde0") * 0.7)
    c.shade(hold * smooth(0.29, 0.26, c.y), 0.5)


ALL = (goggles, swimcap, yogamat, bands, towel, roller, swimsuit, kickboard)
