"""Seen from above: cups, bowls, plates, and things laid out on linen or wood."""

import numpy as np

from feed.demo.art.canvas import Canvas, mix, rgb, smooth

CLOTHS = (
    ("#e9e2d6", "#cfc3b0"),
    ("#d8e0dc", "#b5c4bd"),
    ("#f0dcd0", "#dbb9a6"),
    ("#39424e", "#2a313b"),
    ("#c79a6b", "#a3764a"),
)


def ground(canvas: Canvas, turn: int) -> None:
    light, dark = (rgb(text) for text in CLOTHS[turn % len(CLOTHS)])
    if turn % len(CLOTHS) == 4:
        grain = canvas.noise(3, 3) * 5 + canvas.y * 9
        rings = 0.5 + 0.5 * np.sin(grain * 9 + 0.7 * np.sin(canvas.x * 5))
        canvas.pixels[:] = mix(light, dark, 0.5)
        canvas.paint(rings * 0.28, dark)
        planks = smooth(0.006, 0.0, np.abs((canvas.y % 0.34) - 0.17))
        canvas.shade(planks, 0.4)
    else:
        folds = canvas.noise(2, 3)
        canvas.gradient((0.25, dark), (0.75, light), along=folds)
        weave = np.sin(canvas.x * 900) * np.sin(canvas.y * 900)
        canvas.pixels += 0.012 * weave[..., None]
    _window(canvas)


def _window(canvas: Canvas) -> None:
    """Light through panes, slanting over the table."""
    slant = canvas.x * 0.8 + canvas.y * 0.6 + canvas.rng.uniform(-0.2, 0.2)
    panes = smooth(0.02, 0.05, np.abs((slant % 0.42) - 0.21)) * smooth(0.35, 0.5, slant)
    canvas.glow(canvas.blurred(panes, 0.025), rgb("#fff0d2"), 0.26)


def dish(canvas, cx, cy, radius, colour, rim=0.06):
    """A round dish with its shadow; the inside is left to the caller."""
    outer = canvas.disc(cx, cy, radius)
    canvas.shadow(outer, dx=0.035, dy=0.04, blur=0.03, strength=0.5)
    canvas.paint(outer, colour)
    tilt = np.clip(0.5 + ((canvas.x - cx) + (canvas.y - cy)) / (2.4 * radius), 0, 1)
    canvas.shade(outer * tilt, 0.16)
    inner = canvas.disc(cx, cy, radius * (1 - rim))
    canvas.paint(inner, np.asarray(colour) * 0.93)
    canvas.shade(inner * (1 - tilt), 0.16)
    lip = outer - canvas.disc(cx, cy, radius * 0.985)
    canvas.glow(np.clip(lip, 0, 1) * (1 - tilt), (1, 1, 1), 0.5)


DRINKS = (("#6b3f22", "#e9cba2"), ("#8fae5d", "#eaf0cd"), ("#7a4a2e", "#f2dcc0"))


def latte(canvas: Canvas, turn: int) -> None:
    ground(canvas, turn)
    cx, cy, radius = canvas.aspect * 0.5, canvas.rng.uniform(0.46, 0.56), canvas.aspect * 0.3
    dish(canvas, cx, cy, radius * 1.5, mix((1, 1, 1), rgb(CLOTHS[turn % 4][0]), 0.25), rim=0.22)
    handle = canvas.box(cx + radius * 1.12, cy - radius * 0.3, 0.05, 0.022, 0.02, turn=-0.3)
    canvas.shadow(handle, blur=0.012, strength=0.4)
    canvas.paint(handle, (0.95, 0.94, 0.92))
    dish(canvas, cx, cy, radius, rgb("#f7f4ef"), rim=0.09)
    brown, milk = (rgb(text) for text in DRINKS[turn % len(DRINKS)])
    surface = canvas.disc(cx, cy, radius * 0.9)
    canvas.paint(surface, brown)
    canvas.paint(surface * canvas.disc(cx, cy, radius * 0.75, soft=radius * 0.25) * 0.35, milk)
    dx, dy = canvas.turned(cx, cy + radius * 0.05, canvas.rng.uniform(-0.5, 0.5))
    dx, dy = dx / radius, dy / radius
    width = 0.55 * np.clip(1 - (dy * 1.35) ** 2, 0, 1)
    leaf = smooth(-0.03, 0.03, width - np.abs(dx))
    veins = np.sin((dy * 2 + np.abs(dx) * 1.5) * 13)
    canvas.paint(surface * leaf * smooth(-0.35, 0.25, veins), milk)
    canvas.shade(surface * smooth(0.03, 0.0, np.abs(dx)) * leaf * 0.5, 0.4)
    canvas.shade(surface * (1 - canvas.disc(cx + 0.02, cy + 0.02, radius * 0.8, soft=0.06)), 0.35)
    _spoon(canvas, cx - radius * 1.75, cy + 0.1)
    _crumbs(canvas, brown)


def _spoon(canvas, cx, cy):
    steel = rgb("#cfd3d6")
    canvas = canvas.around(cx, cy, 0.3)
    head = canvas.disc(cx, cy - 0.12, 0.035, squash=1.5)
    stick = canvas.box(cx, cy + 0.06, 0.007, 0.16, 0.006)
    both = np.maximum(head, stick)
    canvas.shadow(both, blur=0.012, strength=0.45)
    canvas.paint(both, steel)
    canvas.shade(canvas.disc(cx + 0.008, cy - 0.115, 0.024, squash=1.5, soft=0.01), 0.25)


def _crumbs(canvas, colour):
    for _ in range(14):
        cx, cy = canvas.rng.uniform(0, canvas.aspect), canvas.rng.uniform(0.05, 0.97)
        part = canvas.around(cx, cy, 0.04)
        bean = part.disc(cx, cy, canvas.rng.uniform(0.006, 0.012), squash=0.7)
        part.shadow(bean, dx=0.006, dy=0.006, blur=0.005, strength=0.5)
        part.paint(bean, colour * 0.8)


MEALS = (
    ("#f4efe6", ("#c8402f", "#e9b44c", "#5f8f3e", "#f2e3c6")),
    ("#2f3b45", ("#f2a65a", "#e85d4a", "#8cb369", "#fff1d0")),
    ("#dfe7e4", ("#7b2d59", "#4a5fa5", "#d65a73", "#f4d6a0")),
    ("#f6e7d3", ("#e07a3f", "#f2c14e", "#81a684", "#fff6e6")),
)


def bowl(canvas: Canvas, turn: int) -> None:
    ground(canvas, turn + 1)
    glaze, fruits = MEALS[turn % len(MEALS)]
    places = ((0.5, 0.5, 0.36), (0.12, 0.13, 0.19), (0.9, 0.9, 0.21))
    for number, (px, py, size) in enumerate(places):
        cx, cy, radius = canvas.aspect * px, py, canvas.aspect * size
        dish(canvas, cx, cy, radius, rgb(glaze), rim=0.12)
        _fill(canvas, cx, cy, radius * 0.8, fruits, 110 if number == 0 else 34)


def _fill(canvas, cx, cy, radius, colours, count):
    base = canvas.disc(cx, cy, radius, soft=0.006)
    canvas.paint(base, rgb(colours[3]))
    canvas.shade(base * canvas.noise(18, 2), 0.18)
    for _ in range(count):
        angle, far = canvas.rng.uniform(0, 6.3), radius * np.sqrt(canvas.rng.uniform(0, 0.86))
        place = cx + far * np.cos(angle), cy + far * np.sin(angle)
        _berry(
            canvas, *place, canvas.rng.uniform(0.014, 0.034), rgb(colours[canvas.rng.integers(3)])
        )


def _berry(canvas, cx, cy, size, colour):
    squash = canvas.rng.uniform(0.75, 1.1)
    canvas = canvas.around(cx, cy, size * 2.4)
    ball = canvas.disc(cx, cy, size, squash=squash)
    canvas.shadow(ball, dx=0.006, dy=0.008, blur=0.007, strength=0.5)
    light = np.clip(
        1 - np.hypot(canvas.x - cx + size * 0.4, canvas.y - cy + size * 0.4) / (2 * size), 0, 1
    )
    canvas.paint(ball, colour[None, None] * (0.55 + 0.65 * light)[..., None])
    canvas.glow(
        canvas.disc(cx - size * 0.35, cy - size * 0.35, size * 0.22, soft=size * 0.12),
        (1, 1, 1),
        0.55,
    )


DESKS = (
    ("#ded6f0", "#6c63c7", "#f5b971"),
    ("#dfe9ef", "#2a3d55", "#6fb3c8"),
    ("#f1e3dc", "#c4654f", "#3f5f57"),
    ("#e7ebdf", "#4f6b4a", "#e0a458"),
)


def desk(canvas: Canvas, turn: int) -> None:
    """A phone, earbuds and a notebook, laid out."""
    cloth, ink, warm = (rgb(text) for text in DESKS[turn % len(DESKS)])
    canvas.gradient((0, mix(cloth, (1, 1, 1), 0.35)), (1, cloth), along=(canvas.x + canvas.y) / 1.8)
    _window(canvas)
    lean = canvas.rng.uniform(-0.16, 0.16)
    middle = canvas.aspect * 0.56
    book = canvas.box(middle - 0.2, 0.42, 0.2, 0.27, 0.015, turn=lean)
    canvas.shadow(book, dx=0.02, dy=0.03, blur=0.02, strength=0.38)
    canvas.paint(book, warm)
    dx, dy = canvas.turned(middle - 0.2, 0.42, lean)
    canvas.shade(book * smooth(0.006, 0.0, np.abs(dx + 0.165)), 0.4)
    phone = canvas.box(middle + 0.08, 0.54, 0.135, 0.28, 0.035, turn=-lean)
    canvas.shadow(phone, dx=0.03, dy=0.04, blur=0.025, strength=0.5)
    canvas.paint(phone, (0.1, 0.1, 0.12))
    glass = canvas.box(middle + 0.08, 0.54, 0.127, 0.272, 0.03, turn=-lean)
    dx, dy = canvas.turned(middle + 0.08, 0.54, -lean)
    flow = dy * 2.2 + 0.25 * np.sin(dx * 14 + 1) + 0.2 * canvas.noise(3, 2)
    screen = mix(ink, warm, 0)[None, None] + (warm - ink) * smooth(-0.6, 0.7, flow)[..., None]
    canvas.paint(glass, screen)
    canvas.glow(glass * smooth(0.01, 0.0, np.abs((flow % 0.3) - 0.15)), (1, 1, 1), 0.16)
    canvas.glow(glass * smooth(0.0, 0.3, dx * 0.8 - dy * 0.5), (1, 1, 1), 0.1)
    canvas.paint(canvas.box(middle + 0.08, 0.3, 0.03, 0.008, 0.008, turn=-lean), (0.05, 0.05, 0.06))
    for number in range(2):
        _bud(canvas, canvas.aspect * 0.16 + number * 0.1, 0.8 + 0.05 * number, number)


def _bud(canvas, cx, cy, number):
    canvas = canvas.around(cx, cy, 0.16)
    stem = canvas.box(cx, cy + 0.045, 0.011, 0.05, 0.011, turn=0.25 - 0.5 * number)
    head = canvas.disc(cx, cy, 0.034)
    both = np.maximum(stem, head)
    canvas.shadow(both, dx=0.014, dy=0.018, blur=0.012, strength=0.45)
    canvas.paint(both, (0.97, 0.97, 0.98))
    canvas.shade(canvas.disc(cx + 0.01, cy + 0.01, 0.026, soft=0.015), 0.14)
    canvas.paint(canvas.disc(cx - 0.006, cy - 0.006, 0.013, squash=0.8), (0.24, 0.25, 0.28))
