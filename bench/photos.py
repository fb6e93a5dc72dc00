"""A 12-megapixel photograph: processor seconds until its renditions are there."""

import io
import os

import numpy as np
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from accounts.models import User
from media.services import ingest, renditions


def cost() -> dict[str, float]:
    upload = ingest.receive(
        owner=User.objects.get(handle="bench1"),
        file=SimpleUploadedFile("photo.jpg", _photograph()),
        at=timezone.now(),
    )
    before = _spent()
    settled = renditions.make(upload, at=timezone.now())
    webp = _spent() - before
    renditions.make_avif(upload, at=timezone.now())
    both = _spent() - before
    assert settled
    return {"cpu_s": round(webp, 2), "cpu_with_avif_s": round(both, 2)}


def _photograph() -> bytes:
    """4,000 × 3,000, with large shapes and fine grain, as a camera would store it."""
    random = np.random.default_rng(12)
    coarse = random.integers(0, 255, (30, 40, 3), dtype=np.uint8)
    shapes = Image.fromarray(coarse).resize((4000, 3000), Image.Resampling.BICUBIC)
    grain = random.normal(0, 6, (3000, 4000, 1))
    pixels = np.clip(np.asarray(shapes, dtype=np.float32) + grain, 0, 255).astype(np.uint8)
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "JPEG", quality=90)
    return file.getvalue()


def _spent() -> float:
    """Of this process and of the children that it has waited for."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system
