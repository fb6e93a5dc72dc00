"""From a file that somebody sends to an Upload that waits for the worker."""

import hashlib
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Protocol
from uuid import uuid4

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from accounts.models import User
from core.errors import RuleViolation
from media import headers, sandbox
from media.models import Picture, Upload
from media.refusals import reason

MOST_BYTES = 20 << 20
MOST_WAITING = 100
ORPHANED_AFTER = timedelta(hours=24)


class SentFile(Protocol):
    name: str | None

    def chunks(self) -> Iterable[bytes]: ...


class FileRefused(RuleViolation):
    """The file is not taken, and nothing of it is kept."""

    statuses = {
        "unsupported_format": 415,
        "too_large": 413,
        "too_large_together": 413,
        "too_many_waiting": 429,
        "storage_full": 507,
    }

    def __init__(self, code: str, *, field: str = "file") -> None:
        super().__init__(reason(code), field=field, detail={"reason": code})
        self.code = code
        self.status = self.statuses.get(code, 422)


def receive(*, owner: User, file: SentFile, at: datetime, is_private: bool = False) -> Upload:
    """Store the file under a name of our own, and make the rows of its upload and picture.

    :param is_private: no address of its picture is ever public
    :raises FileRefused: if it is too large, no picture by its header, or cannot be stored
    """
    waiting = Upload.objects.filter(owner=owner, status=Upload.Status.RECEIVED).count()
    if waiting >= MOST_WAITING:
        raise FileRefused("too_many_waiting")

    upload = Upload(id=uuid4(), owner=owner, name=_shown_name(file.name), is_private=is_private)
    upload.original = f"{upload.id.hex[:2]}/{upload.id.hex}"
    path = path_of(upload)
    try:
        upload.size, upload.sha256 = _store(file, path)
        with path.open("rb") as stored:
            header = _checked_header(stored)
        with transaction.atomic():
            upload.save(force_insert=True)
            Picture.objects.create(
                upload=upload, owner=owner, width=header.width, height=header.height
            )
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return upload


def check(file: UploadedFile) -> None:
    """Refuse what `receive` would refuse by size or header, and store nothing.

    :raises FileRefused: as `receive`
    """
    if not file.size:
        raise FileRefused("empty")
    if file.size > MOST_BYTES:
        raise FileRefused("too_large")
    _checked_header(file)
    file.seek(0)


def path_of(upload: Upload) -> Path:
    """Where the file lies as it was sent: never below MEDIA_ROOT, never served."""
    return Path(settings.UPLOAD_ROOT) / upload.original


def sweep_orphans(*, at: datetime) -> int:
    """Remove files that no upload knows: what a kill left between the file and its row."""
    removed = 0
    known = set(Upload.objects.exclude(original="").values_list("original", flat=True))
    for path in Path(settings.UPLOAD_ROOT).glob("??/*"):
        is_old = at.timestamp() - path.stat().st_mtime > ORPHANED_AFTER.total_seconds()
        if is_old and f"{path.parent.name}/{path.name}" not in known:
            path.unlink(missing_ok=True)
            removed += 1
    return removed


def _shown_name(name: str | None) -> str:
    """The name for messages alone: no file is ever opened by it."""
    return "".join(char for char in Path(name or "").name if char.isprintable())[-200:]


def _store(file: SentFile, path: Path) -> tuple[int, str]:
    digest, size = hashlib.sha256(), 0
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("xb") as stored:
            for chunk in file.chunks():
                size += len(chunk)
                if size > MOST_BYTES:
                    raise FileRefused("too_large")
                digest.update(chunk)
                stored.write(chunk)
    except OSError as full:
        raise FileRefused("storage_full") from full
    if not size:
        raise FileRefused("empty")
    return size, digest.hexdigest()


def _checked_header(stored: headers.Readable) -> headers.Header:
    header = headers.read(stored)
    if header is None:
        raise FileRefused("unsupported_format")
    if header.pixels > sandbox.PIXELS:
        raise FileRefused("too_many_pixels")
    return header
