"""From an Upload to the files that readers fetch: decoded in the child, named by the server."""

import logging
import tempfile
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from django.core.files import File
from django.db import transaction
from django.utils.crypto import salted_hmac

from media import sandbox
from media.models import Avatar, Picture, Rendition, Upload
from media.services import ingest
from media.signals import picture_ready, picture_refused
from media.storage import storage_of

logger = logging.getLogger(__name__)

ATTEMPTS = 3
LARGEST = (sandbox.WIDTHS[-1],)


def make(upload: Upload, *, at: datetime) -> bool:
    """Decode a received upload, write its WebP files and call its picture ready.

    A repeat changes nothing. A file that is to blame is refused at once; one over which the
    child or the worker died is tried three times, so a poison file never loops.

    :returns: whether this call settled the upload
    """
    attempt = _claim(upload, Upload.Status.RECEIVED)
    if attempt is None:
        return False
    try:
        with transaction.atomic():
            held = _held(upload, Upload.Status.RECEIVED, attempt)
            return held is not None and _make_held(held, attempt=attempt, at=at)
    except OSError as full:
        _forgive(upload, attempt, full)
        return False


def make_avif(upload: Upload, *, at: datetime) -> bool:
    """Add the AVIF of the largest width, then let go of the file as it was sent.

    What fails three times is left without: the WebP files serve every reader.
    """
    attempt = _claim(upload, Upload.Status.READY)
    if attempt is None:
        return False
    try:
        with transaction.atomic():
            held = _held(upload, Upload.Status.READY, attempt)
            return held is not None and _make_held_avif(held, attempt=attempt)
    except OSError as full:
        _forgive(upload, attempt, full)
        return False


def _make_held_avif(upload: Upload, *, attempt: int) -> bool:
    try:
        if attempt <= ATTEMPTS:
            _decode(upload, formats=("avif",), widths=LARGEST)
    except sandbox.Undecodable as failure:
        if not failure.is_final:
            return False
    _drop_original(upload)
    return True


def _forgive(upload: Upload, attempt: int, full: OSError) -> None:
    """A full or failing disk is not the file's fault: the attempt does not count."""
    logger.error("renditions of upload %s cannot be stored: %s", upload.pk, full)
    Upload.objects.filter(pk=upload.pk, attempts=attempt).update(attempts=attempt - 1)


def _claim(upload: Upload, status: str) -> int | None:
    """Count the attempt before it is made: a worker that dies over the file has counted too."""
    with transaction.atomic():
        waiting = Upload.objects.filter(pk=upload.pk, status=status).exclude(original="")
        held = waiting.select_for_update(skip_locked=True, no_key=True).first()
        if held is None:
            return None
        held.attempts += 1
        held.save(update_fields=["attempts"])
        return held.attempts


def _held(upload: Upload, status: str, attempt: int) -> Upload | None:
    """The upload, locked while it is decoded; None if another worker has taken over."""
    mine = Upload.objects.filter(pk=upload.pk, status=status, attempts=attempt)
    return mine.select_for_update(skip_locked=True, no_key=True).first()


def _make_held(upload: Upload, *, attempt: int, at: datetime) -> bool:
    if attempt > ATTEMPTS:
        _refuse(upload, code="crashed", at=at)
        return True
    try:
        decoded = _decode(upload, formats=("webp",), widths=sandbox.WIDTHS)
    except sandbox.Undecodable as failure:
        if failure.is_final or attempt == ATTEMPTS:
            _refuse(upload, code=failure.code, at=at)
            return True
        return False

    picture = upload.picture
    picture.width, picture.height = decoded.width, decoded.height
    picture.colour, picture.phash, picture.is_ready = decoded.colour, decoded.phash, True
    picture.save(update_fields=["width", "height", "colour", "phash", "is_ready"])
    upload.status, upload.attempts, upload.settled_at = Upload.Status.READY, 0, at
    upload.save(update_fields=["status", "attempts", "settled_at"])
    picture_ready.send(sender=Picture, picture=picture)
    return True


def _decode(
    upload: Upload, *, formats: tuple[str, ...], widths: tuple[int, ...]
) -> sandbox.Decoded:
    source = ingest.path_of(upload)
    if not source.is_file():
        raise sandbox.Undecodable("damaged")
    with tempfile.TemporaryDirectory(prefix="decode-") as folder:
        decoded = sandbox.decode(source, target=Path(folder), formats=formats, widths=widths)
        _keep(upload, decoded.files)
    return decoded


def _keep(upload: Upload, files: Sequence[sandbox.DecodedFile]) -> None:
    storage = storage_of(upload)
    for made in files:
        name = _name(upload, made)
        # The name is the same at every attempt, so a kill in between leaves nothing behind.
        storage.delete(name)
        with Path(made.path).open("rb") as file:
            storage.save(name, File(file))
        Rendition.objects.update_or_create(
            picture=upload.picture,
            format=made.format,
            width=made.width,
            defaults={"height": made.height, "file": name, "size": made.size},
        )


def _name(upload: Upload, made: sandbox.DecodedFile) -> str:
    """Unguessable, and of the server's making: nothing of the sender's name is in it."""
    secret = salted_hmac("media.rendition", str(upload.pk), algorithm="sha256").hexdigest()[:32]
    return f"p/{secret[:2]}/{secret}-{made.width}.{made.format}"


def _refuse(upload: Upload, *, code: str, at: datetime) -> None:
    upload.status, upload.error, upload.settled_at = Upload.Status.REFUSED, code, at
    upload.save(update_fields=["status", "error", "settled_at"])
    _drop_original(upload)
    Avatar.objects.filter(picture=upload.picture).delete()
    picture_refused.send(sender=Picture, picture=upload.picture, code=code)


def _drop_original(upload: Upload) -> None:
    path = ingest.path_of(upload)
    upload.original = ""
    upload.save(update_fields=["original"])
    transaction.on_commit(lambda: path.unlink(missing_ok=True))
