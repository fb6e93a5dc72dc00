"""For cats and dogs."""

import numpy as np

from feed.demo.art import props
from feed.demo.art.canvas import mix, rgb, smooth
from feed.demo.art.props import INK, STEEL, WHITE, WOOD
from feed.demo.art.wares import kitchen


def cushion(c, ground, main, accent):
    props.seamless(c, ground)
    props.ground_shadow(c, 0.5, 0.74, 0.3)
    pad = c.box(0.5, 0.66, 0.33, 0.09, 0.07)
    props.body(c, pad, main, lift=0, puff=0.06)
    seam = smooth(0.003, 0.001, np.abs(c.y - 0.67 + 0.012 * np.cos((c.x - 0.5) * 8)))
    c.shade(pad * seam, 0.3)
    top = c.disc(0.5, 0.6, 0.32, squash=0.16)
    props.body(c, top, mix(main, WHITE, 0.18), lift=0, puff=0.03)
    for x in (0.32, 0.5, 0.68):
        c.shade(c.disc(x, 0.6, 0.02, soft=0.02, squash=0.5), 0.3)
        c.paint(c.disc(x, 0.6, 0.009, squash=0.7), accent)


def bag(c, ground, main, accent):
    """A sack with a paw on its label."""
    kitchen.pouch(c, ground, main, accent)
    c.paint(c.box(0.5, 0.58, 0.135, 0.15, 0.008), mix(WHITE, ground, 0.25))
    _paw(c, 0.5, 0.56, 0.052, accent)
    c.paint(c.box(0.5, 0.67, 0.07, 0.004, 0.002), INK * 1.6)


def _paw(c, cx, cy, size, colour):
    mask = c.disc(cx, cy + size * 0.35, size * 0.72, squash=0.82)
    for number in range(4):
        angle = -2.55 + number * 0.65
        px, py = cx + size * 1.05 * np.cos(angle), cy + size * 0.3 + size * 1.15 * np.sin(angle)
        mask = np.maximum(mask, c.disc(px, py, size * 0.28, squash=1.25))
    c.paint(mask, colour)


def harness(c, ground, main, accent):
    props.flat(c, ground)
    for side in (-1, 1):
        strap = [(0.5 + side * 0.08, 0.3), (0.5 + side * 0.3, 0.4), (0.5 + side * 0.28, 0.66)]
        strap += [(0.5 + side * 0.08, 0.72)]
        props.body(c, props.cord(c, strap, 0.022, 3), main * 0.85, puff=0.012)
        props.slab(c, 0.5 + side * 0.265, 0.5, 0.034, 0.045, INK * 1.2, corner=0.012, lift=0.008)
    vest = [(0.42, 0.2), (0.58, 0.2), (0.62, 0.34), (0.58, 0.8), (0.42, 0.8), (0.38, 0.34)]
    props.body(c, props.shape(c, vest, 3, tight=0.07), main, puff=0.03)
    for y in (0.4, 0.62):
        props.slab(c, 0.5, y, 0.085, 0.013, WHITE * 0.92, corner=0.004, lift=0.003)
    props.body(c, props.ring(c, 0.5, 0.5, 0.042, 0.012), STEEL * 0.9, puff=0.006, lift=0.01)
    props.body(c, props.ring(c, 0.5, 0.25, 0.034, 0.01), accent, puff=0.006, lift=0.008)


def dish(c, ground, main, accent):
    props.seamless(c, ground)
    props.turned(c, 0.5, 0.6, 0.78, [0.23, 0.245, 0.26, 0.27], main, gloss=0.35)
    c.paint(c.disc(0.5, 0.6, 0.23, squash=0.26), mix(main, WHITE, 0.25))
    c.paint(c.disc(0.5, 0.603, 0.205, squash=0.25), main * 0.7)
    water = c.disc(0.5, 0.612, 0.19, squash=0.23)
    c.paint(water, rgb("#a9cddb"))
    c.glow(water * smooth(0.3, 1, np.sin(c.y * 160 + c.x * 18)), WHITE, 0.35)
    _paw(c, 0.5, 0.7, 0.03, accent)


def basket(c, ground, main, accent):
    """An open bed."""
    props.seamless(c, ground)
    props.ground_shadow(c, 0.5, 0.8, 0.3)
    outer = np.maximum(c.disc(0.5, 0.6, 0.32, squash=0.4), c.disc(0.5, 0.68, 0.3, squash=0.4))
    props.body(c, outer, main, lift=0, puff=0.07)
    props.lines(c, outer, c.x + 0.01 * np.sin(c.y * 40), 0.05, 0.1, 0.06)
    c.paint(c.disc(0.5, 0.585, 0.235, squash=0.32), main * 0.5)
    props.body(c, c.disc(0.5, 0.605, 0.215, squash=0.28), accent, lift=0, puff=0.04)


def leash(c, ground, main, accent):
    props.flat(c, ground)
    turns = np.linspace(0, 4.2 * np.pi, 60)
    far = 0.12 + 0.009 * turns
    coil = list(zip(0.46 + far * np.cos(turns), 0.55 + far * np.sin(turns) * 0.92, strict=True))
    loop = [(0.72, 0.3), (0.8, 0.16), (0.66, 0.12), (0.64, 0.3)]
    props.body(c, props.cord(c, [*coil, (0.72, 0.42), *loop], 0.016, 1), main, puff=0.012)
    hook = [(0.56, 0.55), (0.5, 0.56), (0.44, 0.55)]
    props.body(c, props.cord(c, hook, 0.014, 1), STEEL, puff=0.01, lift=0.01)
    props.body(c, props.ring(c, 0.4, 0.55, 0.04, 0.013), STEEL, puff=0.007, lift=0.01)
    props.slab(c, 0.66, 0.29, 0.034, 0.022, accent, corner=0.008, lift=0.008)


def brush(c, ground, main, accent):
    props.flat(c, ground)
    lean = 0.5
    handle = props.cord(c, [(0.62, 0.62), (0.72, 0.78), (0.78, 0.88)], 0.036, 1)
    props.body(c, handle, WOOD, puff=0.03, lift=0.02)
    head = c.box(0.45, 0.38, 0.15, 0.24, 0.14, turn=-lean)
    props.body(c, head, main, puff=0.03, lift=0.03)
    bed = c.box(0.45, 0.38, 0.115, 0.2, 0.11, turn=-lean)
    props.body(c, bed, accent, puff=0.014, lift=0)
    dx, dy = c.turned(0.45, 0.38, -lean)
    dots = np.hypot((dx * 34) % 1 - 0.5, (dy * 34) % 1 - 0.5)
    c.shade(np.roll(bed * smooth(0.32, 0.26, dots), (4, 3), (0, 1)), 0.3)
    c.paint(bed * smooth(0.24, 0.18, dots), STEEL)


ALL = (cushion, bag, harness, dish, basket, bag, leash, brush)
