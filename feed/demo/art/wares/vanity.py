"""Bottles, jars, tubes and sticks for the face."""

import numpy as np

from feed.demo.art import props
from feed.demo.art.canvas import mix, rgb, smooth
from feed.demo.art.props import BRASS, INK, WHITE


def _label(c, cx, cy, half, tall, ink):
    c.paint(c.box(cx, cy, half, tall, 0.003) * 0.9, WHITE * 0.98)
    for number, width in enumerate((0.6, 0.4, 0.5)):
        y = cy - tall * 0.3 + number * tall * 0.34
        c.paint(c.box(cx, y, half * width, 0.0025, 0.001), ink)


def toner(c, ground, main, accent):
    props.seamless(c, ground)
    props.turned(
        c, 0.5, 0.36, 0.83, [0.03, 0.07, 0.11, 0.115, 0.115, 0.115, 0.115], main, gloss=0.5
    )
    c.lathe(0.5, 0.22, 0.37, [0.042, 0.044, 0.044], accent, gloss=0.4)
    _label(c, 0.5, 0.64, 0.075, 0.09, main * 0.5)


def cream(c, ground, main, accent):
    props.seamless(c, ground)
    props.turned(c, 0.47, 0.56, 0.8, [0.19, 0.195, 0.195, 0.185], main, gloss=0.4)
    c.paint(c.disc(0.47, 0.56, 0.19, squash=0.24), mix(main, WHITE, 0.35))
    inside = c.disc(0.47, 0.562, 0.17, squash=0.23)
    c.paint(inside, rgb("#fffaf2"))
    swirl = np.sin(
        np.hypot(c.x - 0.45, (c.y - 0.56) / 0.23) * 70 + np.arctan2(c.y - 0.56, c.x - 0.45)
    )
    c.shade(inside * smooth(0.2, 1, swirl), 0.07)
    _label(c, 0.47, 0.7, 0.1, 0.05, accent * 0.7)
    props.turned(c, 0.72, 0.78, 0.86, [0.15, 0.155, 0.15], accent, gloss=0.4)
    c.paint(c.disc(0.72, 0.78, 0.15, squash=0.22), mix(accent, WHITE, 0.3))


def tube(c, ground, main, accent):
    props.seamless(c, ground)
    props.ground_shadow(c, 0.5, 0.82, 0.09)
    outline = [(0.36, 0.2), (0.64, 0.2), (0.62, 0.5), (0.595, 0.7), (0.405, 0.7), (0.38, 0.5)]
    mask = props.shape(c, outline, 0)
    props.body(c, mask, main, lift=0, puff=0.05)
    c.shade(mask * (c.y < 0.235), 0.08)
    props.lines(c, mask * (c.y < 0.235), c.x, 0.012, 0.15, 0.3)
    c.lathe(0.5, 0.7, 0.82, [0.09, 0.092, 0.092], accent, gloss=0.35)
    for y, width in ((0.4, 0.07), (0.44, 0.045), (0.58, 0.055)):
        c.paint(c.box(0.5, y, width, 0.005, 0.002), accent * 0.75)


def sunscreen(c, ground, main, accent):
    props.seamless(c, ground)
    props.turned(c, 0.5, 0.38, 0.83, [0.09, 0.125, 0.13, 0.13, 0.125], main, gloss=0.4)
    c.lathe(0.5, 0.26, 0.39, [0.07, 0.078, 0.08], accent, gloss=0.35)
    c.paint(c.disc(0.5, 0.56, 0.055), rgb("#f5b94a"))
    c.paint(c.disc(0.5, 0.56, 0.036), rgb("#fbd98a"))
    for y, width in ((0.68, 0.06), (0.71, 0.04)):
        c.paint(c.box(0.5, y, width, 0.004, 0.002), INK * 2)


def lipstick(c, ground, main, accent):
    props.seamless(c, ground)
    bullet = [(0.375, 0.5), (0.375, 0.27), (0.4, 0.22), (0.46, 0.29), (0.465, 0.5)]
    props.turned(c, 0.42, 0.58, 0.83, [0.062] * 4, INK * 1.2, gloss=0.5)
    c.lathe(0.42, 0.44, 0.59, [0.052] * 3, BRASS, gloss=0.7)
    mask = props.shape(c, bullet, 1) * (c.y < 0.45)
    props.body(c, mask, main, lift=0, puff=0.03)
    c.glow(mask * smooth(0.012, 0, np.abs(c.x - 0.398)), WHITE, 0.35)
    props.turned(c, 0.64, 0.5, 0.86, [0.062] * 4, INK * 1.2, gloss=0.5)
    c.lathe(0.64, 0.8, 0.84, [0.063] * 2, BRASS, gloss=0.7)
    smear = props.shape(c, [(0.12, 0.87), (0.3, 0.83), (0.36, 0.88), (0.2, 0.92)], 3)
    props.body(c, smear, accent, lift=0.003, puff=0.012)


def primer(c, ground, main, accent):
    props.seamless(c, ground)
    props.turned(c, 0.5, 0.42, 0.83, [0.08, 0.1, 0.1, 0.1, 0.1], main, gloss=0.55)
    c.lathe(0.5, 0.34, 0.43, [0.05, 0.055, 0.055], accent, gloss=0.4)
    c.lathe(0.5, 0.29, 0.35, [0.016] * 2, accent)
    nozzle = props.cord(c, [(0.52, 0.275), (0.46, 0.27), (0.4, 0.285)], 0.018)
    props.body(c, nozzle, accent, lift=0, puff=0.014)
    _label(c, 0.5, 0.65, 0.07, 0.08, main * 0.55)


def serum(c, ground, main, accent):
    props.seamless(c, ground)
    props.turned(c, 0.5, 0.48, 0.83, [0.04, 0.1, 0.12, 0.12, 0.12, 0.12], main, gloss=0.6)
    c.glow(c.box(0.5, 0.66, 0.085, 0.15, 0.03, soft=0.05), accent, 0.35)
    c.lathe(0.5, 0.39, 0.49, [0.045] * 3, BRASS, gloss=0.7)
    c.lathe(0.5, 0.23, 0.4, [0.02, 0.034, 0.036, 0.034, 0.03], INK * 1.3, gloss=0.4)
    _label(c, 0.5, 0.69, 0.08, 0.075, main * 0.5)


def pencils(c, ground, main, accent):
    props.flat(c, ground)
    for offset, tone in ((-0.1, main), (0.06, accent)):
        props.body(c, props.cord(c, [_at(-0.3, offset), _at(0.24, offset)], 0.026, 0), tone)
        tip = [_at(0.255, offset - 0.022), _at(0.34, offset), _at(0.255, offset + 0.022)]
        props.body(c, props.shape(c, tip, 1), tone * 0.55, puff=0.01, lift=0.01)
        c.paint(c.box(*_at(-0.04, offset), 0.034, 0.0265, 0.003, turn=-0.697), BRASS)


def _at(along, aside):
    """A place along a slanting line through the middle."""
    return 0.5 + along * 0.767 - aside * 0.642, 0.5 - along * 0.642 - aside * 0.767


ALL = (toner, cream, tube, sunscreen, lipstick, primer, serum, pencils)
