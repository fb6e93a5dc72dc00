"""Hills in haze, the sea at both ends of the day, a town by night, water from above."""

import numpy as np

from feed.demo.art.canvas import Canvas, mix, rgb, smooth

DAYS = (
    ("#2b4a6f", "#f2b38b", "#fbe3c0", "#ffd9a0"),
    ("#5d8fb8", "#cfe3ea", "#fdf3e0", "#fff4d6"),
    ("#3a2f5b", "#d9778a", "#f9c59a", "#ffe0a8"),
    ("#7aa7a0", "#dbe8d4", "#f7f3e3", "#fffbe8"),
    ("#1f3b4d", "#6f9fae", "#e9d8b8", "#ffeec2"),
)


def hills(canvas: Canvas, turn: int) -> None:
    high, low, haze, sun = (rgb(text) for text in DAYS[turn % len(DAYS)])
    canvas.gradient((0, high), (0.45, low), (0.7, haze), (1, haze))
    clouds = smooth(0.5, 0.85, canvas.noise(7, 5, stretch=4)) * smooth(0.42, 0.1, canvas.y)
    canvas.paint(clouds * 0.45, mix(haze, (1, 1, 1), 0.5))
    cx, cy = canvas.aspect * canvas.rng.uniform(0.25, 0.75), canvas.rng.uniform(0.3, 0.42)
    canvas.glow(canvas.disc(cx, cy, 0.02, soft=0.35), sun, 0.55)
    canvas.paint(canvas.disc(cx, cy, 0.055, soft=0.004), mix(sun, (1, 1, 1), 0.6))
    layers = 6
    for layer in range(layers):
        near = layer / (layers - 1)
        ridge = _ridge(canvas, 0.46 + 0.085 * layer, 0.11 - 0.008 * layer, 2 + layer)
        body = smooth(-canvas.edge, canvas.edge, canvas.y - ridge)
        colour = mix(mix(haze, high, 0.35), high * 0.32, near**1.2)
        canvas.paint(body, colour)
        fog = body * smooth(0.02, 0.22, canvas.y - ridge) * (0.75 - 0.6 * near)
        canvas.paint(fog, mix(haze, low, 0.25))


def _ridge(canvas: Canvas, level: float, swing: float, cells: int):
    line, x = np.zeros(canvas.width), np.linspace(0, canvas.aspect, canvas.width)
    for octave in range(6):
        pitch = cells * 1.7**octave
        weight = 0.56**octave
        line += weight * np.sin(pitch * x * 2.2 + canvas.rng.uniform(0, 6.3))
    return (level - swing * line / 2).astype(np.float32)[None, :]


def sea(canvas: Canvas, turn: int) -> None:
    high, low, haze, sun = (rgb(text) for text in DAYS[(turn + 2) % len(DAYS)])
    level = canvas.rng.uniform(0.46, 0.56)
    canvas.gradient((0, high), (level * 0.7, low), (level, haze), (1, haze))
    streaks = smooth(0.5, 0.8, canvas.noise(9, 5, stretch=6)) * smooth(level, level * 0.3, canvas.y)
    canvas.paint(streaks * 0.45, mix(haze, sun, 0.5))
    cx, cy = canvas.aspect * canvas.rng.uniform(0.35, 0.65), level - 0.09
    canvas.glow(canvas.disc(cx, cy, 0.02, soft=0.4), sun, 0.6)
    canvas.paint(canvas.disc(cx, cy, 0.06, soft=0.005), mix(sun, (1, 1, 1), 0.5))
    water = smooth(-canvas.edge, canvas.edge, canvas.y - level)
    depth = np.clip((canvas.y - level) / (1 - level), 0, 1)
    body = mix(mix(haze, high, 0.45), high * 0.5, 0)[None, None] * (1 - 0.5 * depth)[..., None]
    canvas.paint(water, body)
    pitch = 260 / (0.12 + depth * 2.2)
    wave = np.sin(canvas.y * pitch + 5 * canvas.noise(10, 3) + canvas.x * 4)
    canvas.glow(water * smooth(0.5, 1, wave) * 0.35, mix(haze, sun, 0.4), 0.5)
    path = np.exp(-(((canvas.x - cx) / (0.05 + 0.22 * depth)) ** 2))
    canvas.glow(water * path * smooth(-0.3, 0.9, wave), sun, 0.75)
    sand = smooth(
        -0.02, 0.02, canvas.y - 0.9 - 0.03 * np.sin(canvas.x * 7) - 0.03 * canvas.noise(5)
    )
    canvas.paint(sand, mix(rgb("#e6cfa9"), haze, 0.3))
    foam = sand * smooth(0.045, 0.0, canvas.y - 0.905 - 0.03 * np.sin(canvas.x * 7))
    canvas.paint(foam * 0.8, (1, 1, 1))


NIGHTS = (
    ("#0c1024", "#2a2350", ("#ffb35c", "#ff6f91", "#7ad7f0", "#ffe29a")),
    ("#08161c", "#12424a", ("#ffd479", "#8ef6e4", "#ff8a5c", "#f5f5f5")),
    ("#150a1e", "#4b1d45", ("#ff9e6d", "#ffcf5c", "#c58bff", "#ff5d8f")),
)


def night(canvas: Canvas, turn: int) -> None:
    dark, glow, lights = NIGHTS[turn % len(NIGHTS)]
    canvas.gradient((0, rgb(dark)), (0.6, rgb(glow)), (1, rgb(dark) * 0.8))
    for _far in range(46):
        _light(canvas, lights, radius=canvas.rng.uniform(0.012, 0.03), band=(0.3, 0.7), power=0.5)
    canvas.defocus(0.004)
    _skyline(canvas, rgb(dark), lights)
    for _near in range(16):
        _light(canvas, lights, radius=canvas.rng.uniform(0.04, 0.085), band=(0.12, 0.78), power=0.4)
    wet = smooth(0.7, 0.74, canvas.y)
    mirror = canvas.pixels[::-1]
    shift = int(canvas.height * 0.42)
    reflected = np.roll(mirror, shift, 0)
    ripple = 0.45 + 0.25 * np.sin(canvas.y * 240 + 4 * canvas.noise(8, 2))
    canvas.paint(wet, reflected * ripple[..., None] + rgb(dark) * 0.5)


def _skyline(canvas, dark, lights):
    left = -0.05
    while left < canvas.aspect:
        width, top = canvas.rng.uniform(0.05, 0.13), canvas.rng.uniform(0.36, 0.6)
        block = canvas.box(left + width / 2, top + 0.25, width / 2, 0.25, 0.002) * (canvas.y < 0.72)
        canvas.paint(block, dark * canvas.rng.uniform(0.7, 1.3))
        lit = (np.sin(canvas.x * 330) > 0.1) & (np.sin(canvas.y * 210) > 0.2)
        pattern = np.floor(canvas.x * 52.5) * 12.9898 + np.floor(canvas.y * 33.4) * 78.233
        chosen = np.abs(np.sin(pattern) * 43758.5453) % 1 > 0.55
        warm = rgb(lights[int(canvas.rng.integers(len(lights)))])
        canvas.paint(block * lit * chosen * 0.75, warm)
        left += width + canvas.rng.uniform(0.0, 0.03)


def _light(canvas, lights, *, radius, band, power):
    cx, cy = canvas.rng.uniform(0, canvas.aspect), canvas.rng.uniform(*band)
    colour = rgb(lights[int(canvas.rng.integers(len(lights)))])
    canvas = canvas.around(cx, cy, radius * 1.3)
    disc = canvas.disc(cx, cy, radius, soft=radius * 0.06)
    ring = disc - canvas.disc(cx, cy, radius * 0.82, soft=radius * 0.2) * 0.45
    canvas.glow(ring, colour, power * canvas.rng.uniform(0.5, 1))


POOLS = (("#0f6f9f", "#7fd8e6"), ("#1a8a86", "#a5ecd9"), ("#2d6fb5", "#a9d3f5"))


def pool(canvas: Canvas, turn: int) -> None:
    """Water from above, with the net of light on its floor."""
    deep, bright = (rgb(text) for text in POOLS[turn % len(POOLS)])
    canvas.gradient((0, mix(deep, bright, 0.55)), (1, deep))
    bend = 0.02 * np.sin(canvas.y * 18 + 3 * canvas.noise(4, 2))
    for lane in range(1, 4):
        place = canvas.aspect * lane / 3.4 - 0.06
        stripe = smooth(0.022, 0.018, np.abs(canvas.x + bend - place))
        canvas.paint(stripe * 0.55, deep * 0.45)
    for pitch in (5, 9):
        net = np.abs(canvas.noise(pitch, 2) - 0.5)
        canvas.glow(smooth(0.05, 0.0, net), bright, 0.55)
        canvas.glow(smooth(0.014, 0.0, net), (1, 1, 1), 0.5)
    edge = smooth(0.84, 0.845, canvas.y + canvas.x * 0.12)
    canvas.shadow(edge, dx=0, dy=-0.03, blur=0.02, strength=0.4)
    canvas.paint(edge, rgb("#efe6d8"))
    tiles = np.minimum(
        np.abs(np.sin(canvas.x * 22)), np.abs(np.sin((canvas.y + canvas.x * 0.12) * 22))
    )
    canvas.shade(edge * smooth(0.1, 0.0, tiles), 0.12)
