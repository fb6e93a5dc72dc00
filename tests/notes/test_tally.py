import pytest

from notes.models import NoteTally, TallyMark
from notes.services import comments, engagement, tally
from notes.tasks import keep_tallies
from tests.factories.accounts import UserFactory
from tests.factories.notes import CommentFactory, NoteFactory

pytestmark = pytest.mark.django_db


def test_marked_notes_are_counted_from_the_truth(noon):
    note, quiet = NoteFactory.create_batch(2)
    readers = UserFactory.create_batch(3)
    for reader in readers:
        engagement.like(note, reader=reader, at=noon)
    engagement.save(note, reader=readers[0], at=noon)
    engagement.undo("like", note, reader=readers[0], at=noon)
    parent = comments.add(note, author=readers[0], text="One", at=noon)
    comments.add(note, author=readers[1], text="Two", at=noon, answers=parent)
    CommentFactory(note=note, withdrawn_at=noon)

    assert tally.recount_marked(at=noon) == [note.pk]

    note.tally.refresh_from_db()
    counts = note.tally
    assert (counts.likes, counts.saves, counts.shares, counts.comments) == (2, 1, 0, 2)
    assert not TallyMark.objects.exists()
    assert NoteTally.objects.get(note=quiet).counted_at is None


def test_replies_of_a_withdrawn_comment_count_no_more(noon):
    parent = CommentFactory()
    CommentFactory(note=parent.note, parent=parent)
    comments.withdraw(parent, by=parent.author, at=noon)

    tally.recount_marked(at=noon)

    assert NoteTally.objects.get(note=parent.note).comments == 0


def test_a_missing_tally_is_made_and_a_repeat_changes_nothing(noon):
    note = NoteFactory()
    NoteTally.objects.all().delete()
    engagement.like(note, reader=UserFactory(), at=noon)

    assert keep_tallies() == 1
    assert keep_tallies() == 0
    assert NoteTally.objects.get(note=note).likes == 1


def test_batches_are_bounded(noon):
    for note in NoteFactory.create_batch(3):
        engagement.like(note, reader=UserFactory(), at=noon)

    assert len(tally.recount_marked(at=noon, limit=2)) == 2
    assert len(tally.recount_marked(at=noon, limit=2)) == 1
