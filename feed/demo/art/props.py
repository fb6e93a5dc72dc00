"""What still lifes are made of: seamless grounds, shaped bodies, cords, folded cloth."""

import copy

import numpy as np
from PIL import Image, ImageDraw

from feed.demo.art.canvas import Canvas, mix, rgb, smooth

WHITE = np.array([1, 1, 1], np.float32)
INK = rgb("#26272b")
STEEL = rgb("#c9ced2")
BRASS = rgb("#c9a25a")
WOOD = rgb("#c08f5f")


def seamless(canvas: Canvas, tone) -> None:
    """Paper that hangs and runs out towards us: things stand on it."""
    stops = ((0, mix(tone, WHITE, 0.22)), (0.6, mix(tone, WHITE, 0.06)), (0.8, tone * 0.95))
    canvas.gradient(*stops, (1, tone))
    canvas.glow(canvas.disc(0.25, 0.2, 0.1, soft=0.55), WHITE, 0.14)


def flat(canvas: Canvas, tone) -> None:
    """Paper seen from above: things lie on it."""
    along = (canvas.x + canvas.y) / 2
    canvas.gradient((0, mix(tone, WHITE, 0.24)), (0.6, tone), (1, tone * 0.95), along=along)


def shape(canvas: Canvas, points, rounds: int = 2, tight: float = 0):
    """The mask of a closed outline, its corners cut round so many times, or only so far."""
    if tight:
        points = _tightened(points, tight)
    for _ in range(rounds):
        points = _cut(points)
    image, pen = _sheet(canvas)
    pen.polygon([_place(canvas, point) for point in points], fill=255)
    return _mask(canvas, image)


def cord(canvas: Canvas, points, radius: float, rounds: int = 3):
    """The mask of a round line through places."""
    for _ in range(rounds):
        points = [points[0], *_cut(points)[:-2], points[-1]]
    image, pen = _sheet(canvas)
    width = round(4 * radius * canvas.unit)
    places = [_place(canvas, point) for point in points]
    pen.line(places, fill=255, width=width, joint="curve")
    for x, y in (places[0], places[-1]):
        pen.ellipse([x - width / 2, y - width / 2, x + width / 2, y + width / 2], fill=255)
    return _mask(canvas, image)


def body(canvas: Canvas, mask, colour, *, puff=0.03, lift=0.02, depth=1.0) -> None:
    """Paint a mask as a thing with rounded edges, lit from the upper left."""
    canvas, mask = _cut_out(canvas, mask, 3 * max(puff, lift))
    if lift:
        canvas.shadow(mask, dx=lift, dy=lift * 1.3, blur=lift * 1.2, strength=0.34)
    slope = _slope(canvas, mask, puff) * puff * 1.5 * depth
    lit = np.clip(slope, -0.5, 0.3)[..., None]
    colour = np.asarray(colour, np.float32)
    canvas.paint(mask, np.clip(colour * (1 + lit) + np.maximum(lit, 0) * 0.18, 0, 1))


def _cut_out(canvas, mask, margin):
    """The part of the canvas that a mask and what it throws around it can reach."""
    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    if not len(rows):
        return canvas, mask
    reach = int(margin * canvas.unit) + 2
    box = (
        slice(max(rows[0] - reach, 0), rows[-1] + reach),
        slice(max(columns[0] - reach, 0), columns[-1] + reach),
    )
    part = copy.copy(canvas)
    part.x, part.y, part.pixels = canvas.x[box], canvas.y[box], canvas.pixels[box]
    part.height, part.width = part.x.shape
    return part, mask[box]


def slab(canvas: Canvas, cx, cy, half_width, half_height, colour, **more) -> None:
    """A flat thing with round corners."""
    corner, turn = more.pop("corner", 0.02), more.pop("turn", 0.0)
    mask = canvas.box(cx, cy, half_width, half_height, corner, turn=turn)
    body(canvas, mask, colour, **{"puff": 0.014, **more})


def ring(canvas: Canvas, cx, cy, radius, width, squash=1.0):
    outer = canvas.disc(cx, cy, radius, squash=squash)
    return np.clip(outer - canvas.disc(cx, cy, radius - width, squash=squash), 0, 1)


def ground_shadow(canvas: Canvas, cx, bottom, width) -> None:
    """Under a thing that stands: dark where it touches, soft to the right."""
    near = canvas.disc(cx + 0.01, bottom, width * 1.02, soft=0.014, squash=0.13)
    far = canvas.disc(cx + width * 0.55, bottom + 0.012, width * 1.25, soft=0.08, squash=0.17)
    canvas.shade(near, 0.4)
    canvas.shade(far, 0.24)


def turned(canvas: Canvas, cx, top, bottom, profile, colour, **more) -> None:
    """A body from the wheel, with a round foot and its shadow."""
    ground_shadow(canvas, cx, bottom, profile[-1])
    colour = np.asarray(colour)
    foot = canvas.disc(cx, bottom, profile[-1], squash=0.12) * (canvas.y > bottom)
    canvas.paint(foot, colour * 0.62)
    canvas.lathe(cx, top, bottom, profile, colour, **{"gloss": 0.22, **more})


def opening(canvas: Canvas, cx, cy, radius, colour, inside) -> None:
    """The round mouth of a vessel, seen a little from above."""
    canvas.paint(canvas.disc(cx, cy, radius, squash=0.2), mix(colour, WHITE, 0.18))
    canvas.paint(canvas.disc(cx, cy + 0.003, radius * 0.92, squash=0.19), inside)


def folded(canvas: Canvas, cx, bottom, half_width, layers, thick=0.07) -> None:
    """Cloth folded and piled, seen from the front; colours from the bottom up."""
    ground_shadow(canvas, cx, bottom, half_width)
    for number, colour in enumerate(layers):
        cy = bottom - thick * (number + 0.5)
        width = half_width - 0.012 * (number % 2)
        mask = canvas.box(cx, cy, width, thick * 0.5, thick * 0.46)
        body(canvas, mask, colour, puff=0.03, lift=0.004)
        fold = smooth(0.004, 0.001, np.abs(canvas.y - cy - 0.006 * np.sin(canvas.x * 9)))
        canvas.shade(fold * mask * (canvas.x < cx + width * 0.86), 0.16)
        canvas.pixels *= 1 - 0.018 * (mask * np.sin(canvas.x * 700))[..., None]


def lines(canvas: Canvas, mask, field, pitch, strength=0.1, width=0.12) -> None:
    """Fine lines over what a mask covers: ribs, seams, pages."""
    place = np.abs((field / pitch) % 1 - 0.5)
    canvas.shade(mask * smooth(width, width * 0.4, place), strength)


def _slope(canvas, mask, puff):
    """How the rounded mask falls away from the light, blurred finely enough for broad bodies."""
    step = max(1, int(puff * canvas.unit / 5))
    size = (max(2, canvas.width // step), max(2, canvas.height // step))
    small = Image.fromarray(mask.astype(np.float32)).resize(size, Image.Resampling.BOX)
    field, reach = np.asarray(small), max(1, round(puff * canvas.unit / step))
    for _ in range(3):
        field = _averaged(_averaged(field, reach).T, reach).T
    down, right = np.gradient(field)
    slope = (down + right * 0.75) * (canvas.unit / step)
    large = Image.fromarray(slope.astype(np.float32))
    return np.asarray(large.resize((canvas.width, canvas.height), Image.Resampling.BICUBIC))


def _averaged(field, reach):
    padded = np.pad(field, ((reach + 1, reach), (0, 0)), mode="edge")
    sums = np.cumsum(padded, axis=0, dtype=np.float64)
    return ((sums[2 * reach + 1 :] - sums[: -2 * reach - 1]) / (2 * reach + 1)).astype(np.float32)


def _cut(points):
    cut = []
    for one, two in zip(points, [*points[1:], points[0]], strict=True):
        cut.append((one[0] * 0.75 + two[0] * 0.25, one[1] * 0.75 + two[1] * 0.25))
        cut.append((one[0] * 0.25 + two[0] * 0.75, one[1] * 0.25 + two[1] * 0.75))
    return cut


def _tightened(points, far):
    """Each corner between two more places, so that cutting stays near it."""
    more = []
    for before, one, after in zip(
        [points[-1], *points[:-1]], points, [*points[1:], points[0]], strict=True
    ):
        more += [_towards(one, before, far), one, _towards(one, after, far)]
    return more


def _towards(one, other, far):
    share = min(0.5, far / max(np.hypot(other[0] - one[0], other[1] - one[1]), 1e-6))
    return one[0] + (other[0] - one[0]) * share, one[1] + (other[1] - one[1]) * share


def _sheet(canvas):
    image = Image.new("L", (canvas.width * 2, canvas.height * 2))
    return image, ImageDraw.Draw(image)


def _place(canvas, point):
    return point[0] * canvas.unit * 2, point[1] * canvas.unit * 2


def _mask(canvas, image):
    small = image.resize((canvas.width, canvas.height), Image.Resampling.BOX)
    return np.asarray(small, np.float32) / 255
