"""The child that decodes what people send: run as a program, under limits, on one file.

It reads one job as JSON from its standard input and writes one JSON answer. It knows nothing of
Django, opens no connection, and may be killed at any moment: whoever started it counts that as
an attempt. Nothing of the sent file is copied; every rendition is encoded anew from pixels.
"""

import json
import math
import resource
import sys
import warnings
from io import BytesIO
from typing import Any

from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

BOX, LANCZOS = Image.Resampling.BOX, Image.Resampling.LANCZOS
FORMATS = ("JPEG", "PNG", "WEBP", "AVIF", "GIF")
ORIENTATION = 0x0112
TALLEST = 3  # a rendition is at most three times as high as its width class
ENCODERS: dict[str, dict[str, Any]] = {
    "webp": {"format": "WEBP", "quality": 80, "method": 4},
    "avif": {"format": "AVIF", "quality": 60, "speed": 8, "max_threads": 1},
}


def main() -> int:
    job = json.load(sys.stdin)
    _limit(memory=job["memory"], seconds=job["seconds"])
    try:
        answer = rebuild(job)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        answer = {"error": "too_many_pixels"}
    except UnidentifiedImageError:
        answer = {"error": "unsupported_format"}
    except MemoryError:
        answer = {"error": "too_costly"}
    except (OSError, SyntaxError, ValueError, IndexError, TypeError, KeyError):
        # Pillow's decoders say all of these about files that are cut off or malformed.
        answer = {"error": "damaged"}
    json.dump(answer, sys.stdout)
    return 0


def rebuild(job: dict) -> dict:
    """Decode once, write every wanted rendition into the target folder, describe the picture."""
    Image.MAX_IMAGE_PIXELS = job["pixels"]
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    with open(job["source"], "rb") as source, Image.open(source, formats=FORMATS) as image:
        size = _oriented(image)
        picture = _decoded(image, _fit(size, max(job["widths"])))
    files = [
        _write(picture, job["target"], kind, box)
        for kind in job["formats"]
        for box in dict.fromkeys(_fit(size, width) for width in sorted(job["widths"]))
    ]
    return {
        "width": size[0],
        "height": size[1],
        "colour": _colour(picture),
        "phash": _phash(picture),
        "files": files,
    }


def _limit(*, memory: int, seconds: int) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (32 << 20, 32 << 20))
    resource.setrlimit(resource.RLIMIT_NOFILE, (32, 32))


def _oriented(image: Image.Image) -> tuple[int, int]:
    width, height = image.size
    return (height, width) if _orientation(image) >= 5 else (width, height)


def _orientation(image: Image.Image) -> int:
    try:
        value = image.getexif().get(ORIENTATION, 1)
    except Exception:  # a broken EXIF block must not cost the picture
        return 1
    return value if isinstance(value, int) and 1 <= value <= 8 else 1


def _fit(size: tuple[int, int], width: int) -> tuple[int, int]:
    scale = min(1.0, width / size[0], TALLEST * width / size[1])
    return max(1, round(size[0] * scale)), max(1, round(size[1] * scale))


def _decoded(image: Image.Image, box: tuple[int, int]) -> Image.Image:
    """The first frame in sRGB, upright, no larger than the box, with nothing else attached."""
    orientation = _orientation(image)
    stored_box = (box[1], box[0]) if orientation >= 5 else box
    profile = image.info.get("icc_profile")
    image.draft(None, stored_box)
    if image.mode.startswith("I;16"):
        image = image.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    elif image.mode not in ("L", "RGB", "CMYK", "YCbCr", "LAB"):
        image = image.convert("RGBA")
    image.thumbnail(stored_box, LANCZOS, reducing_gap=3.0)
    image = _upright(image, orientation)
    if image.mode == "RGBA":
        ground = Image.new("RGB", image.size, "white")
        ground.paste(image, mask=image.getchannel("A"))
        image = ground
    clean = Image.new("RGB", image.size)
    clean.paste(_srgb(image, profile))
    return clean


def _upright(image: Image.Image, orientation: int) -> Image.Image:
    steps = {
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_270,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_90,
    }
    return image.transpose(steps[orientation]) if orientation in steps else image


def _srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    if profile:
        try:
            source = ImageCms.ImageCmsProfile(BytesIO(profile))
            target = ImageCms.createProfile("sRGB")
            image = ImageCms.profileToProfile(image, source, target, outputMode="RGB") or image
        except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
            # A profile that lies about the picture is dropped; the numbers stand as they are.
            pass
    return image.convert("RGB")


def _write(picture: Image.Image, target: str, kind: str, box: tuple[int, int]) -> dict:
    path = f"{target}/{box[0]}.{kind}"
    shown = picture if picture.size == box else picture.resize(box, LANCZOS, reducing_gap=3.0)
    with open(path, "wb") as file:
        shown.save(file, **ENCODERS[kind])
        size = file.tell()
    return {"format": kind, "width": box[0], "height": box[1], "path": path, "size": size}


def _colour(picture: Image.Image) -> str:
    return "#" + picture.resize((1, 1), BOX).tobytes().hex()


def _phash(picture: Image.Image) -> int:
    """64 bits of the lowest frequencies, signed: near pictures differ in few bits."""
    side, kept = 32, 8
    grey = ImageOps.grayscale(picture).resize((side, side), LANCZOS).tobytes()
    waves = [
        [math.cos(math.pi * k * (2 * n + 1) / (2 * side)) for n in range(side)] for k in range(kept)
    ]
    rows = [
        [sum(a * b for a, b in zip(grey[y * side :], wave, strict=False)) for wave in waves]
        for y in range(side)
    ]
    block = [
        sum(rows[y][x] * waves[k][y] for y in range(side)) for k in range(kept) for x in range(kept)
    ]
    middle = sorted(block[1:])[len(block) // 2 - 1]
    bits = sum(1 << n for n, value in enumerate(block) if value > middle)
    return bits - (1 << 64) if bits >= 1 << 63 else bits


if __name__ == "__main__":
    sys.exit(main())
