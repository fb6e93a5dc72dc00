"""What a reader has looked at, as it is kept: by note, the last look first."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import Prefetch
from django.utils import timezone
from django.utils.translation import gettext as _

from core.pagination import BadCursor, KeysetPage
from feed.models import Attention
from notes.models import Note, NoteSlide

PAGE = 30
# What of it: notes that were opened or read, or everything that was on the screen.
READ, ALL = "read", "all"
KINDS = (READ, ALL)
_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
_LONGEST = 40

_LOOKED = """
    SELECT note_id, max(at), array_agg(DISTINCT source::text),
        coalesce(sum(seconds) FILTER (WHERE kind = 'dwell'), 0)::float8,
        count(*) FILTER (WHERE kind = 'impression'),
        (SELECT n.public_id FROM notes_note n WHERE n.id = note_id)
    FROM feed_attention WHERE reader_id = %(reader)s
    GROUP BY note_id
    HAVING (bool_or(kind IN ('open', 'dwell', 'product_click')) OR %(all)s)
        AND (max(at), note_id) < (%(at)s, %(note)s)
    ORDER BY 2 DESC, 1 DESC LIMIT %(limit)s
"""


@dataclass(frozen=True, slots=True)
class Look:
    """One note that was looked at.

    :param note: None where the reader may not see it any more
    :param seconds: how long it was read in all; 0 where it was only shown
    :param shown: on how many pages it was met
    """

    note_id: int
    at: datetime
    sources: list[str]
    seconds: float
    shown: int
    public_id: str
    note: Note | None = None

    @property
    def title(self) -> str:
        return self.note.title if self.note else ""

    @property
    def cover(self) -> Any:
        """The slide to show beside it."""
        return next(iter(self.note.slides.all()), None) if self.note else None

    @property
    def day(self) -> date:
        return timezone.localdate(self.at)

    @property
    def whole_seconds(self) -> int:
        return round(self.seconds)

    @property
    def places(self) -> list[str]:
        """Where it was met, in words."""
        return [str(Attention.Source(source).label) for source in self.sources]


def page(reader, *, kind: str = READ, after: str = "", limit: int = PAGE) -> KeysetPage[Look]:
    """The next notes that this reader looked at.

    :raises BadCursor: if `after` is none of ours
    """
    moment, note = _read(after) if after else (datetime.max.replace(tzinfo=UTC), 0)
    values = {"reader": reader.pk, "all": kind == ALL, "at": moment, "note": note}
    with connection.cursor() as cursor:
        cursor.execute(_LOOKED, values | {"limit": limit + 1})
        rows = cursor.fetchall()
    shown = rows[:limit]
    notes = _notes(reader, [row[0] for row in shown])
    looks = [replace(Look(*row), note=notes.get(row[0])) for row in shown]
    return KeysetPage(looks, _write(looks[-1]) if len(rows) > limit else "")


def _notes(reader, ids: Collection[int]) -> dict[int, Note]:
    """The notes that the reader may still see, with their covers."""
    first = NoteSlide.objects.filter(position=0).select_related("picture")
    covers = Prefetch("slides", first.prefetch_related("picture__renditions"))
    found = Note.objects.visible_to(reader).filter(pk__in=ids)
    return {note.pk: note for note in found.select_related("author").prefetch_related(covers)}


def _write(look: Look) -> str:
    return f"{(look.at - _EPOCH) // timedelta(microseconds=1)}-{look.note_id}"


def _read(text: str) -> tuple[datetime, int]:
    moment, _dash, note = text[:_LONGEST].partition("-")
    try:
        if not (text.isascii() and moment.isdigit() and note.isdigit() and int(note) < 2**63):
            raise ValueError(text)
        return _EPOCH + timedelta(microseconds=int(moment)), int(note)
    except (ValueError, OverflowError) as error:
        raise BadCursor(_("This page does not exist."), field="cursor") from error
