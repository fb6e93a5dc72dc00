"""Explore while no worker runs: news waits, pages do not."""

import pytest
from django.utils import timezone

from feed import lists
from feed.models import News
from feed.ranking import pool
from notes.services import engagement
from tests.factories.accounts import UserFactory
from tests.feed.test_explore import publish

pytestmark = pytest.mark.django_db


def test_without_workers_pages_are_full_and_acts_wait_in_the_database(valkey):
    notes, reader = publish(60), UserFactory()
    engagement.save(notes[0], reader=reader, at=timezone.now())
    pool.tell_change()

    first = lists.explore(reader, at=timezone.now())
    # What a worker would have built anew is gone.
    valkey.flushdb()
    pool.forget()
    second = lists.explore(reader, after=first.next_cursor, at=timezone.now())

    shown = [card.public_id for page in (first, second) for card in page.items]
    assert len(shown) == len(set(shown)) == 2 * lists.PAGE
    assert News.objects.filter(note=notes[0], kind="save").exists()
