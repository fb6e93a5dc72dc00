import datetime

import pytest

from accounts.models import Report
from notes.models import Hide, Like, TallyMark
from notes.services import engagement
from notes.signals import note_engaged
from tests.factories.accounts import UserFactory
from tests.factories.notes import DraftFactory, NoteFactory
from tests.notes.news import heard

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("kind", ["like", "save", "share"])
def test_each_act_counts_once_and_is_taken_back_once(kind, noon):
    note, reader = NoteFactory(), UserFactory()
    act = getattr(engagement, kind)

    with heard(note_engaged) as news:
        assert act(note, reader=reader, at=noon)
        assert not act(note, reader=reader, at=noon)
        later = noon + datetime.timedelta(hours=1)
        assert engagement.undo(kind, note, reader=reader, at=later)
        assert not engagement.undo(kind, note, reader=reader, at=later)

    assert [(said["kind"], said["undone"], said["at"]) for said in news] == [
        (kind, False, noon),
        (kind, True, later),
    ]
    assert news[1]["acted_at"] == noon
    assert not engagement.KINDS[kind].objects.exists()
    assert TallyMark.objects.count() == 2


def test_hiding_keeps_the_last_reason(noon):
    note, reader = NoteFactory(), UserFactory()

    engagement.hide(note, reader=reader, reason="low_quality", at=noon)
    engagement.hide(note, reader=reader, reason="advertising", at=noon)

    assert Hide.objects.get().reason == "advertising"


def test_one_reader_reports_once(noon):
    note, reader = NoteFactory(), UserFactory()
    with heard(note_engaged) as news:
        for reason in ("spam", "fake"):
            engagement.report(note, reader=reader, reason=reason, text="", at=noon)

    assert len(news) == 1
    assert Report.objects.get().public_id == note.public_id


def test_authors_may_like_but_neither_hide_nor_report_their_own(noon):
    note = NoteFactory()

    assert engagement.like(note, reader=note.author, at=noon)
    with pytest.raises(engagement.OwnNote):
        engagement.hide(note, reader=note.author, reason="low_quality", at=noon)
    with pytest.raises(engagement.OwnNote):
        engagement.report(note, reader=note.author, reason="spam", text="", at=noon)


def test_nobody_engages_with_what_nobody_can_read(noon):
    with pytest.raises(engagement.NotShown):
        engagement.like(DraftFactory(), reader=UserFactory(), at=noon)
    assert not Like.objects.exists()


def test_marks_are_the_readers_own(noon):
    liked, other = NoteFactory.create_batch(2)
    reader = UserFactory()
    engagement.like(liked, reader=reader, at=noon)
    engagement.save(other, reader=UserFactory(), at=noon)

    assert engagement.marks_of(reader, [liked.pk, other.pk]) == {"like": {liked.pk}, "save": set()}
