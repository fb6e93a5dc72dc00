"""A ring is not even one voice, a brigade not one complaint; a death changes no sum."""

from datetime import timedelta

import pytest
from django.db import transaction

from feed.models import Contribution, DirtyNote, NoteScore, ReaderTrust
from feed.ranking import fast, trust
from feed.ranking.histories import Histories
from notes.services import engagement
from tests.factories.accounts import UserFactory
from tests.factories.notes import NoteFactory
from tests.feed.test_fold import met, sums, trusted

pytestmark = pytest.mark.django_db


def fold_all(at):
    while fast.fold(at=at):
        pass


def weigh_all(at):
    while trust.weigh(at=at, histories=Histories()):
        pass


def push(readers, notes, at, act="save"):
    for note in notes:
        for reader in readers:
            met(note, reader, at)
            if act == "hide":
                engagement.hide(note, reader=reader, reason="low_quality", at=at)
            else:
                getattr(engagement, act)(note, reader=reader, at=at)


@pytest.fixture
def ring(noon):
    """Aged accounts that have always pushed the same notes."""
    readers = [trusted() for _ in range(12)]
    push(readers, [NoteFactory() for _ in range(6)], noon)
    return readers


def test_a_ring_collapses_to_less_than_one_voice(noon, ring):
    pushed, loved = NoteFactory(), NoteFactory()
    push(ring, [pushed], noon)
    strangers = [trusted() for _ in range(12)]
    for reader in strangers:
        push([reader], [NoteFactory() for _ in range(6)], noon)
    push(strangers, [loved], noon)
    fold_all(noon)
    before = sums(pushed)[0]

    weigh_all(noon)

    assert before == pytest.approx(36)
    # Twelve who always do the same: 1 / (1 + 11 · 4 · (1 − 0.5)) each.
    voices = 12 / 23
    assert sums(pushed)[0] == pytest.approx(3.0 * voices, rel=0.05)
    believed = 3.0 * voices * voices / (voices + 3)
    assert NoteScore.objects.get(note=pushed).believed == pytest.approx(believed, rel=0.1)
    assert NoteScore.objects.get(note=loved).believed == pytest.approx(36 * 12 / 15)
    assert sums(loved)[0] == pytest.approx(36)


def test_a_brigade_that_hides_together_is_less_than_one_complaint(noon):
    brigade = [trusted() for _ in range(12)]
    push(brigade, [NoteFactory() for _ in range(6)], noon, act="hide")
    victim = NoteFactory()
    push(brigade, [victim], noon, act="hide")
    fold_all(noon)

    weigh_all(noon)

    assert sums(victim)[0] == pytest.approx(-5.0 * 12 / 23, rel=0.05)


def test_who_has_done_nothing_else_is_no_voice_of_its_own_yet(noon):
    note, loved = NoteFactory(), NoteFactory()
    silent, known = [[trusted() for _ in range(5)] for _ in range(2)]
    for reader in known:
        push([reader], [NoteFactory()], noon)
    push(silent, [note], noon)
    push(known, [loved], noon)
    fold_all(noon)

    weigh_all(noon)

    # Five who are alike: 1 / (1 + 4 · 4 · (1 − 0.5)) each.
    assert sums(note)[0] == pytest.approx(5 * 3.0 / 9)
    assert sums(loved)[0] == pytest.approx(15)


def test_a_late_act_weighs_the_same_in_the_fold_and_in_the_trust_pass(noon):
    note, reader, late = NoteFactory(), trusted(), noon + timedelta(days=7)
    met(note, reader, noon)
    fold_all(noon)
    for act in ("save", "share", "like"):
        getattr(engagement, act)(note, reader=reader, at=late)
    fold_all(late)
    folded = sums(note)

    weigh_all(late)

    assert folded[0] == pytest.approx(3.0)
    assert sums(note) == pytest.approx(folded)


def test_trust_that_grew_since_counts_for_what_was_given_before(noon):
    note, reader = NoteFactory(), UserFactory()
    push([reader], [note], noon)
    fold_all(noon)
    assert sums(note)[0] == pytest.approx(3 * 0.15)
    ReaderTrust.objects.create(reader=reader, feed_views=30)

    weigh_all(noon)

    assert sums(note) == pytest.approx((3.0, 1.0))


def test_the_pass_keeps_what_the_fast_path_stored_where_nothing_is_new(noon, ring):
    note = NoteFactory()
    readers = [trusted(views) for views in (0, 5, 12, 30)]
    for reader in readers:
        push([reader], [NoteFactory()], noon)
    push(readers, [note], noon)
    fold_all(noon + timedelta(days=1))
    before = sums(note)

    weigh_all(noon + timedelta(days=1))

    assert sums(note) == pytest.approx(before)


def test_a_pass_that_dies_leaves_the_notes_dirty_and_its_retry_the_same_sums(
    noon, ring, monkeypatch
):
    pushed = NoteFactory()
    push(ring, [pushed], noon)
    fold_all(noon)
    dirty = DirtyNote.objects.count()
    before = list(Contribution.objects.order_by("pk").values_list("weight", flat=True))

    def die(*args):
        raise SystemExit

    with monkeypatch.context() as patch:
        patch.setattr(fast, "store_scores", die)
        with pytest.raises(SystemExit), transaction.atomic():
            trust.weigh(at=noon, histories=Histories())
    assert DirtyNote.objects.count() == dirty
    assert list(Contribution.objects.order_by("pk").values_list("weight", flat=True)) == before

    weigh_all(noon)
    once = sums(pushed)
    trust.mark_all(at=noon)
    weigh_all(noon)

    assert sums(pushed) == pytest.approx(once)


def test_memory_is_topped_up_when_readers_engage_anew(noon, ring):
    histories = Histories()
    pushed = NoteFactory()
    push(ring, [pushed], noon)
    fold_all(noon)
    trust.weigh(at=noon, limit=1000, histories=histories)
    turned = ring[0]
    others = [NoteFactory() for _ in range(100)]
    push([turned], [*others, pushed], noon + timedelta(hours=1), act="share")
    fold_all(noon + timedelta(hours=1))

    trust.weigh(at=noon + timedelta(hours=1), limit=1000, histories=histories)

    assert Contribution.objects.get(note=pushed, reader=turned).similarity == 0
    assert NoteScore.objects.get(note=pushed).value > 3
