"""Scores made anew from the truth are the scores that the news has made."""

from datetime import timedelta

import pytest
from django.core.management import call_command

from feed.models import Attention, CommentWorth, Contribution, News, NoteScore, ReaderTrust
from feed.ranking import fast, rebuild, trust
from feed.ranking.histories import Histories
from notes.services import comments, engagement
from tests.factories.accounts import UserFactory
from tests.factories.notes import NoteFactory
from tests.feed.test_fold import met, trusted

pytestmark = pytest.mark.django_db


def look(note, reader, at):
    """An impression in explore, as it is stored and as it is news."""
    Attention.objects.create(
        token=f"t{reader.pk}", note=note, kind="impression", reader=reader, source="explore", at=at
    )
    met(note, reader, at)


def act(notes, readers, at):
    for number, reader in enumerate(readers):
        for note in notes:
            look(note, reader, at)
            engagement.like(note, reader=reader, at=at)
            if number % 2:
                engagement.save(note, reader=reader, at=at + timedelta(hours=1))
        comments.add(
            notes[0], author=reader, text=f"Does lid number {number} run hot after weeks?", at=at
        )
    engagement.hide(notes[-1], reader=readers[0], reason="low_quality", at=at)
    engagement.undo("like", notes[0], reader=readers[0], at=at + timedelta(days=1))
    comments.add(
        notes[0],
        author=notes[0].author,
        text="It does, a little.",
        at=at,
        answers=notes[0].comments.first(),
    )


def stored():
    return {
        row.pop("note_id"): row
        for row in NoteScore.objects.values(
            "note_id", "value", "impressions", "newcomer_value", "newcomer_weight"
        )
    }


def test_the_rebuilt_scores_are_those_of_the_passes(noon):
    notes, readers = [NoteFactory() for _ in range(3)], [trusted(v) for v in (3, 4, 15, 30, 30)]
    act(notes, readers, noon)
    at = noon + timedelta(days=2)
    while fast.fold(at=at):
        pass
    while trust.weigh(at=at, histories=Histories()):
        pass
    before = stored()
    assert CommentWorth.objects.filter(is_heard=True).count() == 1

    assert rebuild.rebuild_all(at=at) == 3

    after = stored()
    for note, sums in before.items():
        assert after[note] == pytest.approx(sums), note


def test_imported_acts_without_news_have_scores_after_a_rebuild(noon):
    note, reader = NoteFactory(), UserFactory()
    ReaderTrust.objects.create(reader=reader, feed_views=30)
    look(note, reader, noon)
    engagement.save(note, reader=reader, at=noon)
    News.objects.all().delete()

    rebuild.rebuild_all(at=noon)
    rebuild.rebuild_all(at=noon)

    score = NoteScore.objects.get(note=note)
    assert (score.value, score.impressions) == pytest.approx((3.0, 1.0))
    assert score.feed_impressions == 1
    assert Contribution.objects.count() == 1


def test_the_command_says_how_many_notes_have_a_score(noon, capsys):
    NoteFactory()

    call_command("rescore", "--from-truth")
    call_command("rescore")

    assert capsys.readouterr().out.splitlines() == ["1 notes have a score."] * 2
