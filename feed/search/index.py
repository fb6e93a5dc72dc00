"""The index kept: news becomes a mark, a worker takes marks away, a sweep finds what was missed."""

from collections import defaultdict
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import Exists, Max, OuterRef

from feed.models import NoteScore, SearchDocument, SearchMark
from feed.search import documents, entries, vocabulary
from notes.models import Note, NoteTally, NoteTopic, ProductTag

NOTE = "note"
# One sweep: every so many seconds, over so many notes and so many of each other kind.
SWEEP_SECONDS = 30
SLICE = 1000
_LATELY = timedelta(minutes=10)
_TAKE = """
    DELETE FROM feed_searchmark WHERE id IN (
        SELECT id FROM feed_searchmark ORDER BY id LIMIT %s FOR UPDATE SKIP LOCKED
    ) RETURNING kind, ref
"""
_RESTEP = """
    UPDATE feed_searchdocument SET steps = %s::text[],
        document = ts_delete(document, %s::text[]) || array_to_tsvector(%s::text[])
    WHERE note_id = %s AND steps::text[] = %s::text[]
"""
_UNSAID = """
    SELECT note_id FROM feed_searchdocument
    WHERE note_id = ANY(%s) AND NOT document @@ $$'=v'$$::tsquery
"""


def mark(kind: str, ref: int) -> None:
    """Say that something has news: one row, in the transaction that made it."""
    SearchMark.objects.create(kind=kind, ref=ref)


def fold(*, at: datetime, limit: int = 500) -> int:
    """Take up to `limit` marks away and write what they name anew; how many marks there were.

    A kill in between leaves the marks in place. Without marks, nothing happens.
    """
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(_TAKE, [limit])
            taken = cursor.fetchall()
        refs: dict[str, set[int]] = defaultdict(set)
        for kind, ref in taken:
            refs[kind].add(ref)
        for kind in sorted(refs):
            _write(kind, refs[kind], at)
    return len(taken)


def sweep(*, at: datetime) -> int:
    """Write what was published lately, or stands in this run's slice, and is not as it should be.

    The clock says which slice, so that round after round comes to all, and nothing is remembered.
    """
    written = 0
    turn = int(at.timestamp() // SWEEP_SECONDS)
    first, last = _slice(Note.objects.aggregate(newest=Max("pk"))["newest"], turn)
    shown = documents.searchable()
    known = SearchDocument.objects.filter(note=OuterRef("pk"), revision=OuterRef("revision"))
    lately = shown.filter(published_at__gt=at - _LATELY)
    for some in (lately, shown.filter(pk__gte=first, pk__lt=last)):
        missing = some.filter(~Exists(known)).order_by("pk").values_list("pk", flat=True)
        written += documents.write(missing[:SLICE], at=at)
    gone = SearchDocument.objects.filter(note__gte=first, note__lt=last)
    gone = gone.exclude(Exists(shown.filter(pk=OuterRef("note"))))
    written += gone.delete()[0]
    written += documents.write(_lately_bought(first, last), at=at)
    written += restep(first, last, at=at)
    for kind in entries.KINDS:
        newest = entries.KINDS[kind].model._base_manager.aggregate(newest=Max("pk"))["newest"]
        first, last = _slice(newest, turn)
        written += entries.repair(kind, first, last, at=at)
    return written


def restep_moved(*, at: datetime, within: timedelta) -> int:
    """Move the documents of notes whose score or counts have changed lately to their steps."""
    since = at - within
    scored = NoteScore.objects.filter(as_of__gt=since).values_list("note", flat=True)
    counted = NoteTally.objects.filter(counted_at__gt=since).values_list("note", flat=True)
    return _restep(sorted({*scored[:5000], *counted[:5000]}), at)


def restep(first: int, last: int, *, at: datetime) -> int:
    """The same for a slice of notes."""
    known = SearchDocument.objects.filter(note__gte=first, note__lt=last)
    return _restep(list(known.values_list("note", flat=True)), at)


def rebuild(*, at: datetime, tell: Any = None) -> int:
    """Write the whole index anew, slice by slice; how many rows there are."""
    written = 0
    newest = Note.objects.aggregate(newest=Max("pk"))["newest"] or 0
    for first in range(0, newest + 1, SLICE):
        found = Note.objects.filter(pk__gte=first, pk__lt=first + SLICE)
        with transaction.atomic():
            written += documents.write(found.values_list("pk", flat=True), at=at)
        if tell:
            tell(min(first + SLICE, newest), newest)
    for kind in entries.KINDS:
        written += entries.rebuild(kind, at=at)
    vocabulary.gather()
    with connection.cursor() as cursor:
        # Searches are planned by how frequent words are.
        cursor.execute("ANALYZE feed_searchdocument")
    return written


def _write(kind: str, refs: set[int], at: datetime) -> None:
    if kind == NOTE:
        documents.write(refs, at=at)
        topics = NoteTopic.objects.filter(note__in=refs).values_list("topic", flat=True)
        entries.write("topic", topics, at=at)
        return
    entries.write(kind, refs, at=at)
    if kind == "product":
        _mark_notes_about(refs)


def _mark_notes_about(products: set[int]) -> None:
    """Notes are found by the price and the name of what they tag: they follow, batch by batch."""
    tags = ProductTag.objects.filter(product__in=products).order_by()
    notes = tags.values_list("note", flat=True).distinct()
    SearchMark.objects.bulk_create(
        (SearchMark(kind=NOTE, ref=note) for note in notes), batch_size=1000
    )


def _lately_bought(first: int, last: int) -> list[int]:
    """Notes of this slice that do not say "bought" yet, though what they tag has been received."""
    tags = documents.bought_and_received().filter(note__gte=first, note__lt=last)
    bought = sorted(set(tags.values_list("note", flat=True)))
    with connection.cursor() as cursor:
        cursor.execute(_UNSAID, [bought])
        return [row[0] for row in cursor.fetchall()]


def _slice(newest: int | None, turn: int) -> tuple[int, int]:
    first = turn % ((newest or 0) // SLICE + 1) * SLICE
    return first, first + SLICE


def _restep(notes: list[int], at: datetime) -> int:
    rows = list(SearchDocument.objects.filter(note__in=notes).defer("document"))
    scores, tallies = NoteScore.objects.in_bulk(notes), NoteTally.objects.in_bulk(notes)
    means = documents.latest_means()
    moved: list[tuple[Any, ...]] = []
    for row in rows:
        score = scores.get(row.note_id)
        helpful = documents.helpful_of(score, row.completeness, row.is_promotional, means, at)
        new = documents.steps(tallies.get(row.note_id), helpful)
        if new != row.steps:
            moved.append((new, _marks(row.steps), _marks(new), row.note_id, row.steps))
    with connection.cursor() as cursor:
        # One order for all, so that two workers never wait for each other in a circle.
        for move in sorted(moved, key=lambda each: each[3]):
            cursor.execute(_RESTEP, move)
    return len(moved)


def _marks(steps: list[str]) -> list[str]:
    return [f"={step}" for step in steps]
