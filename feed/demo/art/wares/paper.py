"""For the desk of whoever writes, reads and photographs."""

import numpy as np

from feed.demo.art import props
from feed.demo.art.canvas import mix, rgb, smooth
from feed.demo.art.props import BRASS, INK, STEEL, WHITE


def notebook(c, ground, main, accent):
    props.flat(c, ground)
    props.slab(c, 0.52, 0.52, 0.235, 0.31, rgb("#f4eee2"), corner=0.012, turn=0.12, lift=0.03)
    cover = c.box(0.5, 0.5, 0.235, 0.31, 0.018, turn=0.12)
    props.body(c, cover, main, puff=0.012, lift=0.006)
    dx, dy = c.turned(0.5, 0.5, 0.12)
    c.shade(cover * smooth(0.004, 0.001, np.abs(dx + 0.19)), 0.35)
    stitch = smooth(0.003, 0, np.abs(dx + 0.212)) * (np.sin(dy * 190) > -0.2)
    c.paint(cover * stitch, mix(accent, WHITE, 0.3))
    c.paint(cover * smooth(0.003, 0, np.abs(dx - 0.19) - 0.008), accent)
    c.paint(c.box(0.52, 0.36, 0.085, 0.045, 0.004, turn=0.12), mix(WHITE, ground, 0.3))


def pen(c, ground, main, accent):
    props.flat(c, ground)
    props.body(c, props.cord(c, [(0.2, 0.74), (0.6, 0.4)], 0.03, 0), main, puff=0.022)
    props.slab(c, 0.59, 0.41, 0.01, 0.031, BRASS, corner=0.002, turn=-0.705, lift=0)
    grip = props.cord(c, [(0.6, 0.4), (0.68, 0.332)], 0.022, 0)
    props.body(c, grip, main * 0.75, puff=0.018)
    nib = props.shape(c, [(0.675, 0.306), (0.8, 0.23), (0.705, 0.348)], 1)
    props.body(c, nib, BRASS, puff=0.008, lift=0.012)
    c.paint(c.disc(0.725, 0.297, 0.005), INK)
    props.body(c, props.cord(c, [(0.42, 0.86), (0.66, 0.65)], 0.033, 0), main, puff=0.024)
    props.body(
        c, props.cord(c, [(0.47, 0.8), (0.63, 0.66)], 0.007, 0), BRASS, puff=0.006, lift=0.006
    )
    path = [(0.12, 0.3), (0.2, 0.18), (0.26, 0.34), (0.34, 0.2), (0.4, 0.3), (0.5, 0.22)]
    c.paint(props.cord(c, path, 0.005, 3) * 0.85, accent)


def film(c, ground, main, accent):
    props.seamless(c, ground)
    for cx, bottom, tone in (
        (0.68, 0.72, accent),
        (0.3, 0.76, mix(main, WHITE, 0.5)),
        (0.48, 0.84, main),
    ):
        props.turned(c, cx, bottom - 0.27, bottom, [0.088] * 3, INK * 1.2, gloss=0.4)
        c.lathe(cx, bottom - 0.23, bottom - 0.04, [0.0885] * 2, tone, gloss=0.25)
        c.lathe(cx, bottom - 0.31, bottom - 0.27, [0.03, 0.03], INK * 1.4, gloss=0.4)
        c.paint(c.disc(cx, bottom - 0.27, 0.088, squash=0.16), INK * 1.7)
        c.paint(c.disc(cx, bottom - 0.275, 0.03, squash=0.3), INK)
        c.paint(c.box(cx - 0.02, bottom - 0.15, 0.03, 0.03, 0.003), WHITE * 0.96)
    strip = props.shape(c, [(0.57, 0.66), (0.8, 0.68), (0.8, 0.82), (0.57, 0.8)], 0)
    props.body(c, strip, rgb("#4a332a"), puff=0.006, lift=0.008)
    holes = (np.sin(c.x * 220) > 0.1) * smooth(
        0.008, 0.006, np.abs(np.abs(c.y - 0.74 - 0.08 * (c.x - 0.68)) - 0.055)
    )
    c.paint(strip * holes, ground)


def tote(c, ground, main, accent):
    props.flat(c, ground)
    for inset, tone in ((0.0, main * 0.85), (0.02, main)):
        handle = [(0.38, 0.42), (0.37, 0.16 + inset), (0.63, 0.16 + inset), (0.62, 0.42)]
        props.body(c, props.cord(c, handle, 0.016, 3), tone, puff=0.01, lift=0.012)
    outline = [(0.25, 0.37), (0.75, 0.37), (0.78, 0.88), (0.22, 0.88)]
    mask = props.shape(c, outline, 2, tight=0.03)
    props.body(c, mask, main, puff=0.03, lift=0.022)
    c.shade(mask * smooth(0.004, 0.001, np.abs(c.y - 0.41)), 0.2)
    c.shade(mask * smooth(0.5, 0.9, c.noise(5, 3)), 0.12)
    book = props.ring(c, 0.5, 0.63, 0.1, 0.012)
    c.paint(book, accent)
    for y in (0.6, 0.63, 0.66):
        c.paint(c.box(0.5, y, 0.05, 0.004, 0.002), accent)


def cliplamp(c, ground, main, accent):
    props.seamless(c, ground * 0.9)
    cone = props.shape(c, [(0.24, 0.36), (0.42, 0.42), (0.56, 0.82), (0.1, 0.82)], 1)
    c.glow(c.blurred(cone, 0.03), rgb("#ffe3ac"), 0.5)
    props.ground_shadow(c, 0.6, 0.83, 0.24)
    props.slab(c, 0.56, 0.8, 0.3, 0.03, rgb("#f6f0e2"), corner=0.006, lift=0)
    props.slab(c, 0.56, 0.768, 0.31, 0.012, accent, corner=0.008, lift=0)
    neck = [(0.74, 0.74), (0.8, 0.5), (0.68, 0.24), (0.46, 0.24), (0.38, 0.32)]
    props.body(c, props.cord(c, neck, 0.015, 3), main * 0.9, puff=0.012, lift=0)
    props.slab(c, 0.74, 0.75, 0.05, 0.05, main, corner=0.016, lift=0.006)
    props.slab(c, 0.36, 0.35, 0.12, 0.04, main, corner=0.035, turn=0.32, lift=0.004)
    glow = c.box(0.352, 0.378, 0.09, 0.012, 0.01, soft=0.006, turn=0.32)
    c.glow(glow, rgb("#fff4d2"), 1.0)


def ink(c, ground, main, accent):
    props.seamless(c, ground)
    props.ground_shadow(c, 0.47, 0.8, 0.16)
    props.slab(c, 0.47, 0.64, 0.16, 0.16, rgb("#dde4e8"), corner=0.04, lift=0, puff=0.03)
    c.paint(c.box(0.47, 0.665, 0.138, 0.115, 0.025), main)
    c.glow(
        c.box(0.47, 0.665, 0.138, 0.115, 0.025) * smooth(0.06, 0, np.abs(c.x - 0.39)), WHITE, 0.25
    )
    c.lathe(0.47, 0.38, 0.49, [0.09, 0.095, 0.095], INK * 1.3, gloss=0.5)
    c.paint(c.box(0.47, 0.68, 0.085, 0.05, 0.004), mix(WHITE, ground, 0.2))
    c.paint(c.box(0.47, 0.67, 0.05, 0.005, 0.002), main)
    c.paint(c.box(0.47, 0.695, 0.035, 0.004, 0.002), main)
    blot = [(0.7, 0.82), (0.78, 0.78), (0.88, 0.82), (0.86, 0.87), (0.76, 0.88)]
    props.body(c, props.shape(c, blot, 3), accent, puff=0.012, lift=0.002)


def bookmark(c, ground, main, accent):
    props.flat(c, ground)
    page = c.box(0.46, 0.54, 0.3, 0.34, 0.01, turn=-0.08)
    props.body(c, page, rgb("#f8f2e5"), puff=0.01, lift=0.025)
    dx, dy = c.turned(0.46, 0.54, -0.08)
    text = (np.abs(dx) < 0.24 - 0.05 * (np.sin(np.floor(dy / 0.036) * 7) > 0.4)) * (
        np.abs(dy) < 0.28
    )
    c.paint(page * text * smooth(0.09, 0.06, np.abs((dy / 0.036) % 1 - 0.5)) * 0.4, INK)
    props.slab(c, 0.62, 0.48, 0.052, 0.27, BRASS, corner=0.02, turn=0.1, lift=0.012)
    for number in range(6):
        cy = 0.32 + number * 0.06
        cut = c.disc(0.635 - (cy - 0.48) * -0.1, cy, 0.02, squash=0.62)
        c.paint(cut, rgb("#e9dfc9") * 0.8)
    tassel = [(0.648, 0.23), (0.68, 0.16), (0.76, 0.14), (0.8, 0.24)]
    props.body(c, props.cord(c, tassel, 0.005, 3), accent, puff=0.005, lift=0.008)
    props.body(c, props.cord(c, [(0.8, 0.24), (0.81, 0.34)], 0.018, 0), accent, puff=0.014)
    c.paint(c.box(0.801, 0.262, 0.019, 0.007, 0.003), main)


def album(c, ground, main, accent):
    props.flat(c, ground)
    props.slab(c, 0.5, 0.52, 0.34, 0.27, main, corner=0.015, turn=-0.06, lift=0.03)
    c.shade(c.box(0.2, 0.54, 0.012, 0.265, 0.003, turn=-0.06), 0.25)
    props.slab(c, 0.53, 0.5, 0.19, 0.15, WHITE * 0.97, corner=0.004, turn=-0.06, lift=0.006)
    photo = c.box(0.53, 0.5, 0.168, 0.126, 0.002, turn=-0.06)
    c.paint(photo, accent)
    c.glow(photo * smooth(0.56, 0.38, c.y), rgb("#fbe3c0"), 0.6)
    for level, share in ((0.5, 0.55), (0.55, 0.3)):
        ridge = level + 0.03 * np.sin(c.x * 17 + level * 60)
        c.paint(photo * smooth(-0.002, 0.002, c.y - ridge), mix(INK, accent, share))
    c.paint(photo * c.disc(0.6, 0.44, 0.025), rgb("#fff4d6"))
    props.slab(c, 0.8, 0.5, 0.01, 0.27, STEEL * 0.6, corner=0.004, turn=-0.06, lift=0.004)


ALL = (notebook, pen, film, tote, cliplamp, ink, bookmark, album)
