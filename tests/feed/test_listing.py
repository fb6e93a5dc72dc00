"""The sweep finds what the news has lost, a bounded part of all notes at a time."""

from datetime import timedelta

import pytest

from feed.models import NoteScore
from feed.ranking import listing
from notes.models import Note
from tests.factories.notes import DraftFactory, NoteFactory

pytestmark = pytest.mark.django_db
LATER = timedelta(days=3)


def listed():
    return set(NoteScore.objects.filter(is_listed=True).values_list("note_id", flat=True))


def a_round(at):
    """As many runs as a round over all notes has."""
    runs = Note.objects.latest("pk").pk // listing.SLICE + 1
    for run in range(runs):
        listing.sweep(at=at + timedelta(seconds=run * listing.SWEEP_SECONDS))


def test_a_note_whose_news_was_lost_is_listed_by_the_next_run(noon):
    note, draft = NoteFactory(published_at=noon), DraftFactory()

    assert listing.sweep(at=noon + timedelta(minutes=1)) == 1
    assert listing.sweep(at=noon + timedelta(minutes=1)) == 0

    assert listed() == {note.pk}
    assert draft.pk not in listed()


def test_a_round_comes_to_every_note_however_old(noon, monkeypatch):
    monkeypatch.setattr(listing, "SLICE", 2)
    notes = [NoteFactory() for _ in range(7)]

    a_round(noon + LATER)

    assert listed() == {note.pk for note in notes}


def test_a_round_delists_what_is_no_longer_shown(noon):
    kept, gone = NoteFactory(), NoteFactory()
    a_round(noon + LATER)
    Note.objects.filter(pk=gone.pk).update(status="withdrawn")

    a_round(noon + LATER)

    assert listed() == {kept.pk}


def test_one_run_reads_one_slice_alone(noon, monkeypatch):
    monkeypatch.setattr(listing, "SLICE", 2)
    for _ in range(9):
        NoteFactory()

    assert listing.sweep(at=noon + LATER) <= 2
