"""Raw attention by days: made ahead, dropped whole, each event once; no clock fills other days."""

from datetime import UTC, timedelta

import numpy as np
import pytest
from django.db import connection, transaction

from feed import days, fresh
from feed.models import Attention, Contribution
from feed.ranking import attention, fast
from feed.stream import Entry
from tests.factories.accounts import UserFactory
from tests.factories.notes import NoteFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def now():
    """The database's clock, which stands while a test runs: no midnight comes between."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT now()")
        return cursor.fetchone()[0]


@pytest.fixture
def today(now):
    return now.astimezone(UTC).date()


def entry(note, *, at, issued=None, reader=None):
    return Entry(
        id="1-0",
        token="0-page",
        reader=reader and reader.pk,
        source="explore",
        at=at.timestamp(),
        events=((note.public_id, "impression", 0.0, 0),),
        issued=(issued or at).timestamp(),
    )


def drop(day):
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE feed_attention_{day:%Y%m%d}")


def partition_of(row):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tableoid::regclass::text FROM feed_attention WHERE token = %s", [row.token]
        )
        return cursor.fetchone()[0]


def test_an_event_after_midnight_counts_once_with_those_before_it(now):
    note, midnight = NoteFactory(), now.astimezone(UTC).replace(hour=0, minute=0, second=0)
    issued = midnight - timedelta(minutes=5)
    twice = [entry(note, at=midnight + timedelta(minutes=m), issued=issued) for m in (-1, 1)]

    attention.store(twice)
    attention.store(twice)

    row = Attention.objects.get()
    assert row.day == issued.astimezone(UTC).date()
    assert partition_of(row) == f"feed_attention_{row.day:%Y%m%d}"


def test_the_writer_makes_the_day_that_is_missing(today, now):
    drop(today)
    assert today not in days.now().there

    attention.store([entry(NoteFactory(), at=now)])

    assert today in days.now().there
    assert Attention.objects.get().day == today


def test_a_day_that_was_dropped_and_one_of_a_clock_ahead_are_refused_quietly(now):
    note, reader = NoteFactory(), UserFactory()
    before = days.now().there
    late, early = now - timedelta(days=32), now + timedelta(days=9)

    attention.store([entry(note, at=now, issued=at, reader=reader) for at in (late, early)])
    while fast.fold():
        pass

    assert not Attention.objects.exists()
    assert not Contribution.objects.exists()
    assert days.now().there == before


def test_a_turn_makes_what_is_coming_and_drops_what_is_past_whole(today, now):
    note, reader = NoteFactory(), UserFactory()
    old, coming = today - timedelta(days=31), today + timedelta(days=days.AHEAD)
    days.turn()
    days.make([old])
    known = {"note": note, "kind": "open", "reader": reader, "source": "explore"}
    Attention.objects.create(**known, token="old", day=old, at=now - timedelta(days=31))
    kept = Attention.objects.create(**known, token="new", day=today, at=now)
    drop(coming)

    assert days.turn() == 2
    assert days.turn() == 0

    there = days.now().there
    assert coming in there
    assert old not in there
    assert list(Attention.objects.all()) == [kept]


def test_what_a_page_asks_of_its_reader_follows_days_that_come_and_go(today, now):
    note, reader = NoteFactory(), UserFactory()
    candidates = np.array([(note.pk, note.author_id)], dtype=[("note", "i8"), ("author", "i8")])

    def seen():
        return fresh.left_out(reader.pk, candidates, now)[0]

    drop(today)
    assert seen() == set()
    attention.store([entry(note, at=now, reader=reader)])
    assert seen() == {note.pk}
    drop(today)
    assert seen() == set()


def test_a_clock_set_back_drops_nothing_and_takes_what_comes(now):
    note, known = NoteFactory(), days.now()

    # The web's clock is two days late: its tokens say so, and the day of the token holds.
    attention.store([entry(note, at=now - timedelta(days=2))])
    days.turn()

    assert {day for day in known.there if known.are_kept(day)} <= days.now().there
    assert Attention.objects.get().day == (now - timedelta(days=2)).astimezone(UTC).date()


def test_a_table_of_its_own_without_days_takes_any_day(now):
    """As in a trial, whose clock is another one."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("CREATE SCHEMA of_a_trial")
        cursor.execute("CREATE TABLE of_a_trial.feed_attention (LIKE feed_attention INCLUDING ALL)")
        cursor.execute("SET LOCAL search_path TO of_a_trial, public")
        attention.store([entry(NoteFactory(), at=now - timedelta(days=400))])
        assert Attention.objects.count() == 1
        cursor.execute("SET LOCAL search_path TO public")
    assert not Attention.objects.exists()


def test_deleted_notes_and_readers_take_their_attention_along(now):
    reader, note = UserFactory(), NoteFactory()
    for number, (who, what) in enumerate([(reader, NoteFactory()), (UserFactory(), note)]):
        Attention.objects.create(
            token=str(number),
            note=what,
            kind="open",
            reader=who,
            source="search",
            at=now,
        )

    reader.delete()
    note.delete()

    assert not Attention.objects.exists()
