"""Things with a battery, and what keeps their cables in order."""

import numpy as np

from feed.demo.art import props
from feed.demo.art.canvas import mix, rgb, smooth
from feed.demo.art.props import INK, STEEL, WHITE


def earbuds(c, ground, main, accent):
    props.flat(c, ground)
    props.slab(c, 0.44, 0.6, 0.19, 0.16, main, corner=0.1, puff=0.05, lift=0.03)
    c.shade(c.box(0.44, 0.55, 0.19, 0.003, 0.001), 0.3)
    c.paint(c.disc(0.44, 0.63, 0.008), accent)
    for cx, cy, lean in ((0.56, 0.28, 0.5), (0.75, 0.42, 0.2)):
        tail = (cx + 0.11 * np.sin(lean), cy + 0.13 * np.cos(lean))
        props.body(c, props.cord(c, [(cx, cy), tail], 0.024, 0), main, puff=0.02)
        props.body(c, c.disc(cx, cy, 0.06), main, puff=0.035, lift=0.012)
        props.body(c, c.disc(cx - 0.035, cy - 0.02, 0.034), INK * 1.6, puff=0.016, lift=0.004)


def headphones(c, ground, main, accent):
    props.seamless(c, ground)
    props.ground_shadow(c, 0.5, 0.83, 0.25)
    arc = [
        (0.27, 0.6),
        (0.25, 0.3),
        (0.38, 0.16),
        (0.5, 0.14),
        (0.62, 0.16),
        (0.75, 0.3),
        (0.73, 0.6),
    ]
    props.body(c, props.cord(c, arc, 0.014, 3), STEEL, lift=0, puff=0.012)
    pad = [(0.32, 0.21), (0.4, 0.165), (0.5, 0.15), (0.6, 0.165), (0.68, 0.21)]
    props.body(c, props.cord(c, pad, 0.028, 2), main, lift=0, puff=0.025)
    for side in (-1, 1):
        cx = 0.5 + side * 0.22
        soft = c.disc(cx - side * 0.045, 0.66, 0.085, squash=1.75)
        props.body(c, soft, accent, lift=0.006, puff=0.04)
        props.body(c, c.disc(cx + side * 0.01, 0.66, 0.085, squash=1.85), main, lift=0, puff=0.05)
        props.body(c, c.disc(cx + side * 0.02, 0.66, 0.05, squash=1.85), main * 0.92, lift=0.002)


def stand(c, ground, main, accent):
    props.seamless(c, ground)
    props.turned(c, 0.5, 0.78, 0.82, [0.17, 0.18, 0.18], main, gloss=0.2)
    c.paint(c.disc(0.5, 0.78, 0.17, squash=0.2), mix(main, WHITE, 0.2))
    props.body(
        c, props.cord(c, [(0.5, 0.78), (0.5, 0.5)], 0.018, 0), main * 0.9, lift=0, puff=0.016
    )
    props.slab(c, 0.5, 0.44, 0.13, 0.25, INK, corner=0.035, lift=0.012, turn=0.06)
    glass = c.box(0.5, 0.44, 0.121, 0.241, 0.03, turn=0.06)
    c.paint(glass, mix(accent, main, 0.2))
    wave = np.sin((c.x * 1.4 + c.y) * 16)
    c.glow(glass * smooth(0.2, 1, wave), WHITE, 0.25)
    c.glow(glass * smooth(0.5, 0.3, c.y + c.x * 0.6 - 0.2), WHITE, 0.12)
    props.slab(c, 0.49, 0.69, 0.15, 0.014, main, corner=0.012, lift=0.004)


def tray(c, ground, main, accent):
    props.flat(c, ground)
    props.slab(c, 0.5, 0.54, 0.36, 0.14, main, corner=0.025, lift=0.03)
    inner = c.box(0.5, 0.54, 0.34, 0.12, 0.015)
    c.paint(inner, main * 0.66)
    for number in range(4):
        y = 0.46 + number * 0.05
        path = [
            (0.1, y - 0.1),
            (0.3, y),
            (0.5, y + 0.03 * (-1) ** number),
            (0.72, y),
            (0.9, y - 0.16),
        ]
        tone = (INK * 1.4, WHITE * 0.93, accent, STEEL)[number]
        props.body(c, props.cord(c, path, 0.01, 3), tone, puff=0.008, lift=0.008)
    for x in (0.28, 0.5, 0.72):
        props.slab(c, x, 0.54, 0.016, 0.14, main, corner=0.008, lift=0.01)


def charger(c, ground, main, accent):
    props.flat(c, ground)
    for x in (0.42, 0.54):
        props.slab(c, x, 0.2, 0.014, 0.06, STEEL, corner=0.006, lift=0.012)
    props.slab(c, 0.48, 0.42, 0.17, 0.18, main, corner=0.05, puff=0.03, lift=0.03)
    for x in (0.41, 0.55):
        c.paint(c.box(x, 0.55, 0.032, 0.01, 0.01), INK)
    path = [(0.41, 0.62), (0.4, 0.76), (0.55, 0.86), (0.76, 0.8), (0.8, 0.6), (0.74, 0.5)]
    props.body(c, props.cord(c, path, 0.012, 3), accent, puff=0.01, lift=0.014)
    props.slab(c, 0.41, 0.63, 0.024, 0.045, accent, corner=0.01, lift=0.012)
    props.slab(c, 0.735, 0.49, 0.024, 0.045, accent, corner=0.01, lift=0.012, turn=-0.5)


def lightbar(c, ground, main, accent):
    props.seamless(c, ground * 0.8)
    props.ground_shadow(c, 0.5, 0.84, 0.16)
    beam = props.shape(c, [(0.2, 0.3), (0.8, 0.3), (0.95, 0.84), (0.05, 0.84)], 0)
    c.glow(c.blurred(beam, 0.04), rgb("#ffe2ae"), 0.42)
    props.slab(c, 0.5, 0.56, 0.3, 0.21, INK, corner=0.02, lift=0.01)
    screen = c.box(0.5, 0.56, 0.285, 0.195, 0.01)
    c.paint(screen, mix(accent, INK, 0.45))
    c.glow(screen * smooth(0.3, 1, np.sin((c.x - c.y) * 9)), WHITE, 0.12)
    c.lathe(0.5, 0.77, 0.82, [0.03] * 2, STEEL * 0.8)
    props.slab(c, 0.5, 0.83, 0.14, 0.012, STEEL * 0.8, corner=0.01, lift=0)
    props.slab(c, 0.5, 0.32, 0.3, 0.022, main, corner=0.02, lift=0.01)
    c.glow(c.box(0.5, 0.338, 0.28, 0.005, 0.004, soft=0.004), rgb("#fff3d6"), 1.0)
    props.slab(c, 0.5, 0.36, 0.035, 0.04, main * 0.9, corner=0.012, lift=0.004)


def drive(c, ground, main, accent):
    props.flat(c, ground)
    path = [(0.5, 0.2), (0.52, 0.08), (0.7, 0.1), (0.86, 0.24), (0.86, 0.42)]
    props.body(c, props.cord(c, path, 0.012, 3), INK * 1.5, puff=0.01, lift=0.012)
    props.slab(c, 0.86, 0.44, 0.026, 0.05, STEEL, corner=0.008, lift=0.01)
    props.slab(c, 0.5, 0.54, 0.2, 0.3, main, corner=0.045, puff=0.024, lift=0.032)
    props.lines(c, c.box(0.5, 0.54, 0.17, 0.27, 0.03) * (c.y < 0.62), c.y, 0.02, 0.16, 0.14)
    c.paint(c.box(0.5, 0.73, 0.05, 0.008, 0.004), accent)
    c.glow(c.disc(0.63, 0.79, 0.006, soft=0.006), rgb("#b8f5d0"), 1)
    props.slab(c, 0.5, 0.225, 0.03, 0.018, INK * 1.5, corner=0.006, lift=0)


def case(c, ground, main, accent):
    props.flat(c, ground)
    props.slab(c, 0.36, 0.5, 0.16, 0.32, main, corner=0.05, turn=0.14, lift=0.03)
    props.slab(c, 0.66, 0.5, 0.16, 0.32, accent, corner=0.05, turn=-0.1, lift=0.03)
    grain = c.noise(60, 1)
    for cx, turn in ((0.36, 0.14), (0.66, -0.1)):
        c.shade(c.box(cx, 0.5, 0.15, 0.31, 0.04, turn=turn) * grain, 0.12)
        px = cx - 0.085 + (0.2 * turn)
        eye = c.box(px, 0.29, 0.045, 0.055, 0.025, turn=turn)
        props.body(c, eye, INK, lift=0, puff=0.008)
        for dy in (-0.024, 0.024):
            c.paint(c.disc(px, 0.29 + dy, 0.018), STEEL * 0.45)
            c.glow(c.disc(px - 0.005, 0.285 + dy, 0.004, soft=0.004), WHITE, 0.8)


ALL = (earbuds, headphones, stand, tray, charger, lightbar, drive, case)
