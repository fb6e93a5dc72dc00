"""The demo's pictures: drawn once, kept as any other picture is, shared by many notes."""

import os
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from hashlib import sha256
from multiprocessing import get_context

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction

from accounts.models import User
from feed.demo.art import drawing
from feed.demo.art.drawing import Drawn, draw
from media.models import Picture, Rendition, Upload


def scene(channel: str, turn: int) -> int:
    """The number of a channel's scene."""
    return drawing.CHANNELS.index(channel) * drawing.EACH + turn % drawing.EACH


def ware(channel: str, thing: int) -> int:
    """The number of the picture of a store's product."""
    return drawing.FIRST_WARE + drawing.CHANNELS.index(channel) * drawing.WARES + thing


def logo(channel: str) -> int:
    return drawing.FIRST_MARK + drawing.CHANNELS.index(channel)


def ensure(numbers: Iterable[int], *, owner: User) -> dict[int, Picture]:
    """Draw the pictures that are not there yet; all that were asked for, by their number."""
    wanted = list(dict.fromkeys(numbers))
    known = _known(wanted)
    missing = [number for number in wanted if number not in known]
    if missing:
        workers = min(len(missing), os.cpu_count() or 1, 2)
        with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as drawers:
            for number, drawn in zip(missing, drawers.map(draw, missing, chunksize=4), strict=True):
                known[number] = _keep(number, drawn, owner)
    return known


def _known(numbers: list[int]) -> dict[int, Picture]:
    marks = {_mark(number): number for number in numbers}
    kept = Picture.objects.filter(upload__sha256__in=marks, is_ready=True).select_related("upload")
    return {marks[picture.upload.sha256]: picture for picture in kept}


def _mark(number: int) -> str:
    return sha256(f"demo drawing {number}".encode()).hexdigest()


@transaction.atomic
def _keep(number: int, drawn: Drawn, owner: User) -> Picture:
    mark = _mark(number)
    size = len(drawn.files[-1][2])
    upload = Upload.objects.create(
        owner=owner, name=f"demo-{number}.webp", size=size, sha256=mark, status="ready"
    )
    picture = Picture.objects.create(
        upload=upload,
        owner=owner,
        width=drawn.width,
        height=drawn.height,
        colour=drawn.colour,
        is_ready=True,
    )
    for width, height, content in drawn.files:
        name = f"p/{mark[:2]}/{mark[:32]}-{width}.webp"
        default_storage.delete(name)
        default_storage.save(name, ContentFile(content))
        Rendition.objects.create(
            picture=picture, format="webp", width=width, height=height, file=name, size=len(content)
        )
    return picture
