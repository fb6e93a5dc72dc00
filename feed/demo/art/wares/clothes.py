"""Clothes as a shop lays them out."""

import numpy as np

from feed.demo.art import props
from feed.demo.art.canvas import mix, smooth
from feed.demo.art.props import BRASS, INK, WHITE

TORSO = [
    (0.4, 0.22), (0.6, 0.22), (0.7, 0.26), (0.86, 0.56), (0.77, 0.62), (0.68, 0.46),
    (0.685, 0.84), (0.315, 0.84), (0.32, 0.46), (0.23, 0.62), (0.14, 0.56), (0.3, 0.26),
]  # fmt: skip
SHORT = [*TORSO[:3], (0.85, 0.42), (0.76, 0.49), (0.685, 0.42), (0.69, 0.84)]
SHORT += [(1 - x, y) for x, y in reversed(SHORT)]


def _mirrored(points):
    return points + [(1 - x, y) for x, y in reversed(points)]


def _top(c, outline, main):
    mask = props.shape(c, outline, 2, tight=0.035)
    props.body(c, mask, main, puff=0.03, lift=0.022)
    creases = smooth(0.55, 0.9, c.noise(5, 3, stretch=0.5))
    c.shade(mask * creases, 0.14)
    sleeve = smooth(0.004, 0, np.abs(np.abs(c.x - 0.5) - 0.19 + (c.y - 0.4) * 0.02))
    c.shade(mask * sleeve * (c.y > 0.3) * (c.y < 0.5), 0.25)
    return mask


def _neck(c, main, width=0.085, depth=0.055):
    hole = c.disc(0.5, 0.22, width, squash=depth / width)
    rib = c.disc(0.5, 0.22, width + 0.02, squash=(depth + 0.02) / (width + 0.02))
    props.body(c, rib * (c.y > 0.205), main * 0.97, puff=0.008, lift=0.003)
    c.paint(hole * (c.y > 0.205), main * 0.55)


def shirt(c, ground, main, accent):
    props.flat(c, ground)
    mask = _top(c, TORSO, main)
    folds = np.sin(c.x * 34 + 5 * c.noise(3, 2))
    c.glow(mask * smooth(0.4, 1, folds), WHITE, 0.13)
    c.paint(c.disc(0.5, 0.215, 0.07, squash=0.5), main * 0.5)
    c.shade(mask * smooth(0.003, 0.001, np.abs(c.x - 0.5)) * (c.y > 0.28), 0.4)
    for side in (-1, 1):
        wing = [
            (0.5, 0.3),
            (0.5 + side * 0.1, 0.2),
            (0.5 + side * 0.13, 0.27),
            (0.5 + side * 0.06, 0.34),
        ]
        props.body(c, props.shape(c, wing, 1), mix(main, WHITE, 0.08), puff=0.01, lift=0.008)
    for number in range(6):
        c.paint(c.disc(0.508, 0.36 + 0.085 * number, 0.008), accent)


def sweater(c, ground, main, accent):
    props.flat(c, ground)
    mask = _top(c, TORSO, main)
    props.lines(c, mask * (c.y < 0.78), c.x + 0.004 * np.sin(c.y * 420), 0.0125, 0.16, 0.2)
    props.lines(c, mask * (c.y > 0.78), c.x, 0.014, 0.3, 0.22)
    c.shade(mask * smooth(0.003, 0, np.abs(c.y - 0.78)), 0.25)
    _neck(c, main)
    c.paint(c.box(0.5, 0.255, 0.02, 0.008, 0.002) * 0.9, accent)


def skirt(c, ground, main, accent):
    props.flat(c, ground)
    mask = props.shape(c, _mirrored([(0.63, 0.2), (0.82, 0.8), (0.66, 0.835), (0.5, 0.845)]), 0)
    props.body(c, mask, main, puff=0.02, lift=0.022)
    across = (c.x - 0.5) / (0.13 + (c.y - 0.2) * 0.31)
    pleat = (across * 6.5) % 1
    c.shade(mask * smooth(0.55, 1, pleat), 0.34)
    c.glow(mask * smooth(0.3, 0, pleat), WHITE, 0.12)
    props.slab(c, 0.5, 0.21, 0.135, 0.026, accent, corner=0.008, lift=0.006)


def scarf(c, ground, main, accent):
    props.flat(c, ground)
    mask = c.box(0.5, 0.5, 0.29, 0.29, 0.03, turn=0.3)
    props.body(c, mask, main, puff=0.04, lift=0.03)
    dx, dy = c.turned(0.5, 0.5, 0.3)
    border = np.maximum(np.abs(dx), np.abs(dy))
    c.paint(mask * smooth(0.004, 0, np.abs(border - 0.24) - 0.014), accent)
    motif = smooth(0.004, 0, np.abs(np.hypot(dx, dy) - 0.12) - 0.02)
    c.paint(mask * motif, mix(main, WHITE, 0.45))
    c.paint(mask * c.disc(0.5, 0.5, 0.05), accent)
    waves = np.sin((dx * 1.2 + dy) * 22 + 4 * c.noise(2, 2))
    c.glow(mask * smooth(0.2, 1, waves), WHITE, 0.2)
    c.shade(mask * smooth(-0.2, -1, waves), 0.25)


def tee(c, ground, main, accent):
    props.flat(c, ground)
    mask = _top(c, SHORT, main)
    props.lines(c, mask, c.y * (c.y > 0.8), 0.02, 0.16, 0.08)
    _neck(c, main, 0.08, 0.06)
    c.paint(c.box(0.41, 0.4, 0.03, 0.012, 0.003) * 0.9, accent)


def trousers(c, ground, main, accent):
    props.flat(c, ground)
    right = [(0.62, 0.15), (0.67, 0.4), (0.76, 0.87), (0.55, 0.88), (0.505, 0.42)]
    mask = props.shape(c, _mirrored(right), 0)
    props.body(c, mask, main, puff=0.03, lift=0.022)
    for side in (-1, 1):
        middle = 0.5 + side * (0.06 + (c.y - 0.15) * 0.13)
        c.glow(mask * smooth(0.012, 0, np.abs(c.x - middle)) * (c.y > 0.24), WHITE, 0.16)
        c.shade(mask * smooth(0.02, 0, np.abs(c.x - middle - 0.02)) * (c.y > 0.24), 0.16)
    c.shade(mask * smooth(0.003, 0.001, np.abs(c.x - 0.5)) * (c.y < 0.42), 0.4)
    props.slab(c, 0.5, 0.165, 0.125, 0.022, main * 1.05, corner=0.006, lift=0.004)
    c.paint(c.disc(0.5, 0.165, 0.01), accent)


def coat(c, ground, main, accent):
    props.seamless(c, ground)
    hook = props.cord(
        c, [(0.5, 0.17), (0.5, 0.12), (0.54, 0.09), (0.5, 0.06), (0.465, 0.085)], 0.006
    )
    props.body(c, hook, props.STEEL * 0.8, lift=0.006, puff=0.006)
    right = [(0.55, 0.14), (0.66, 0.19), (0.76, 0.6), (0.7, 0.63), (0.645, 0.42), (0.69, 0.9)]
    mask = props.shape(c, _mirrored(right), 2, tight=0.03)
    props.body(c, mask, main, puff=0.03, lift=0.025)
    c.shade(
        mask * smooth(0.004, 0.001, np.abs(c.x - 0.53 - 0.02 * (c.y - 0.4))) * (c.y > 0.34), 0.35
    )
    for side in (-1, 1):
        lapel = [
            (0.5, 0.36),
            (0.5 + side * 0.05, 0.15),
            (0.5 + side * 0.13, 0.22),
            (0.5 + side * 0.1, 0.29),
        ]
        props.body(c, props.shape(c, lapel, 0), main * 1.04, puff=0.012, lift=0.012)
    c.paint(props.shape(c, [(0.46, 0.14), (0.54, 0.14), (0.5, 0.31)], 0), mix(main, INK, 0.6))
    props.slab(c, 0.5, 0.5, 0.152, 0.022, main * 0.9, corner=0.006, lift=0.008)
    props.slab(c, 0.55, 0.5, 0.026, 0.032, accent, corner=0.01, lift=0.006)
    tail = props.shape(c, [(0.55, 0.51), (0.585, 0.51), (0.6, 0.68), (0.565, 0.68)], 0)
    props.body(c, tail, main * 0.92, puff=0.012, lift=0.012)


def belt(c, ground, main, accent):
    props.flat(c, ground)
    turns = np.arange(58) / 3.1
    far = 0.07 + 0.0108 * turns
    places = list(zip(0.5 + far * np.cos(turns), 0.52 + far * np.sin(turns), strict=True))
    places += [(0.78, 0.62), (0.82, 0.74), (0.8, 0.82)]
    props.body(c, props.cord(c, places, 0.02, 1), main, puff=0.014, lift=0.016)
    buckle = c.box(0.8, 0.83, 0.06, 0.05, 0.02) - c.box(0.8, 0.83, 0.042, 0.032, 0.012)
    props.body(c, np.clip(buckle, 0, 1), BRASS, puff=0.008, lift=0.012)
    props.slab(c, 0.8, 0.83, 0.005, 0.045, accent, corner=0.004, lift=0.004)


ALL = (shirt, sweater, skirt, scarf, tee, trousers, coat, belt)
