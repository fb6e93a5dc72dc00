"""A sheet of light: gradients, soft masks, turned bodies, shadows, haze and grain."""

import copy

import numpy as np
from PIL import Image, ImageFilter

Colour = tuple[float, float, float]


def rgb(text: str) -> np.ndarray:
    """ "#f4a261" as three floats from 0 to 1."""
    return np.array([int(text[i : i + 2], 16) for i in (1, 3, 5)], np.float32) / 255


def mix(one, other, share):
    return np.asarray(one) * (1 - share) + np.asarray(other) * share


def smooth(low, high, value):
    """0 below low, 1 above high, and a soft step between."""
    t = np.clip((value - low) / (high - low), 0, 1)
    return t * t * (3 - 2 * t)


class Canvas:
    """Coordinates: x from 0 to width/height, y from 0 (top) to 1; one unit is the height."""

    def __init__(self, width: int, height: int, seed: int) -> None:
        self.width, self.height, self.unit = width, height, height
        self.rng = np.random.default_rng(seed)
        self.aspect = width / height
        self.y, self.x = np.mgrid[0:height, 0:width].astype(np.float32) / height
        self.pixels: np.ndarray = np.zeros((height, width, 3), np.float32)
        self.edge = 1.2 / height

    def around(self, cx, cy, reach: float) -> "Canvas":
        """The part of this canvas around a place: small things are painted there, and quickly."""
        cx, cy = cx - self.x[0, 0], cy - self.y[0, 0]
        left, right = (int(self.unit * (cx + side * reach)) for side in (-1, 1))
        top, bottom = (int(self.unit * (cy + side * reach)) for side in (-1, 1))
        rows = slice(min(max(top, 0), self.height - 2), max(min(bottom, self.height), 2))
        columns = slice(min(max(left, 0), self.width - 2), max(min(right, self.width), 2))
        part = copy.copy(self)
        part.x, part.y = self.x[rows, columns], self.y[rows, columns]
        part.pixels = self.pixels[rows, columns]
        part.height, part.width = part.x.shape
        return part

    def gradient(self, *stops: tuple[float, np.ndarray], along=None) -> None:
        """Fill with colours at places along y (or along another field)."""
        field = self.y if along is None else along
        places = [place for place, _ in stops]
        for band in range(3):
            self.pixels[..., band] = np.interp(field, places, [colour[band] for _, colour in stops])

    def paint(self, mask, colour) -> None:
        """Lay a colour (or a picture of colours) over what the mask covers."""
        self.pixels[:] += mask[..., None] * (np.asarray(colour, np.float32) - self.pixels)

    def glow(self, mask, colour, strength=1.0) -> None:
        """Add light, as a screen does: it never burns out."""
        light = mask[..., None] * np.asarray(colour, np.float32) * strength
        self.pixels[:] = 1 - (1 - self.pixels) * (1 - np.clip(light, 0, 1))

    def shade(self, mask, strength) -> None:
        self.pixels[:] *= 1 - strength * mask[..., None]

    def disc(self, cx, cy, radius, soft=0.0, squash=1.0):
        distance = np.hypot(self.x - cx, (self.y - cy) / squash) - radius
        return 1 - smooth(-max(soft, self.edge), max(soft, self.edge), distance)

    def box(self, cx, cy, half_width, half_height, corner=0.02, soft=0.0, turn=0.0):
        dx, dy = self.turned(cx, cy, turn)
        qx = np.abs(dx) - half_width + corner
        qy = np.abs(dy) - half_height + corner
        outside = np.hypot(np.maximum(qx, 0), np.maximum(qy, 0))
        distance = outside + np.minimum(np.maximum(qx, qy), 0) - corner
        return 1 - smooth(-max(soft, self.edge), max(soft, self.edge), distance)

    def turned(self, cx, cy, turn):
        """Coordinates around a point, turned by an angle."""
        dx, dy = self.x - cx, self.y - cy
        return dx * np.cos(turn) + dy * np.sin(turn), dy * np.cos(turn) - dx * np.sin(turn)

    def noise(self, cells: int, octaves: int = 4, stretch: float = 1.0):
        """Clouds: random fields of growing fineness, from 0 to 1; stretched they lie."""
        field, weight, total = np.zeros_like(self.x), 1.0, 0.0
        for octave in range(octaves):
            count = max(2, cells * 2**octave)
            raw = self.rng.random((count + 2, max(2, round(count * self.aspect / stretch)) + 2))
            layer = Image.fromarray(raw.astype(np.float32))
            layer = layer.resize((self.width, self.height), Image.Resampling.BICUBIC)
            field += weight * np.asarray(layer)
            total += weight
            weight *= 0.5
        return field / total

    def blurred(self, mask, radius: float):
        """The mask softened; the radius is a share of the height."""
        step = max(1, int(radius * self.unit / 6))
        small = Image.fromarray((np.clip(mask, 0, 1) * 255).astype("uint8"))
        size = (max(2, self.width // step), max(2, self.height // step))
        small = small.resize(size, Image.Resampling.BOX)
        small = small.filter(ImageFilter.GaussianBlur(radius * self.unit / step))
        full = small.resize((self.width, self.height), Image.Resampling.BICUBIC)
        return np.asarray(full, np.float32) / 255

    def defocus(self, radius: float) -> None:
        """Blur all that has been painted so far: it lies behind."""
        image = self._image().filter(ImageFilter.GaussianBlur(radius * self.unit))
        self.pixels = np.asarray(image, np.float32) / 255

    def shadow(self, mask, dx=0.03, dy=0.02, blur=0.02, strength=0.35) -> None:
        """The soft shadow that a flat thing throws on what lies below it."""
        down, right = int(dy * self.unit), int(dx * self.unit)
        above, before = (max(down, 0), max(-down, 0)), (max(right, 0), max(-right, 0))
        padded = np.pad(mask, (above, before))
        rows, columns = slice(above[1], above[1] + len(mask)), slice(before[1], None)
        moved = padded[rows, columns][:, : mask.shape[1]]
        self.shade(self.blurred(moved, blur), strength)

    def lathe(self, cx, top, bottom, profile, colour, *, light=-0.5, gloss=0.3, soft=0.0):
        """A body turned on a wheel: profile gives its radius from top (0) to bottom (1)."""
        reach = max(bottom - top, 2 * max(profile)) / 2 + 0.02
        part = self.around(cx, (top + bottom) / 2, reach)
        part._lathe(cx, top, bottom, profile, colour, light, gloss, soft)

    def _lathe(self, cx, top, bottom, profile, colour, light, gloss, soft):
        depth = np.clip((self.y - top) / (bottom - top), 0, 1)
        places = np.linspace(0, 1, len(profile))
        radius = np.interp(depth, places, profile).astype(np.float32)
        edge = max(soft, self.edge)
        mask = 1 - smooth(-edge, edge, np.abs(self.x - cx) - radius)
        mask *= smooth(top - edge, top + edge, self.y)
        mask *= 1 - smooth(bottom - edge, bottom + edge, self.y)
        across = np.clip((self.x - cx) / np.maximum(radius, 1e-4), -1, 1)
        facing = np.clip(1 - (across - light) ** 2 * 0.55, 0, 1)
        shaded = np.asarray(colour)[None, None] * (0.42 + 0.62 * facing)[..., None]
        shine = np.exp(-(((across - light * 1.1) / 0.13) ** 2)) * gloss
        rim = smooth(0.75, 1.0, across * np.sign(-light)) * gloss * 0.35
        self.paint(mask, np.clip(shaded + (shine + rim)[..., None], 0, 1))

    def finish(self, *, grain=0.012, vignette=0.16, warmth=0.0, contrast=1.05) -> Image.Image:
        """What a lens and a film add; then whole numbers."""
        middle = np.hypot((self.x - self.aspect / 2) / self.aspect, self.y - 0.5)
        self.pixels *= (1 - vignette * smooth(0.3, 0.85, middle))[..., None]
        self.pixels = (self.pixels - 0.5) * contrast + 0.5
        self.pixels += np.array([warmth, 0, -warmth], np.float32)
        self.pixels += self.rng.normal(0, grain, self.x.shape).astype(np.float32)[..., None]
        return self._image()

    def _image(self) -> Image.Image:
        return Image.fromarray((np.clip(self.pixels, 0, 1) * 255 + 0.5).astype("uint8"))
