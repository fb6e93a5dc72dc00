"""Coffee, tea and the breakfast table."""

import numpy as np

from feed.demo.art import props
from feed.demo.art.canvas import mix, rgb, smooth
from feed.demo.art.props import INK, WHITE


def kettle(c, ground, main, accent):
    props.seamless(c, ground)
    props.ground_shadow(c, 0.5, 0.8, 0.2)
    spout = [(0.35, 0.72), (0.24, 0.7), (0.2, 0.56), (0.2, 0.44), (0.13, 0.4)]
    props.body(c, props.cord(c, spout, 0.014), main, lift=0, puff=0.012)
    handle = [(0.62, 0.46), (0.78, 0.4), (0.84, 0.5), (0.8, 0.68)]
    props.body(c, props.cord(c, handle, 0.02), accent, lift=0, puff=0.018)
    props.turned(c, 0.5, 0.47, 0.8, [0.14, 0.165, 0.18, 0.19, 0.2, 0.2], main, gloss=0.35)
    c.lathe(0.5, 0.44, 0.475, [0.1, 0.135, 0.145], mix(main, INK, 0.08), gloss=0.3)
    c.lathe(0.5, 0.395, 0.445, [0.022, 0.028, 0.014], accent, gloss=0.3)


def cups(c, ground, main, accent):
    props.seamless(c, ground)
    for cx, top, bottom, tone in ((0.65, 0.44, 0.7, accent), (0.38, 0.5, 0.8, main)):
        size = bottom - top
        handle = props.ring(c, cx + size * 0.5, (top + bottom) / 2 - 0.01, size * 0.3, 0.032)
        props.body(c, handle, tone, lift=0, puff=0.016)
        profile = np.array([0.46, 0.47, 0.46, 0.44, 0.4, 0.3]) * size
        props.turned(c, cx, top, bottom, profile, tone)
        props.opening(c, cx, top, profile[0], tone, rgb("#5b3722"))


def pouch(c, ground, main, accent):
    """A bag that stands: beans, litter, food."""
    props.seamless(c, ground)
    props.ground_shadow(c, 0.5, 0.84, 0.21)
    outline = [(0.3, 0.22), (0.7, 0.22), (0.715, 0.5), (0.73, 0.84), (0.27, 0.84), (0.285, 0.5)]
    mask = props.shape(c, outline, 0)
    props.body(c, mask, main, lift=0, puff=0.06)
    seam = mask * (c.y < 0.275)
    c.shade(seam, 0.1)
    props.lines(c, seam, c.y, 0.012, 0.14, 0.3)
    c.glow(mask * smooth(0.05, 0.0, np.abs(c.x - 0.36 - 0.03 * np.sin(c.y * 7))), WHITE, 0.1)
    label = c.box(0.5, 0.58, 0.135, 0.15, 0.008)
    c.paint(label, mix(WHITE, ground, 0.25))
    c.paint(c.disc(0.5, 0.535, 0.05), accent)
    for y, width in ((0.63, 0.085), (0.655, 0.06), (0.68, 0.072)):
        c.paint(c.box(0.5, y, width, 0.004, 0.002), INK * 1.6)


def grinder(c, ground, main, accent):
    props.seamless(c, ground)
    props.turned(c, 0.47, 0.42, 0.82, [0.085, 0.09, 0.09, 0.09, 0.09], main, gloss=0.4)
    c.lathe(0.47, 0.56, 0.64, [0.092] * 3, accent, gloss=0.25)
    c.lathe(0.47, 0.36, 0.425, [0.05, 0.084, 0.088], main * 0.86, gloss=0.4)
    arm = [(0.47, 0.345), (0.6, 0.34), (0.74, 0.32)]
    props.body(c, props.cord(c, arm, 0.011), props.STEEL, lift=0, puff=0.01)
    c.lathe(0.74, 0.2, 0.33, [0.026, 0.036, 0.034, 0.02, 0.016], accent, gloss=0.3)


def dripper(c, ground, main, accent):
    props.seamless(c, ground)
    props.turned(c, 0.5, 0.58, 0.83, [0.08, 0.1, 0.15, 0.165, 0.16], rgb("#dfe6e6"), gloss=0.5)
    c.paint(c.box(0.5, 0.77, 0.152, 0.05, 0.03), rgb("#6a412a"))
    c.lathe(0.5, 0.552, 0.58, [0.17, 0.172], main * 0.94)
    handle = props.ring(c, 0.68, 0.46, 0.07, 0.022)
    props.body(c, handle, main, lift=0, puff=0.014)
    c.lathe(0.5, 0.33, 0.56, [0.2, 0.17, 0.13, 0.09, 0.05], main, gloss=0.25)
    cone = props.shape(c, [(0.31, 0.33), (0.33, 0.26), (0.67, 0.26), (0.69, 0.33)], 0)
    c.paint(cone, mix(WHITE, accent, 0.08))
    props.opening(c, 0.5, 0.33, 0.2, main, mix(WHITE, accent, 0.12))


def bento(c, ground, main, accent):
    props.flat(c, ground)
    props.slab(c, 0.5, 0.5, 0.34, 0.25, main, corner=0.07, turn=-0.12)
    for (x, y, w, h), food in zip(
        ((-0.14, 0, 0.15, 0.2), (0.16, -0.1, 0.13, 0.095), (0.16, 0.11, 0.13, 0.085)),
        ("#f4efe2", "#8fae5d", "#e0793f"),
        strict=True,
    ):
        cx = 0.5 + x * np.cos(0.12) + y * np.sin(0.12)
        cy = 0.5 - x * np.sin(0.12) + y * np.cos(0.12)
        mask = c.box(cx, cy, w, h, 0.045, turn=-0.12)
        c.paint(mask, main * 0.8)
        inner = c.box(cx, cy, w - 0.012, h - 0.012, 0.04, turn=-0.12)
        props.body(c, inner * (0.9 + 0.1 * c.noise(30, 1)), rgb(food), lift=0, puff=0.03)
        c.shade(inner * c.noise(34, 2), 0.28)
    props.slab(c, 0.5, 0.87, 0.3, 0.012, accent, corner=0.01, turn=-0.05)
    props.slab(c, 0.5, 0.91, 0.3, 0.012, accent, corner=0.01, turn=-0.03)


def plate(c, ground, main, accent):
    props.flat(c, ground)
    disc = c.disc(0.5, 0.5, 0.33)
    grain = np.sin((c.y * 26 + 3 * c.noise(3, 3)) * 3)
    props.body(c, disc, main, puff=0.02, lift=0.035)
    c.shade(disc * smooth(0.2, 1, grain), 0.18)
    well = c.disc(0.5, 0.5, 0.27)
    c.shade(np.clip(well - c.disc(0.508, 0.512, 0.266, soft=0.01), 0, 1), 0.45)
    c.glow(np.clip(well - c.disc(0.494, 0.49, 0.268, soft=0.008), 0, 1), accent, 0.3)


def matcha(c, ground, main, accent):
    props.seamless(c, ground)
    props.turned(c, 0.4, 0.4, 0.76, [0.12] * 4, main, gloss=0.4)
    c.lathe(0.4, 0.34, 0.42, [0.118, 0.124, 0.124], main * 0.85, gloss=0.4)
    c.paint(c.box(0.4, 0.59, 0.08, 0.09, 0.004), mix(WHITE, ground, 0.3))
    c.paint(c.disc(0.4, 0.57, 0.03), accent)
    props.turned(c, 0.66, 0.68, 0.83, [0.14, 0.138, 0.125, 0.09], rgb("#3b3a38"), gloss=0.2)
    props.opening(c, 0.66, 0.68, 0.14, rgb("#4b4a47"), rgb("#93b25a"))


def bowl(c, ground, main, accent):
    props.seamless(c, ground)
    for cx, top, bottom, tone in ((0.62, 0.5, 0.68, accent), (0.42, 0.58, 0.82, main)):
        size = (bottom - top) * 0.98
        profile = np.array([1, 0.99, 0.93, 0.8, 0.5]) * size
        props.turned(c, cx, top, bottom, profile, tone, gloss=0.14)
        props.opening(c, cx, top, size, tone, tone * 0.72)


ALL = (kettle, cups, pouch, grinder, dripper, bento, plate, matcha)
