"""For small people."""

import numpy as np

from feed.demo.art import props
from feed.demo.art.canvas import mix, rgb, smooth
from feed.demo.art.props import INK, STEEL, WHITE, WOOD

TOYS = tuple(rgb(tone) for tone in ("#e07a5f", "#f2cc8f", "#81b29a", "#6d9dc5", "#b185a7"))


def arches(c, ground, main, accent):
    props.seamless(c, ground)
    props.ground_shadow(c, 0.5, 0.8, 0.3)
    for number, tone in enumerate(TOYS):
        arc = props.ring(c, 0.5, 0.8, 0.32 - 0.058 * number, 0.053) * (c.y < 0.802)
        props.body(c, arc, tone, lift=0, puff=0.014)
    for cx, tone in ((0.2, main), (0.8, accent)):
        props.ground_shadow(c, cx, 0.87, 0.035)
        props.body(c, c.disc(cx, 0.83, 0.045), tone, lift=0, puff=0.04)


def track(c, ground, main, accent):
    props.seamless(c, ground)
    props.ground_shadow(c, 0.5, 0.85, 0.3)
    for x in (0.22, 0.78):
        props.slab(c, x, 0.5, 0.022, 0.35, WOOD, corner=0.008, lift=0.004)
    for number in range(4):
        y, lean = 0.26 + 0.16 * number, 0.05 * (-1) ** number
        ramp = props.cord(c, [(0.22, y - lean), (0.78, y + lean)], 0.017, 0)
        props.body(c, ramp, mix(WOOD, WHITE, 0.3), lift=0.01, puff=0.014)
        px = (0.35, 0.62, 0.5, 0.7)[number]
        py = y + lean * (px - 0.5) / 0.28 - 0.05
        props.body(c, c.disc(px, py, 0.034), TOYS[number], lift=0.006, puff=0.03)
    props.slab(c, 0.5, 0.845, 0.32, 0.016, WOOD * 0.9, corner=0.008, lift=0)
    props.body(c, c.disc(0.22, 0.14, 0.026), main, lift=0, puff=0.02)


def books(c, ground, main, accent):
    props.seamless(c, ground)
    props.ground_shadow(c, 0.5, 0.82, 0.27)
    for number, tone in enumerate((main, accent, TOYS[3])):
        cy, half = 0.775 - 0.09 * number, 0.27 - 0.02 * number
        pages = c.box(0.51, cy, half - 0.01, 0.036, 0.004)
        c.paint(pages, rgb("#f7f1e4"))
        props.lines(c, pages, c.y, 0.008, 0.12, 0.2)
        cover = c.box(0.5, cy, half, 0.044, 0.02) - c.box(0.53, cy, half, 0.034, 0.008)
        props.body(c, np.clip(cover, 0, 1), tone, lift=0, puff=0.01)
    props.slab(c, 0.52, 0.37, 0.15, 0.17, TOYS[1], corner=0.012, turn=0.09, lift=0.012)
    c.paint(c.disc(0.53, 0.34, 0.06), main)
    hill = c.box(0.52, 0.37, 0.15, 0.17, 0.012, turn=0.09) * (c.y > 0.43 + 0.02 * np.sin(c.x * 22))
    c.paint(hill, TOYS[2])


def pram(c, ground, main, accent):
    props.seamless(c, ground)
    props.ground_shadow(c, 0.5, 0.87, 0.25)
    frame = [(0.76, 0.24), (0.7, 0.42), (0.34, 0.8)]
    for path in (frame, [(0.34, 0.52), (0.68, 0.8)], [(0.34, 0.8), (0.68, 0.8)]):
        props.body(c, props.cord(c, path, 0.011, 1), INK * 1.6, lift=0, puff=0.01)
    props.body(c, props.cord(c, [(0.75, 0.26), (0.84, 0.22)], 0.018, 0), accent, lift=0)
    seat = [(0.26, 0.46), (0.68, 0.46), (0.66, 0.64), (0.56, 0.7), (0.36, 0.69), (0.27, 0.6)]
    props.body(c, props.shape(c, seat, 3, tight=0.06), main, lift=0.006, puff=0.05)
    hood = c.disc(0.47, 0.46, 0.21) * (c.y < 0.462) * (c.x < 0.5 + (0.46 - c.y) * 0.75)
    props.body(c, hood, main * 0.9, lift=0.006, puff=0.05)
    angle = np.arctan2(0.46 - c.y, c.x - 0.47)
    props.lines(c, hood, angle, 0.5, 0.25, 0.03)
    for x in (0.34, 0.68):
        props.body(c, c.disc(x, 0.81, 0.065), INK * 1.3, lift=0, puff=0.02)
        c.paint(c.disc(x, 0.81, 0.045), STEEL)
        c.paint(c.disc(x, 0.81, 0.014), accent)


def blender(c, ground, main, accent):
    props.seamless(c, ground)
    props.turned(c, 0.5, 0.62, 0.84, [0.13, 0.15, 0.16, 0.16], main, gloss=0.3)
    props.body(c, c.disc(0.5, 0.74, 0.034), accent, lift=0.004, puff=0.016)
    c.lathe(0.5, 0.32, 0.63, [0.15, 0.147, 0.14, 0.125], rgb("#dfe8e6"), gloss=0.6)
    food = c.box(0.5, 0.54, 0.122, 0.07, 0.03)
    c.paint(food * 0.9, rgb("#e9a35c"))
    c.shade(food * c.noise(20, 2), 0.15)
    c.lathe(0.5, 0.27, 0.33, [0.12, 0.152, 0.155], main, gloss=0.3)
    c.lathe(0.5, 0.235, 0.275, [0.035, 0.045], accent)
    handle = props.ring(c, 0.66, 0.46, 0.085, 0.026, squash=1.1) * (c.x > 0.64)
    props.body(c, handle, main, lift=0, puff=0.018)


def plate(c, ground, main, accent):
    props.flat(c, ground)
    outline = np.maximum(c.disc(0.5, 0.55, 0.32, squash=0.88), 0)
    for side in (-1, 1):
        outline = np.maximum(outline, c.disc(0.5 + side * 0.2, 0.28, 0.09))
    props.body(c, outline, main, puff=0.03, lift=0.03)
    for cx, cy, size, food in ((0.36, 0.5, 0.12, 2), (0.64, 0.5, 0.12, 0), (0.5, 0.72, 0.09, 1)):
        well = c.disc(cx, cy, size, squash=0.9)
        c.paint(well, main * 0.84)
        for _ in range(12):
            px, py = cx + c.rng.uniform(-0.6, 0.6) * size, cy + c.rng.uniform(-0.5, 0.5) * size
            part = c.around(px, py, 0.05)
            props.body(part, part.disc(px, py, 0.02), TOYS[food], puff=0.014, lift=0.004)
    props.slab(c, 0.9, 0.55, 0.012, 0.17, accent, corner=0.01)
    props.body(c, c.disc(0.9, 0.36, 0.032, squash=1.4), accent, puff=0.016)


def mat(c, ground, main, accent):
    props.seamless(c, ground)
    sheet = props.shape(c, [(0.3, 0.62), (0.86, 0.62), (0.96, 0.86), (0.2, 0.86)], 0)
    props.body(c, sheet, main, puff=0.008, lift=0.006)
    dots = np.hypot((c.x * 8) % 1 - 0.5, (c.y * 18) % 1 - 0.5)
    c.paint(sheet * smooth(0.26, 0.22, dots) * (c.x > 0.34), accent)
    props.ground_shadow(c, 0.27, 0.87, 0.1)
    roll = props.shape(c, [(0.26, 0.5), (0.38, 0.5), (0.3, 0.87), (0.12, 0.87)], 2, tight=0.05)
    props.body(c, roll, main * 0.96, puff=0.05, lift=0.01)
    for size in (0.085, 0.06, 0.035):
        c.shade(props.ring(c, 0.21, 0.82, size, 0.006), 0.35)


def crayons(c, ground, main, accent):
    props.flat(c, ground)
    props.slab(c, 0.5, 0.68, 0.34, 0.2, main, corner=0.015, lift=0.025)
    hues = (*TOYS, accent, rgb("#c8553d"), rgb("#588b8b"), rgb("#f28f3b"), rgb("#5d6cae"))
    for number in range(10):
        cx = 0.215 + number * 0.0633
        tone, top = hues[number], 0.3 + 0.03 * (number % 3)
        props.slab(c, cx, top + 0.17, 0.026, 0.15, tone, corner=0.006, lift=0.008)
        tip = [(cx - 0.018, top + 0.03), (cx - 0.007, top - 0.05), (cx + 0.007, top - 0.05)]
        props.body(c, props.shape(c, [*tip, (cx + 0.018, top + 0.03)], 1), tone * 0.92, puff=0.01)
    props.slab(c, 0.5, 0.74, 0.34, 0.14, main, corner=0.012, lift=0.004)
    c.paint(c.box(0.5, 0.74, 0.14, 0.045, 0.02), mix(WHITE, main, 0.1))
    c.paint(c.box(0.5, 0.74, 0.09, 0.007, 0.003), INK * 2)


ALL = (arches, track, books, pram, blender, plate, mat, crayons)
