"""Where files lie: what everybody may fetch, and what a checked view alone may read."""

from pathlib import Path

from django.conf import settings
from django.core.files.storage import FileSystemStorage, Storage, default_storage

from media.models import Picture, Upload


class _Private(FileSystemStorage):
    def url(self, name: str | None) -> str:
        raise ValueError("A private file has no address; a checked view reads it.")


def private_storage() -> Storage:
    """Files beside the uploads: no web server sees them, and none has an address."""
    return _Private(location=Path(settings.UPLOAD_ROOT) / "private")


def storage_of(upload: Upload) -> Storage:
    """Where the renditions of this upload lie."""
    return private_storage() if upload.is_private else default_storage


def private_bytes(picture: Picture, *, widest: int) -> bytes | None:
    """The largest rendition up to this width of a private picture; None while there is none."""
    files = picture.renditions.filter(format="webp").order_by("width")
    fit = [file for file in files if file.width <= widest] or list(files[:1])
    if not fit or not picture.upload.is_private:
        return None
    name = str(fit[-1].file.name)
    if not private_storage().exists(name):
        return None
    with private_storage().open(name) as stored:
        return stored.read()
