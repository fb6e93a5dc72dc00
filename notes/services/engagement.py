"""Like, save, share, hide, report: each once a reader, whoever else does it at that moment."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Reader, Report, User
from core.errors import RuleViolation
from notes.models import Hide, Like, Note, Save, Share, TallyMark
from notes.signals import note_engaged

# What takes part in a tally, and what is news alone.
KINDS: dict[str, type[Like | Save | Share | Hide]] = {
    "like": Like,
    "save": Save,
    "share": Share,
    "hide": Hide,
}
COUNTED = ("like", "save", "share")


class NotShown(RuleViolation):
    """The note is a draft, withdrawn or still being prepared: nobody can engage with it."""

    code = "note_not_shown"


class OwnNote(RuleViolation):
    code = "own_note"


def like(note: Note, *, reader: User, at: datetime) -> bool:
    """Like the note. True if it is news; a repeat changes nothing."""
    return _engage("like", note, reader, at)


def save(note: Note, *, reader: User, at: datetime) -> bool:
    """Save the note for oneself. True if it is news; a repeat changes nothing."""
    return _engage("save", note, reader, at)


def share(note: Note, *, reader: User, at: datetime) -> bool:
    """Remember that the reader passed the note on. True if it is news."""
    return _engage("share", note, reader, at)


def hide(note: Note, *, reader: User, reason: str, at: datetime) -> bool:
    """Show the reader this note no more. A repeat only changes the reason.

    :raises OwnNote: if the reader wrote it
    """
    _refuse_own(note, reader)
    is_new = _engage("hide", note, reader, at, reason=reason)
    if not is_new:
        Hide.objects.filter(note=note, user=reader).update(reason=reason)
    return is_new


@transaction.atomic
def undo(kind: str, note: Note, *, reader: User, at: datetime) -> bool:
    """Take a like, save, share or hide back. True if there was one."""
    rows = KINDS[kind].objects.filter(note=note, user=reader)
    acted_at = rows.values_list("at", flat=True).first()
    # Of two callers at once, one deletes the row.
    if acted_at is None or not rows.delete()[0]:
        return False
    _tell(kind, note, reader, at, undone=True, acted_at=acted_at)
    return True


@transaction.atomic
def report(note: Note, *, reader: User, reason: str, text: str, at: datetime) -> bool:
    """Complain to the moderators. True if it is news; a repeat changes nothing.

    :raises OwnNote: if the reader wrote it
    """
    _refuse_own(note, reader)
    refuse_unshown(note)
    _row, is_new = Report.objects.get_or_create(
        reporter=reader,
        kind="note",
        public_id=note.public_id,
        defaults={"reason": reason, "text": text},
    )
    if is_new:
        _tell("report", note, reader, at)
    return is_new


def marks_of(reader: Reader, note_ids: list[int]) -> dict[str, set[int]]:
    """Which of these notes the reader has liked and saved."""
    if not reader.is_authenticated:
        return {"like": set(), "save": set()}
    return {
        kind: set(
            KINDS[kind]
            .objects.filter(user=reader, note_id__in=note_ids)
            .values_list("note_id", flat=True)
        )
        for kind in ("like", "save")
    }


def refuse_unshown(note: Note) -> None:
    """Refuse what needs readers while nobody can read the note."""
    if not (note.is_published and note.is_ready and note.hidden_at is None):
        raise NotShown(_("This note is not shown to readers at the moment."))


@transaction.atomic
def _engage(kind: str, note: Note, reader: User, at: datetime, **values: str) -> bool:
    refuse_unshown(note)
    _row, is_new = KINDS[kind].objects.get_or_create(
        note=note, user=reader, defaults={"at": at, **values}
    )
    if is_new:
        _tell(kind, note, reader, at)
    return is_new


def _tell(kind: str, note: Note, reader: User, at: datetime, **news: Any) -> None:
    if kind in COUNTED:
        TallyMark.objects.create(note=note)
    note_engaged.send(
        sender=Note, note=note, reader=reader, kind=kind, at=at, **({"undone": False} | news)
    )


def _refuse_own(note: Note, reader: User) -> None:
    if note.author_id == reader.pk:
        raise OwnNote(_("This note is your own."))
