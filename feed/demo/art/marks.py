"""The stores' marks: one plain sign in two colours."""

import numpy as np

from feed.demo.art import props
from feed.demo.art.canvas import Canvas, rgb

TONES = {
    "food": "#4a3226 #f1e3cf",
    "home": "#b5654a #f7ede2",
    "beauty": "#e9cfc8 #7d4a4a",
    "fashion": "#20242c #e6ded2",
    "travel": "#3f5f4c #f0e6cf",
    "fitness": "#1f5f86 #d9eef5",
    "tech": "#2d2b52 #f5b971",
    "parenting": "#f2cc8f #c8553d",
    "pets": "#5f7f78 #f6ecdd",
    "culture": "#efe8da #34435a",
}


def paint(canvas: Canvas, channel: str) -> None:
    ground, ink = (rgb(tone) for tone in TONES[channel].split())
    canvas.pixels[:] = ground
    canvas.paint(np.clip(SIGNS[channel](canvas), 0, 1), ink)


def _peaks(c):
    steam = props.cord(c, [(0.5, 0.2), (0.45, 0.27), (0.55, 0.33), (0.5, 0.4)], 0.016)
    hills = [(0.2, 0.72), (0.38, 0.46), (0.48, 0.58), (0.6, 0.42), (0.8, 0.72)]
    return np.maximum(steam, props.shape(c, hills, 1, tight=0.04))


def _pot(c):
    outline = [(0.42, 0.24), (0.58, 0.24), (0.56, 0.36), (0.74, 0.56), (0.62, 0.78), (0.38, 0.78)]
    return props.shape(c, [*outline, (0.26, 0.56), (0.44, 0.36)], 2, tight=0.1)


def _drop(c):
    drop = props.shape(c, [(0.5, 0.18), (0.72, 0.56), (0.5, 0.86), (0.28, 0.56)], 3)
    return drop - c.disc(0.56, 0.58, 0.06)


def _nine(c):
    return sum(
        c.box(x, y, 0.065, 0.065, 0.065 if (row + column) % 2 else 0.008)
        for row, y in enumerate((0.32, 0.5, 0.68))
        for column, x in enumerate((0.32, 0.5, 0.68))
    )


def _range(c):
    far = props.shape(c, [(0.18, 0.7), (0.42, 0.34), (0.66, 0.7)], 1, tight=0.03)
    near = props.shape(c, [(0.46, 0.7), (0.65, 0.46), (0.84, 0.7)], 1, tight=0.03)
    return np.maximum(np.maximum(far - near * 0.5, near * 0.75), c.disc(0.68, 0.28, 0.06))


def _waves(c):
    lines = (0.34 + 0.03 * row for row in (0, 5, 10))
    return sum(
        props.cord(
            c, [(0.2, y), (0.3, y - 0.09), (0.5, y + 0.09), (0.7, y - 0.09), (0.8, y)], 0.028
        )
        for y in lines
    )


def _sound(c):
    heights = (0.1, 0.2, 0.28, 0.16, 0.22, 0.08)
    return sum(
        c.box(0.25 + 0.1 * place, 0.5, 0.026, height, 0.026) for place, height in enumerate(heights)
    )


def _blocks(c):
    arch = props.ring(c, 0.5, 0.52, 0.28, 0.11) * (c.y < 0.52)
    return arch + c.box(0.275, 0.64, 0.055, 0.1, 0.008) + c.box(0.725, 0.64, 0.055, 0.1, 0.008)


def _paw(c):
    toes = ((0.29, 0.46), (0.42, 0.31), (0.58, 0.31), (0.71, 0.46))
    return c.disc(0.5, 0.63, 0.15, squash=0.85) + sum(
        c.disc(x, y, 0.07, squash=1.25) for x, y in toes
    )


def _page(c):
    left = props.shape(c, [(0.2, 0.3), (0.34, 0.27), (0.485, 0.34), (0.485, 0.74), (0.2, 0.68)], 0)
    right = props.shape(c, [(0.8, 0.3), (0.66, 0.27), (0.515, 0.34), (0.515, 0.74), (0.8, 0.68)], 0)
    return left + right


SIGNS = {
    "food": _peaks,
    "home": _pot,
    "beauty": _drop,
    "fashion": _nine,
    "travel": _range,
    "fitness": _waves,
    "tech": _sound,
    "parenting": _blocks,
    "pets": _paw,
    "culture": _page,
}
