"""A reader's own searches."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser

from feed.history import pauses
from feed.search import history
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db


def test_the_last_searches_come_first_each_once(noon):
    reader = UserFactory()
    for minute, text in enumerate(["口红", "Coffee  grinder", "coffee GRINDER", "茶"]):
        history.remember(reader, text, at=noon + timedelta(minutes=minute))

    assert history.recent_terms(reader) == ["茶", "coffee GRINDER", "口红"]
    assert history.recent_terms(UserFactory()) == []
    assert history.recent_terms(AnonymousUser()) == []


def test_only_so_many_are_kept(noon):
    reader = UserFactory()
    for minute in range(history.MOST + 5):
        history.remember(reader, f"cup {minute}", at=noon + timedelta(minutes=minute))

    kept = history.recent(reader)
    assert len(kept) == history.MOST
    assert kept[0].text == f"cup {history.MOST + 4}"


def test_one_or_all_can_be_forgotten(noon):
    reader, other = UserFactory(), UserFactory()
    for text in ("tea", "cup", "pot"):
        history.remember(reader, text, at=noon)
        history.remember(other, text, at=noon)

    assert history.forget_one(reader, "TEA") == 1
    assert history.forget_all(reader) == 2
    assert history.recent_terms(reader) == []
    assert len(history.recent_terms(other)) == 3


def test_a_paused_reader_leaves_no_trace(noon):
    reader = UserFactory()
    pauses.begin(reader, at=noon)

    assert not history.remember(reader, "tea", at=noon)
    pauses.end(reader, at=noon)
    assert history.remember(reader, "tea", at=noon)
    assert history.recent_terms(reader) == ["tea"]


@pytest.mark.parametrize("text", ["", "  ", "!!!", "\u200b\u202e", "🍵🍵", "\x00"])
def test_what_holds_no_word_is_not_kept(text, noon):
    reader = UserFactory()

    assert not history.remember(reader, text, at=noon)
    assert history.recent(reader) == []
