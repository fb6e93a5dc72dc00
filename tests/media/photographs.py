"""Files as phones and enemies send them, made on the spot."""

import io
import struct
import zlib

import numpy as np
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

ORIENTATION, GPS = 0x0112, 0x8825


def photograph(width=1200, height=900, *, seed=7):
    """Light that falls off, large shapes, and the grain of a sensor."""
    rng = np.random.default_rng(seed)
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    light = np.stack([130 + 80 * np.sin(x / 200 + c) + 40 * np.cos(y / 160 + c) for c in (1, 2, 3)])
    light += rng.normal(0, 7, light.shape)
    scene = Image.fromarray(light.clip(0, 255).astype("uint8").transpose(1, 2, 0).copy())
    things = Image.fromarray(rng.integers(0, 256, (8, 11, 3), dtype="uint8"))
    return Image.blend(scene, things.resize(scene.size, Image.BICUBIC), 0.5)


def quarters(width=400, height=200):
    """Left half red, right half blue; the top half of each brighter: shows any rotation."""
    image = Image.new("RGB", (width, height))
    for x, y, colour in (
        (0, 0, (255, 60, 60)),
        (1, 0, (60, 60, 255)),
        (0, 1, (120, 0, 0)),
        (1, 1, (0, 0, 120)),
    ):
        image.paste(
            colour, (x * width // 2, y * height // 2, (x + 1) * width // 2, (y + 1) * height // 2)
        )
    return image


def encoded(image, kind="JPEG", **options):
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def exif(*, orientation=1, gps=True):
    tags = Image.Exif()
    tags[ORIENTATION] = orientation
    tags[0x010F] = "PhoneMaker"
    if gps:
        where = tags.get_ifd(GPS)
        where[1], where[2] = "N", (31.0, 13.0, 49.0)
    return tags


def sent(content, name="photo.jpg"):
    return SimpleUploadedFile(name, content)


def bomb(side=20_000):
    """A PNG that is small to send, and 400 million pixels to decode."""

    def chunk(kind, data):
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    squeeze = zlib.compressobj(9)
    row = bytes(1 + side // 8)
    rows = b"".join(squeeze.compress(row) for _ in range(side)) + squeeze.flush()
    header = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")
    )
