"""For rooms: vessels, cloth, boxes, light, wood and wax."""

import numpy as np

from feed.demo.art import props
from feed.demo.art.canvas import mix, rgb, smooth
from feed.demo.art.props import INK, WHITE


def vase(c, ground, main, accent):
    props.seamless(c, ground)
    for number, (x, y) in enumerate(((0.36, 0.2), (0.52, 0.13), (0.66, 0.24))):
        stem = [(0.5, 0.5), (0.5 + (x - 0.5) * 0.4, 0.36), (x, y)]
        props.body(c, props.cord(c, stem, 0.004), rgb("#6d7a4e"), lift=0, puff=0.004)
        for bud in range(7):
            share = 0.25 + bud * 0.12
            px = 0.5 + (x - 0.5) * share + 0.03 * (-1) ** bud * (1.2 - share)
            py = 0.46 + (y - 0.46) * share
            part = c.around(px, py, 0.05)
            part.paint(part.disc(px, py, 0.018, soft=0.002), accent * (0.85 + 0.05 * number))
            part.glow(part.disc(px - 0.005, py - 0.006, 0.006, soft=0.005), WHITE, 0.35)
    profile = [0.04, 0.032, 0.034, 0.07, 0.125, 0.15, 0.145, 0.12, 0.085]
    props.turned(c, 0.5, 0.44, 0.83, profile, main)
    props.opening(c, 0.5, 0.442, 0.04, main, main * 0.4)


def cloth(c, ground, main, accent):
    props.seamless(c, ground)
    props.folded(c, 0.5, 0.8, 0.27, [main, main * 0.97, mix(main, WHITE, 0.15), main], 0.075)
    hang = c.box(0.62, 0.62, 0.06, 0.13, 0.004)
    props.body(c, hang, accent, puff=0.01, lift=0.006)
    c.paint(c.box(0.62, 0.62, 0.036, 0.002, 0.001), WHITE)
    c.paint(c.box(0.62, 0.64, 0.024, 0.002, 0.001), WHITE)


def boxes(c, ground, main, accent):
    props.flat(c, ground)
    sizes = ((0.34, 0.36, 0.16, 0.18), (0.68, 0.3, 0.14, 0.12), (0.3, 0.72, 0.12, 0.14))
    for number, (cx, cy, w, h) in enumerate((*sizes, (0.64, 0.64, 0.18, 0.18))):
        tone = (main, accent)[number % 2]
        props.slab(c, cx, cy, w, h, tone, corner=0.02, lift=0.025)
        inner = c.box(cx, cy, w - 0.018, h - 0.018, 0.012)
        c.paint(inner, tone * 0.78)
        c.shade(inner * smooth(0.05, 0, np.minimum(c.x - cx + w, c.y - cy + h)), 0.35)
    props.folded(c, 0.64, 0.74, 0.13, [WHITE * 0.9, rgb("#b9c3c9"), WHITE * 0.95], 0.06)


def lamp(c, ground, main, accent):
    props.seamless(c, ground * 0.86)
    c.glow(c.disc(0.5, 0.4, 0.1, soft=0.42), rgb("#ffd9a0"), 0.5)
    props.turned(c, 0.5, 0.62, 0.83, [0.012, 0.012, 0.012, 0.1, 0.11], accent)
    profile = [0.11, 0.19, 0.23, 0.245, 0.23, 0.19, 0.11]
    c.lathe(0.5, 0.2, 0.64, profile, main, gloss=0.0, light=0.0)
    depth = np.clip((c.y - 0.2) / 0.44, 0, 1)
    radius = np.interp(depth, np.linspace(0, 1, 7), profile)
    paper = smooth(0.003, -0.003, np.abs(c.x - 0.5) - radius) * (c.y > 0.2) * (c.y < 0.64)
    c.glow(paper * c.disc(0.5, 0.46, 0.06, soft=0.24), rgb("#ffe3b0"), 0.75)
    props.lines(c, paper, c.y + 0.02 * ((c.x - 0.5) / 0.24) ** 2, 0.034, 0.16, 0.1)


def throw(c, ground, main, accent):
    props.seamless(c, ground)
    props.folded(c, 0.5, 0.78, 0.29, [main, main * 0.96, main * 1.02], 0.12)
    for number in range(26):
        x = 0.24 + number * 0.0205
        strand = props.cord(c, [(x, 0.77), (x + 0.004, 0.8), (x - 0.002, 0.84)], 0.004, 1)
        props.body(c, strand, accent, puff=0.005, lift=0.003)
    weave = c.box(0.5, 0.6, 0.29, 0.17, 0.04)
    c.shade(weave * smooth(0.3, 1, np.sin(c.x * 190 + np.sin(c.y * 260))), 0.1)


def stool(c, ground, main, accent):
    props.seamless(c, ground)
    props.ground_shadow(c, 0.5, 0.84, 0.2)
    for top, foot in ((0.42, 0.36), (0.58, 0.64), (0.36, 0.27), (0.64, 0.73)):
        leg = props.cord(c, [(top, 0.38), (foot, 0.84)], 0.017, 0)
        props.body(c, leg, main * (0.86 if 0.35 < foot < 0.65 else 0.97), lift=0, puff=0.014)
    bar = props.cord(c, [(0.315, 0.66), (0.685, 0.66)], 0.011, 0)
    props.body(c, bar, main * 0.9, lift=0, puff=0.01)
    c.lathe(0.5, 0.345, 0.39, [0.245, 0.25, 0.24], main, gloss=0.1)
    seat = c.disc(0.5, 0.345, 0.247, squash=0.26)
    c.paint(seat, mix(main, WHITE, 0.2))
    c.shade(seat * smooth(0.2, 1, np.sin(c.y * 420 + 8 * c.noise(4, 2))), 0.1)


def candle(c, ground, main, accent):
    props.seamless(c, ground * 0.93)
    c.glow(c.disc(0.5, 0.34, 0.02, soft=0.36), rgb("#ffd28a"), 0.42)
    for cx, top, bottom, size in ((0.67, 0.55, 0.76, 0.07), (0.46, 0.42, 0.83, 0.095)):
        props.turned(c, cx, top, bottom, [size] * 5, main, gloss=0.12)
        c.paint(c.disc(cx, top, size, squash=0.2), mix(main, WHITE, 0.3))
        props.lines(c, c.box(cx, (top + bottom) / 2, size, (bottom - top) / 2), c.y, 0.03, 0.05)
        c.paint(c.box(cx, top - 0.014, 0.004, 0.02, 0.002), INK)
    flame = props.shape(c, [(0.46, 0.28), (0.49, 0.37), (0.46, 0.41), (0.43, 0.37)], 3)
    c.paint(c.blurred(flame, 0.006), rgb("#fff1c4"))
    c.paint(c.blurred(flame, 0.004) * c.disc(0.46, 0.39, 0.016, soft=0.01), accent)


ALL = (vase, cloth, boxes, lamp, throw, stool, candle)
