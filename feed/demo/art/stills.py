"""Still lifes seen from the front: vases, flasks on pedestals, toys, a cat in the window."""

import numpy as np

from feed.demo.art.canvas import Canvas, mix, rgb, smooth

ROOMS = (
    ("#e8ddcf", "#c9b79f", "#7d8f69", "#b5654a"),
    ("#cfd8d3", "#9fb0a8", "#4f7a5b", "#e6c9a8"),
    ("#f0d9d0", "#d3aa9c", "#8a9a5b", "#f7f1ea"),
    ("#2f3a40", "#20282d", "#7fa06a", "#c78f5a"),
    ("#dcd9ec", "#b4aed4", "#6f8f7b", "#f4efe9"),
)
SHAPES = (
    [0.035, 0.03, 0.05, 0.1, 0.135, 0.14, 0.12, 0.08],
    [0.06, 0.05, 0.05, 0.075, 0.11, 0.125, 0.115, 0.09],
    [0.07, 0.072, 0.078, 0.085, 0.09, 0.09, 0.088, 0.08],
)


def room(canvas: Canvas, wall, table, floor=0.74) -> None:
    canvas.gradient((0, mix(wall, (1, 1, 1), 0.12)), (floor, mix(wall, table, 0.25)), (1, table))
    slant = canvas.x * 0.9 - canvas.y * 0.35 + canvas.rng.uniform(-0.1, 0.1)
    beam = smooth(0.12, 0.2, slant) * smooth(0.62, 0.54, slant)
    bars = smooth(0.012, 0.03, np.abs((slant % 0.16) - 0.08))
    leaves = 0.65 + 0.35 * smooth(0.42, 0.55, canvas.noise(6, 3))
    light = canvas.blurred(beam * bars * leaves * (canvas.y < floor), 0.014)
    canvas.glow(light, rgb("#ffeccb"), 0.42)
    board = smooth(-0.002, 0.002, canvas.y - floor)
    depth = np.clip((canvas.y - floor) / (1 - floor), 0, 1)
    canvas.paint(board, mix(table, (0, 0, 0), 0.12)[None, None] * (1 + 0.25 * depth)[..., None])
    canvas.shade(board * smooth(0.03, 0.0, canvas.y - floor), 0.16)


def stand(canvas, cx, bottom, width) -> None:
    """The shadow under a thing that stands: dark where it touches, long where light is cut off."""
    canvas = canvas.around(cx + width, bottom, width * 3.4 + 0.1)
    canvas.shade(canvas.disc(cx + 0.01, bottom, width * 1.02, soft=0.012, squash=0.16), 0.5)
    canvas.shade(
        canvas.disc(cx + width * 1.3, bottom + 0.01, width * 2, soft=0.07, squash=0.16), 0.3
    )


def vase(canvas: Canvas, turn: int) -> None:
    wall, table, green, clay = (rgb(text) for text in ROOMS[turn % len(ROOMS)])
    room(canvas, wall, table)
    cx = canvas.aspect * canvas.rng.uniform(0.42, 0.58)
    top = 0.5
    for stem in range(9):
        _twig(canvas, cx, top + 0.02, green, stem, turn)
    stand(canvas, cx, 0.83, 0.12)
    canvas.lathe(cx, top, 0.83, SHAPES[turn % 3], clay, gloss=0.22)
    bx = canvas.aspect * 0.82 if cx < canvas.aspect / 2 else canvas.aspect * 0.17
    stand(canvas, bx, 0.87, 0.07)
    canvas.lathe(
        bx, 0.78, 0.87, [0.075, 0.078, 0.076, 0.066, 0.045], mix(clay, wall, 0.6), gloss=0.15
    )


def _twig(canvas, cx, cy, green, number, turn):
    lean = -0.75 + 1.5 * number / 8 + canvas.rng.uniform(-0.1, 0.1)
    length = canvas.rng.uniform(0.26, 0.44)
    tone = mix(green, (0.05, 0.12, 0.05), canvas.rng.uniform(0, 0.45))
    bloom = rgb(("#f3d7c6", "#e8a598", "#f7efe2", "#d98c5f", "#c9b6e4")[turn % 5])
    for step in range(1, 11):
        share = step / 10
        px = cx + np.sin(lean * share) * length * share
        py = cy - np.cos(lean * share) * length * share
        part = canvas.around(px, py, 0.08)
        _stroke(part, px, py, tone * 0.8, lean, length)
        if step > 3:
            side = 1 if step % 2 else -1
            angle = lean + side * 0.9
            lx, ly = px + np.sin(angle) * 0.03, py - np.cos(angle) * 0.03
            leaf = _leaf(part, lx, ly, angle, 0.034, 0.012)
            part.paint(leaf, tone * (0.85 + 0.3 * (side > 0)))
    if turn % 2 == 0 and number % 2 == 0:
        for petal in range(6):
            angle = petal * 1.05
            qx, qy = px + 0.017 * np.cos(angle), py + 0.017 * np.sin(angle)
            part.paint(part.disc(qx, qy, 0.014, soft=0.003), bloom * (0.9 + 0.02 * petal))
        part.paint(part.disc(px, py, 0.009, soft=0.002), rgb("#d9a441"))


def _stroke(canvas, px, py, tone, lean, length):
    """A stretch of the stem, along its direction."""
    canvas.paint(canvas.box(px, py + length / 20, 0.003, length / 18, 0.003, turn=lean), tone)


def _leaf(canvas, cx, cy, turn, length, width):
    dx, dy = canvas.turned(cx, cy, turn)
    along = np.clip(1 - (dy / length) ** 2, 0, 1)
    return smooth(-canvas.edge, canvas.edge, width * along - np.abs(dx)) * (along > 0)


PODIUMS = (
    ("#f3dcd6", "#e7bdb1", "#c9837a", "#fbf3ee"),
    ("#dfe8e2", "#b9ccc0", "#6f9484", "#f6f8f4"),
    ("#e6e0f0", "#c8bce0", "#8d7fb8", "#faf8fd"),
    ("#f4e8d2", "#e3cba0", "#b98f4f", "#fdf9f0"),
    ("#d9e6ee", "#abc6d8", "#5f8aa6", "#f5fafc"),
)


def flasks(canvas: Canvas, turn: int) -> None:
    """Bottles and a jar on round pedestals before an arch."""
    wall, step, deep, white = (rgb(text) for text in PODIUMS[turn % len(PODIUMS)])
    canvas.gradient((0, mix(wall, white, 0.5)), (0.72, wall), (1, step))
    cx = canvas.aspect / 2
    arch = np.maximum(canvas.disc(cx, 0.4, 0.27), canvas.box(cx, 0.62, 0.27, 0.22, 0.0)) * smooth(
        0.801, 0.799, canvas.y
    )
    canvas.paint(arch, mix(step, wall, 0.35))
    canvas.shade(arch * smooth(0.1, -0.3, canvas.x - cx), 0.14)
    canvas.paint(canvas.disc(cx + 0.1, 0.3, 0.08, soft=0.003), mix(white, wall, 0.35))
    floor = smooth(-0.002, 0.002, canvas.y - 0.8)
    canvas.paint(floor, mix(wall, step, 0.55))
    for px, top, radius in ((cx - 0.1, 0.72, 0.17), (cx + 0.15, 0.8, 0.15)):
        _podium(canvas, px, top, radius, mix(white, wall, 0.4))
    stand(canvas, cx - 0.13, 0.72, 0.06)
    _flask(canvas, cx - 0.13, 0.36, 0.725, deep, white)
    _jar(canvas, cx + 0.0, 0.635, 0.735, mix(deep, white, 0.55), white)
    _flask(canvas, cx + 0.17, 0.53, 0.805, mix(deep, wall, 0.45), rgb("#d8b46a"))


def _podium(canvas, cx, top, radius, colour):
    canvas.shade(canvas.disc(cx + 0.08, 0.93, radius * 1.3, soft=0.06, squash=0.2), 0.25)
    canvas.lathe(cx, top, 0.93, [radius] * 4, colour * 0.94, gloss=0.0)
    canvas.paint(canvas.disc(cx, 0.93, radius, squash=0.16) * (canvas.y > 0.93), colour * 0.72)
    canvas.paint(canvas.disc(cx, top, radius, squash=0.16), colour)


def _flask(canvas, cx, top, bottom, colour, cap):
    tall = bottom - top
    canvas = canvas.around(cx, (top + bottom) / 2, tall / 2 + 0.1)
    canvas.lathe(cx, top, top + tall * 0.22, [0.022] * 3, cap * 0.95, gloss=0.5)
    body = [0.02, 0.035, 0.058, 0.062, 0.062, 0.062, 0.062, 0.06]
    canvas.lathe(cx, top + tall * 0.2, bottom, body, colour, gloss=0.55)
    label = canvas.box(cx, top + tall * 0.66, 0.0605, tall * 0.13, 0.003)
    canvas.paint(label * 0.85, (0.98, 0.97, 0.95))
    for line, width in ((0.62, 0.03), (0.66, 0.02), (0.7, 0.026)):
        canvas.paint(canvas.box(cx, top + tall * line, width, 0.0022, 0.001), colour * 0.6)


def _jar(canvas, cx, top, bottom, colour, lid):
    stand(canvas, cx, bottom, 0.055)
    canvas.lathe(cx, top, bottom, [0.058, 0.06, 0.06, 0.058], colour, gloss=0.45)
    canvas.lathe(cx, top - 0.03, top, [0.056, 0.058], lid * 0.96, gloss=0.4)


TOYS = (
    ("#f6ece0", "#e4d3bd", ("#e07a5f", "#f2cc8f", "#81b29a", "#6d9dc5", "#b185a7")),
    ("#e6eef0", "#c7d5d9", ("#ef8f8f", "#f6c177", "#9ccfa5", "#8fb8de", "#c3a6d8")),
    ("#f7e6e6", "#e5c8c8", ("#c8553d", "#f28f3b", "#ffd5a5", "#588b8b", "#2d5d7b")),
)


def rainbow(canvas: Canvas, turn: int) -> None:
    """A rainbow of wooden arches, blocks and balls."""
    wall, table, tones = TOYS[turn % len(TOYS)]
    room(canvas, rgb(wall), rgb(table), floor=0.7)
    cx, bottom = canvas.aspect * 0.5, 0.8
    canvas.shade(canvas.disc(cx + 0.1, bottom, 0.36, soft=0.06, squash=0.12), 0.4)
    for ring, tone in enumerate(tones):
        outer = 0.3 - 0.052 * ring
        arc = canvas.disc(cx, bottom - 0.02, outer) - canvas.disc(cx, bottom - 0.02, outer - 0.047)
        arc = np.clip(arc, 0, 1) * smooth(bottom + 0.002, bottom - 0.002, canvas.y)
        angle = np.clip(0.62 - (canvas.x - cx) * 1.1 - (canvas.y - bottom) * 0.6, 0, 1)
        canvas.paint(arc, rgb(tone)[None, None] * (0.68 + 0.42 * angle)[..., None])
        canvas.shade(arc * canvas.noise(30, 1), 0.1)
    for ball in range(3):
        px, size = canvas.aspect * (0.16 + 0.33 * ball), canvas.rng.uniform(0.04, 0.055)
        _ball(canvas, px, 0.89 - 0.02 * (ball % 2), size, rgb(tones[(ball * 2 + turn) % 5]))


def _ball(canvas, cx, cy, size, colour):
    stand(canvas, cx, cy + size, size * 0.7)
    canvas = canvas.around(cx, cy, size * 1.6)
    light = np.clip(
        1 - np.hypot(canvas.x - cx + size * 0.4, canvas.y - cy + size * 0.5) / (2 * size), 0, 1
    )
    canvas.paint(canvas.disc(cx, cy, size), colour[None, None] * (0.5 + 0.7 * light)[..., None])
    canvas.glow(
        canvas.disc(cx - size * 0.35, cy - size * 0.4, size * 0.16, soft=size * 0.1), (1, 1, 1), 0.5
    )


WINDOWS = (
    ("#f7b267", "#f4845f", "#fff0c9", "#2b2130"),
    ("#9fc5d8", "#dcecf0", "#fffaf0", "#2a3038"),
    ("#c9a0c8", "#f2b5a7", "#ffe9d6", "#2c2438"),
)


def cat(canvas: Canvas, turn: int) -> None:
    """A cat on the sill, against the light."""
    high, low, sun, dark = (rgb(text) for text in WINDOWS[turn % len(WINDOWS)])
    canvas.gradient((0, high), (0.55, low), (0.8, sun))
    canvas.glow(canvas.disc(canvas.aspect * 0.7, 0.36, 0.02, soft=0.4), sun, 0.7)
    canvas.paint(canvas.disc(canvas.aspect * 0.7, 0.36, 0.07, soft=0.004), mix(sun, (1, 1, 1), 0.5))
    roofs = (
        0.62 + 0.05 * np.sin(np.floor(canvas.x * 9) * 2.4) - 0.03 * (np.floor(canvas.x * 17) % 3)
    )
    canvas.paint(smooth(-0.002, 0.002, canvas.y - roofs), mix(low, dark, 0.35))
    canvas.defocus(0.006)
    frame = smooth(0.012, 0.011, np.abs(canvas.x - canvas.aspect * 0.5))
    frame = np.maximum(frame, smooth(0.012, 0.011, np.abs(canvas.y - 0.3)))
    frame = np.maximum(
        frame, smooth(0.045, 0.047, np.abs(canvas.x - canvas.aspect / 2) - canvas.aspect / 2 + 0.09)
    )
    frame = np.maximum(frame, smooth(-0.002, 0.002, canvas.y - 0.8))
    canvas.paint(frame, mix(dark, high, 0.14))
    canvas.glow(smooth(0.012, 0.0, np.abs(canvas.y - 0.802)), sun, 0.4)
    cx, side = canvas.aspect * 0.34, -1 if turn % 2 else 1
    shape = _cat(canvas, cx, side)
    canvas.paint(shape, mix(dark, low, 0.06))
    rim = np.clip(canvas.blurred(1 - shape, 0.006) * shape * 1.6, 0, 1)
    canvas.glow(rim * smooth(-0.12, 0.14, canvas.x - cx), sun, 0.75)


def _cat(canvas, cx, side):
    body = canvas.disc(cx, 0.69, 0.115, squash=1.18)
    chest = canvas.disc(cx + side * 0.035, 0.6, 0.08, squash=1.3)
    head = canvas.disc(cx + side * 0.055, 0.475, 0.072, squash=0.88)
    shape = np.maximum(np.maximum(body, chest), head) * smooth(0.802, 0.8, canvas.y)
    for ear in (-1, 1):
        tip = cx + side * 0.055 + ear * 0.046
        rise = np.clip((canvas.y - 0.375) / 0.085, 0, 1)
        wedge = smooth(
            -canvas.edge, canvas.edge, 0.036 * rise - np.abs(canvas.x - tip + ear * 0.012 * rise)
        )
        shape = np.maximum(shape, wedge * (canvas.y < 0.46) * (canvas.y > 0.375))
    for step in range(40):
        share = step / 39
        px = cx - side * (0.09 + 0.13 * share)
        py = 0.775 + 0.09 * share - 0.05 * np.sin(share * 5)
        shape = np.maximum(shape, canvas.disc(px, py, 0.02 - 0.006 * share))
    return shape


SILKS = (
    ("#7a1f2b", "#d9606b", "#f7cfc9"),
    ("#20395c", "#5f8fc0", "#d6e6f4"),
    ("#3d4a2c", "#94a56a", "#e9edd2"),
    ("#4a2d52", "#a878b4", "#efd9f0"),
    ("#6b5640", "#cbb091", "#f5eadb"),
    ("#1f1f24", "#6d6d78", "#d8d8de"),
)


def silk(canvas: Canvas, turn: int) -> None:
    """Cloth in folds, lit from the side."""
    dark, middle, bright = (rgb(text) for text in SILKS[turn % len(SILKS)])
    warp = canvas.noise(2, 1)
    lean = canvas.rng.uniform(0.2, 1.1)
    flow = (canvas.x * np.cos(lean) + canvas.y * np.sin(lean)) * 2.2 + warp * 1.6
    height = np.sin(flow * 5) + 0.4 * np.sin(flow * 11 + warp * 5) + 0.15 * np.sin(flow * 23)
    along_y, along_x = np.gradient(height)
    slope = (along_x * 0.8 + along_y) * canvas.unit / 22
    stops = ((0, dark), (0.45, middle), (0.8, bright), (1, mix(bright, (1, 1, 1), 0.5)))
    canvas.gradient(*stops, along=0.45 + slope * 0.42)
    canvas.shade(smooth(0.3, -1.5, height), 0.45)
