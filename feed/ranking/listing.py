"""Which notes have a score row, and what of the note is copied into it."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.db.models import Exists, Max, OuterRef, QuerySet

from feed import scoring, text_signals
from feed.models import NoteScore
from feed.ranking import means
from feed.research import remarks
from notes.models import Note, Verdict

# One sweep: every so many seconds, over so many notes.
SWEEP_SECONDS = 30
SLICE = 1000
_LATELY = timedelta(minutes=10)


def enlist(note: Note, *, at: datetime) -> None:
    """Bring the note's score row to what the note says now. A repeat leaves the same row."""
    enlist_many([note], at=at)


def enlist_many(notes: Iterable[Note], *, at: datetime) -> None:
    """Make or correct the score rows of published notes; what they have earned stays."""
    published = [note for note in notes if note.published_at]
    shown = set(
        Note.objects.listed_for(None)
        .filter(pk__in=[note.pk for note in published])
        .values_list("pk", flat=True)
    )
    latest = means.latest()
    verdicts = Verdict.objects.in_bulk([note.pk for note in published])
    earned = NoteScore.objects.in_bulk([note.pk for note in published])
    remarks.keep(published)
    rows = []
    for note in published:
        row = earned.get(note.pk) or NoteScore(note=note, as_of=at)
        row.prior = text_signals.prior(f"{note.title}\n{note.body}", _told(verdicts.get(note.pk)))
        row.channel = note.channel
        row.published_at = note.published_at or at
        row.is_listed = note.pk in shown
        row.rank = standing_of(row, latest)
        rows.append(row)
    NoteScore.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["note"],
        update_fields=["prior", "channel", "published_at", "is_listed", "rank"],
    )


def _told(verdict: Verdict | None) -> set[str]:
    """The cue families that verdict blocks are, whatever their words."""
    if verdict is None:
        return set()
    said = {
        "weakness": verdict.cons,
        "not_for_whom": verdict.not_for,
        "alternative": verdict.alternatives,
        "context": verdict.used_weeks or verdict.price_paid is not None,
    }
    return {family for family, block in said.items() if block}


def delist(note: Note) -> None:
    """Take the note off every list; what it has earned stays for its return."""
    NoteScore.objects.filter(note=note).update(is_listed=False)


def sweep(*, at: datetime) -> int:
    """Give shown notes without a score row theirs, and delist what is no longer shown.

    Each run looks at what was published lately and at one slice of all notes; the clock says
    which, so that round after round comes to all of them, and nothing needs to be remembered.
    """
    newest = Note.objects.aggregate(newest=Max("pk"))["newest"] or 0
    first = int(at.timestamp() // SWEEP_SECONDS) % (newest // SLICE + 1) * SLICE
    in_slice = {"pk__gte": first, "pk__lt": first + SLICE}
    shown = Note.objects.listed_for(None)
    changed = _enlist_unscored(shown.filter(published_at__gt=at - _LATELY), at)
    changed += _enlist_unscored(shown.filter(**in_slice), at)
    gone = NoteScore.objects.filter(is_listed=True, **in_slice).exclude(
        Exists(shown.filter(pk=OuterRef("note_id")))
    )
    return changed + gone.update(is_listed=False)


def _enlist_unscored(shown: QuerySet[Note], at: datetime) -> int:
    scored = NoteScore.objects.filter(note=OuterRef("pk"), is_listed=True)
    missing = list(shown.filter(~Exists(scored)).order_by("pk")[:SLICE])
    if missing:
        enlist_many(missing, at=at)
    return len(missing)


def restand(rows: Sequence[NoteScore]) -> None:
    """Write the stored order of these rows anew, by the means in force."""
    latest = means.latest()
    for row in rows:
        row.rank = standing_of(row, latest)
    NoteScore.objects.bulk_update(rows, ["rank"], batch_size=500)


def standing_of(row: NoteScore, latest: dict[str, float]) -> float:
    """The stored order of candidates."""
    mean = means.of(row.channel, latest)
    now = scoring.quality(row.believed, row.impressions, mean, row.prior)
    return scoring.standing(now, row.published_at.timestamp() / scoring.HOUR)
