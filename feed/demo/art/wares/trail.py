"""For walking and sleeping out."""

import numpy as np

from feed.demo.art import props
from feed.demo.art.canvas import mix, rgb, smooth
from feed.demo.art.props import INK, STEEL, WHITE


def backpack(c, ground, main, accent):
    props.seamless(c, ground)
    props.ground_shadow(c, 0.5, 0.85, 0.2)
    props.body(c, props.ring(c, 0.5, 0.2, 0.06, 0.02), accent, lift=0.004, puff=0.012)
    for side in (-1, 1):
        pocket = c.box(0.5 + side * 0.2, 0.68, 0.06, 0.12, 0.05)
        props.body(c, pocket, main * 0.85, lift=0.006, puff=0.03)
    bag = [(0.38, 0.2), (0.62, 0.2), (0.7, 0.34), (0.71, 0.85), (0.29, 0.85), (0.3, 0.34)]
    props.body(c, props.shape(c, bag, 3, tight=0.1), main, lift=0.01, puff=0.05)
    lid = [(0.36, 0.19), (0.64, 0.19), (0.7, 0.32), (0.68, 0.41), (0.32, 0.41), (0.3, 0.32)]
    props.body(c, props.shape(c, lid, 3, tight=0.07), main * 1.12, lift=0.01, puff=0.03)
    props.slab(c, 0.5, 0.68, 0.145, 0.12, main * 1.05, corner=0.05, lift=0.008, puff=0.03)
    c.paint(c.box(0.5, 0.61, 0.12, 0.004, 0.002), INK)
    for side in (-1, 1):
        props.slab(c, 0.5 + side * 0.1, 0.45, 0.012, 0.09, accent, corner=0.006, lift=0.005)
        props.slab(c, 0.5 + side * 0.1, 0.47, 0.02, 0.016, INK, corner=0.005, lift=0.003)
    c.paint(c.box(0.5, 0.3, 0.035, 0.016, 0.004), accent)


def shell(c, ground, main, accent):
    """A jacket with a hood."""
    props.flat(c, ground)
    hood = [(0.42, 0.26), (0.4, 0.12), (0.5, 0.07), (0.6, 0.12), (0.58, 0.26)]
    props.body(c, props.shape(c, hood, 2), main * 0.9, puff=0.03)
    c.paint(c.disc(0.5, 0.19, 0.055, squash=1.2), main * 0.45)
    right = [(0.58, 0.22), (0.7, 0.27), (0.85, 0.66), (0.76, 0.7), (0.67, 0.48), (0.68, 0.86)]
    outline = right + [(1 - x, y) for x, y in reversed(right)]
    mask = props.shape(c, outline, 2, tight=0.035)
    props.body(c, mask, main, puff=0.03)
    c.paint(mask * (c.y < 0.38) * (c.y > 0.24), mix(main, accent, 0.85))
    c.shade(mask * smooth(0.6, 0.9, c.noise(6, 3)), 0.15)
    c.paint(c.box(0.5, 0.56, 0.004, 0.3, 0.002), INK)
    for side in (-1, 1):
        c.paint(c.box(0.5 + side * 0.11, 0.66, 0.003, 0.06, 0.002, turn=side * 0.25), INK)


def poles(c, ground, main, accent):
    props.flat(c, ground)
    for shift, flip in ((-0.08, 1), (0.08, -1)):
        start, end = (0.5 + shift - flip * 0.16, 0.12), (0.5 + shift + flip * 0.16, 0.9)
        at = [tuple(np.add(start, np.subtract(end, start) * s)) for s in (0, 0.22, 0.6, 0.93, 1)]
        props.body(c, props.cord(c, [at[0], at[1]], 0.022, 0), INK * 1.4, puff=0.014)
        props.body(c, props.cord(c, [at[1], at[2]], 0.011, 0), main, puff=0.01)
        props.body(c, props.cord(c, [at[2], at[4]], 0.008, 0), STEEL, puff=0.008)
        props.body(c, c.disc(*at[3], 0.035), accent, puff=0.01, lift=0.01)
        joint_x, joint_y = at[2]
        props.slab(
            c, joint_x, joint_y, 0.016, 0.024, accent, corner=0.006, lift=0.006, turn=flip * 0.2
        )


def thermos(c, ground, main, accent):
    props.seamless(c, ground)
    props.turned(c, 0.5, 0.36, 0.84, [0.07, 0.1, 0.105, 0.105, 0.105, 0.105], main, gloss=0.4)
    c.lathe(0.5, 0.33, 0.37, [0.068, 0.07], STEEL, gloss=0.6)
    c.lathe(0.5, 0.2, 0.34, [0.07, 0.08, 0.082, 0.082], accent, gloss=0.3)
    c.lathe(0.5, 0.78, 0.84, [0.106] * 2, STEEL, gloss=0.6)
    c.paint(c.box(0.5, 0.56, 0.012, 0.05, 0.01), WHITE * 0.95)


def cap(c, ground, main, accent):
    props.seamless(c, ground)
    props.ground_shadow(c, 0.52, 0.74, 0.24)
    crown = [(0.28, 0.7), (0.26, 0.5), (0.34, 0.34), (0.5, 0.3), (0.66, 0.36), (0.72, 0.7)]
    mask = props.shape(c, crown, 3, tight=0.12)
    props.body(c, mask, main, lift=0, puff=0.06)
    for bend in (-0.13, 0.02, 0.16):
        seam = 0.48 + bend * smooth(0.28, 0.7, c.y) * 1.3
        c.shade(mask * smooth(0.004, 0.001, np.abs(c.x - seam)), 0.3)
    visor = [(0.3, 0.68), (0.6, 0.64), (0.72, 0.67), (0.88, 0.76), (0.84, 0.8), (0.6, 0.76)]
    props.body(c, props.shape(c, visor, 3), main * 0.88, lift=0.012, puff=0.014)
    props.body(c, c.disc(0.49, 0.305, 0.017, squash=0.6), accent, lift=0.003, puff=0.008)
    c.paint(c.box(0.56, 0.55, 0.04, 0.02, 0.006), accent)


def headlamp(c, ground, main, accent):
    props.seamless(c, ground)
    props.ground_shadow(c, 0.5, 0.76, 0.26)
    props.body(c, props.ring(c, 0.5, 0.56, 0.3, 0.06, squash=0.62), main, lift=0, puff=0.02)
    band = props.ring(c, 0.5, 0.56, 0.3, 0.06, squash=0.62)
    c.paint(band * smooth(0.01, 0.008, np.abs(c.x - 0.5)) * (c.y < 0.5), accent)
    props.slab(c, 0.5, 0.7, 0.1, 0.07, INK * 1.5, corner=0.03, lift=0.01, puff=0.024)
    c.glow(c.disc(0.5, 0.7, 0.03, soft=0.18), rgb("#fff2c8"), 0.55)
    props.body(c, c.disc(0.5, 0.7, 0.052), STEEL, lift=0, puff=0.01)
    c.paint(c.disc(0.5, 0.7, 0.042, soft=0.006), rgb("#fffbe8"))


def cubes(c, ground, main, accent):
    props.flat(c, ground)
    large = ((0.34, 0.34, 0.2, 0.15), (0.72, 0.3, 0.13, 0.11), (0.3, 0.7, 0.16, 0.13))
    small = ((0.62, 0.62, 0.12, 0.15), (0.84, 0.6, 0.07, 0.1), (0.7, 0.86, 0.16, 0.055))
    for number, (cx, cy, w, h) in enumerate(large + small):
        tone = (main, accent, mix(main, WHITE, 0.35))[number % 3]
        props.slab(c, cx, cy, w, h, tone, corner=0.03, lift=0.022, puff=0.035)
        net = c.box(cx, cy + 0.01, w - 0.035, h - 0.04, 0.015)
        c.shade(net, 0.12)
        c.shade(net * smooth(0.2, 0.8, np.sin((c.x + c.y) * 300) * np.sin((c.x - c.y) * 300)), 0.2)
        c.paint(c.box(cx, cy - h + 0.022, w - 0.03, 0.004, 0.002), INK * 1.6)
        props.slab(c, cx + w - 0.05, cy - h + 0.022, 0.014, 0.007, WHITE * 0.9, lift=0.003)


def overshoes(c, ground, main, accent):
    props.seamless(c, ground)
    for shift, down, tone in ((0.14, -0.05, main * 0.85), (-0.06, 0.03, main)):
        boot = [(0.36, 0.36), (0.54, 0.36), (0.55, 0.58), (0.68, 0.66), (0.74, 0.74), (0.74, 0.79)]
        boot = [(x + shift, y + down) for x, y in [*boot, (0.35, 0.79)]]
        props.ground_shadow(c, 0.55 + shift, 0.79 + down, 0.18)
        mask = props.shape(c, boot, 3, tight=0.06)
        props.body(c, mask, tone, lift=0, puff=0.045)
        c.glow(mask * smooth(0.02, 0, np.abs(c.x - 0.41 - shift)), WHITE, 0.16)
        sole = c.box(0.545 + shift, 0.785 + down, 0.2, 0.02, 0.012)
        props.body(c, sole, INK * 1.3, lift=0, puff=0.01)
        c.paint(mask * smooth(0.012, 0.01, np.abs(c.y - 0.39 - down)), accent)


ALL = (backpack, shell, poles, thermos, cap, headlamp, cubes, overshoes)
