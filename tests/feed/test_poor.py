"""What readers have turned away leaves explore, and stays wherever it is looked for."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from feed import lists
from feed.models import NoteScore
from feed.ranking import pool
from notes.channels import Channel
from tests.factories.accounts import UserFactory
from tests.feed.test_explore import publish, valkey_age_is_over, walk

pytestmark = pytest.mark.django_db


def turned_away(notes, channel=pool.ALL):
    """Sixty readers have met these, and one in six hid them."""
    ids = [note.pk for note in notes]
    NoteScore.objects.filter(note__in=ids).update(
        value=-50, doubt=-8, impressions=60, feed_impressions=60
    )
    pool.tell_change()
    pool.forget()
    valkey_age_is_over(channel)


@pytest.mark.parametrize("channel", ["", Channel.FOOD])
def test_what_readers_turned_away_leaves_explore_but_not_the_newest(channel):
    notes = publish(60, channels=[Channel.FOOD])
    bad = {note.public_id for note in notes[:20]}
    reader = UserFactory()
    assert bad & set(sum(walk(reader, 3, channel=channel), []))

    turned_away(notes[:20], channel)

    for whoever in (UserFactory(), AnonymousUser()):
        shown = set(sum(walk(whoever, 3, channel=channel), []))
        assert len(shown) == 40
        assert not bad & shown
    newest = lists.explore(reader, channel=channel, sort="latest", at=timezone.now())
    assert bad <= {card.public_id for card in newest.items}


def test_where_nothing_else_is_there_it_stays():
    notes = publish(30)

    turned_away(notes[:20])

    assert len(set(sum(walk(UserFactory(), 2), []))) == 30
