"""What many do at the same moment happens once. Each guard has its control without it."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection
from django.utils import timezone

from notes.models import Comment, Like, NoteTally, TallyMark
from notes.services import comments, document, drafting, engagement, publishing, tally
from notes.signals import note_published
from tests.factories.accounts import UserFactory
from tests.factories.notes import DraftFactory, NoteFactory
from tests.notes.news import heard

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(count, act):
    """Run `act(number)` in as many threads at the same moment, each on its own connection."""
    barrier = Barrier(count)

    def run(number):
        barrier.wait(20)
        try:
            return act(number)
        finally:
            connection.close()

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(run, range(count)))


def test_fifty_likes_of_one_reader_are_one():
    note, reader = NoteFactory(), UserFactory()

    news = at_once(50, lambda _n: engagement.like(note, reader=reader, at=timezone.now()))

    assert sum(news) == 1
    assert Like.objects.count() == TallyMark.objects.count() == 1


def test_fifty_undoings_take_back_one():
    note, reader = NoteFactory(), UserFactory()
    engagement.like(note, reader=reader, at=timezone.now())

    news = at_once(50, lambda _n: engagement.undo("like", note, reader=reader, at=timezone.now()))

    assert sum(news) == 1
    assert TallyMark.objects.count() == 2


@pytest.mark.parametrize("token", ["", "same"])
def test_a_comment_sent_ten_times_at_once_is_one(token):
    note, reader, now = NoteFactory(), UserFactory(), timezone.now()

    written = at_once(
        10, lambda _n: comments.add(note, author=reader, text="Nice", token=token, at=now).pk
    )

    assert len(set(written)) == Comment.objects.count() == 1


def test_without_the_lock_the_same_comment_is_written_more_than_once():
    note, reader, now = NoteFactory(), UserFactory(), timezone.now()
    both = Barrier(2)

    def unguarded(_number):
        is_there = Comment.objects.filter(author=reader, text="Nice").exists()
        both.wait(20)
        if not is_there:
            Comment.objects.create(note=note, author=reader, text="Nice", at=now)

    at_once(2, unguarded)

    assert Comment.objects.count() == 2


def test_ten_publish_at_once_and_it_is_told_once():
    draft = DraftFactory()
    with heard(note_published) as news:
        at_once(10, lambda _n: publishing.publish(draft, at=timezone.now()))

    assert len(news) == 1


def test_of_ten_tabs_one_saves_and_nine_are_told():
    draft = DraftFactory()
    before = document.of(draft)

    def save(number):
        changed = document.replace(before, title=f"Tab {number}")
        try:
            return drafting.save(draft, document=changed, revision=1).title
        except drafting.EditConflict:
            return ""

    saved = [title for title in at_once(10, save) if title]

    draft.refresh_from_db()
    assert saved == [draft.title]
    assert draft.revision == 2


def test_counts_are_exact_while_readers_like_and_workers_count():
    note = NoteFactory()
    readers = UserFactory.create_batch(12)

    def act(number):
        if number >= 12:
            return [tally.recount_marked(at=timezone.now()) for _ in range(6)]
        engagement.like(note, reader=readers[number], at=timezone.now())
        engagement.save(note, reader=readers[number], at=timezone.now())
        return engagement.undo("like", note, reader=readers[number], at=timezone.now())

    at_once(15, act)
    tally.recount_marked(at=timezone.now())

    kept = NoteTally.objects.get(note=note)
    assert (kept.likes, kept.saves) == (0, 12)
    assert not TallyMark.objects.exists()
