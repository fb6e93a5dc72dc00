"""Papers that come as PDF: kept as they are, in private, and never opened on this side."""

import contextlib
from datetime import datetime
from uuid import uuid4

from django.core.files import File
from django.utils.translation import gettext as _

from core.errors import RuleViolation
from media.services.ingest import ORPHANED_AFTER, FileRefused
from media.storage import private_storage
from shop.models import VerificationDocument

FOLDER = "papers"
MOST_BYTES = 10 << 20
HEAD, END = b"%PDF-", b"%%EOF"
# Behind the mark of its end, writers of PDF leave a few bytes at most.
TAIL = 1024


class PaperRefused(RuleViolation):
    code = "paper_refused"
    status = 400


def is_one(file: File) -> bool:
    """By its first bytes; what it is called, and what its sender says it is, count for nothing."""
    file.seek(0)
    head = file.read(len(HEAD))
    file.seek(0)
    return head == HEAD


def check(file: File) -> None:
    """:raises PaperRefused: if it is too large, no PDF, or cut off"""
    if file.size > MOST_BYTES:
        raise PaperRefused(_("A PDF may have at most 10 MB."), field="papers")
    file.seek(max(0, file.size - TAIL))
    tail = file.read(TAIL)
    file.seek(0)
    if not is_one(file) or END not in tail:
        raise PaperRefused(_("This PDF is not whole."), field="papers")


def keep(file: File) -> str:
    """Store it under a name of our own, which it gives.

    :raises PaperRefused: as `check`
    :raises FileRefused: if there is no room for it
    """
    check(file)
    name = f"{FOLDER}/{uuid4().hex}.pdf"
    try:
        return private_storage().save(name, file)
    except OSError as full:
        drop(name)
        raise FileRefused("storage_full", field="papers") from full


def drop(name: str) -> None:
    """Remove what was kept, or the beginning of it."""
    private_storage().delete(name)


def sweep_orphans(*, at: datetime) -> int:
    """Remove papers that no document names: what a kill left between the file and its row."""
    private, removed = private_storage(), 0
    if not private.exists(FOLDER):
        return 0
    lying = {f"{FOLDER}/{file}" for file in private.listdir(FOLDER)[1]}
    known = VerificationDocument.objects.exclude(file="").values_list("file", flat=True)
    for name in lying.difference(known):
        # Another sweep may be quicker.
        with contextlib.suppress(FileNotFoundError):
            if at - private.get_modified_time(name) > ORPHANED_AFTER:
                drop(name)
                removed += 1
    return removed


def read(name: str) -> bytes | None:
    """What was kept, for a checked view; None where it is lost."""
    if not name or not private_storage().exists(name):
        return None
    with private_storage().open(name) as stored:
        return stored.read()
