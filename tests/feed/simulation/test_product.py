"""The product in a small world: its own models and passes, away from the site's rows."""

from dataclasses import replace

import numpy as np
import pytest
from django.core.management import call_command
from django.db import connection

from accounts.models import Follow, User
from feed.management.commands import simulate_feed
from feed.models import Contribution, News, NoteScore
from feed.simulation import acts, behaviour, counting, loop, sandbox, trial
from feed.simulation.product import Product
from feed.simulation.world import SMALL, build
from notes.models import Note
from notes.services import comments, engagement
from tests.factories.accounts import UserFactory
from tests.factories.notes import NoteFactory

pytestmark = pytest.mark.django_db
TINY = replace(
    SMALL, readers=50, creators=30, notes=100, days=3, rings=1, gang=10, pushed=2, victims=2
)


def lived(world, noon, *, fans=0, with_gangs=False):
    """The product's life in this world, and how much it stored."""
    people = behaviour.Behaviour(world)
    with sandbox.empty():
        ranker = Product(world, begins=noon)
        _make_famous(fans)
        trace = loop.run(world, people, ranker, with_gangs=with_gangs)
        kept = Contribution.objects.count(), NoteScore.objects.count()
    return trace, kept


def _make_famous(fans):
    creators = list(User.objects.filter(handle__startswith="creator").order_by("pk"))[:3]
    rows = User.objects.bulk_create(
        User(handle=f"fan{each}", email=f"fan{each}@example.com") for each in range(fans)
    )
    Follow.objects.bulk_create(Follow(follower=f, followed=c) for f in rows for c in creators)


def test_the_product_shows_good_notes_more_than_counting_likes_does(noon):
    world = build(1, TINY)
    people = behaviour.Behaviour(world)

    trace, (contributions, scores) = lived(world, noon, with_gangs=True)

    likes = loop.run(world, people, counting.Likes(world), with_gangs=True)
    good, bait, pushed = world.notes.good, world.notes.is_bait, np.unique(world.pushes.note)
    assert contributions > 1000
    assert scores == 100
    assert trace.repeats == 0
    assert min(trace.channels) >= 8
    assert share(trace, good) > share(likes, good)
    assert share(trace, bait) < 0.8 * share(likes, bait)
    assert share(trace, pushed) < share(likes, pushed)


def share(trace, among):
    return trace.exposure[among].sum() / trace.exposure.sum()


def test_a_trial_leaves_the_site_and_valkey_as_they_were(noon, valkey):
    note = NoteFactory(published_at=noon)
    valkey.set("feed:changes", 7)
    before = User.objects.count(), Note.objects.count()

    world = build(1, replace(TINY, days=2, notes=20, readers=5))
    lived(world, noon)

    assert (User.objects.count(), Note.objects.count()) == before
    assert Note.objects.get(pk=note.pk).title == note.title
    assert not News.objects.exists()
    assert valkey.keys() == [b"feed:changes"]
    assert valkey.get("feed:changes") == b"7"


def test_within_a_trial_no_table_is_the_sites(noon):
    NoteFactory(published_at=noon)
    with sandbox.empty() as schema, connection.cursor() as cursor:
        for table in connection.introspection.django_table_names(only_existing=False):
            cursor.execute(
                "SELECT relnamespace::regnamespace::text FROM pg_class WHERE oid = to_regclass(%s)",
                [table],
            )
            assert cursor.fetchone() == (schema,), table
        assert not Note.objects.exists()
    assert Note.objects.exists()


def test_a_trial_that_breaks_leaves_nothing_behind():
    with pytest.raises(ZeroDivisionError):
        _break()

    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_namespace WHERE nspname LIKE 'trial%%'")
        assert cursor.fetchone() == (0,)
    assert not User.objects.filter(handle="somebody").exists()


def _break():
    with sandbox.empty():
        User.objects.create(handle="somebody", email="somebody@example.com")
        raise ZeroDivisionError


@pytest.mark.django_db(transaction=True)
def test_a_connection_that_is_lost_comes_back_to_the_trial():
    with sandbox.empty() as schema:
        connection.close()
        User.objects.create(handle="somebody", email="somebody@example.com")
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_schema()")
            assert cursor.fetchone() == (schema,)

    assert not User.objects.exists()


def test_a_thousand_more_followers_change_no_exposure(noon):
    world = build(1, replace(TINY, days=2, notes=40, readers=20))

    plain, _kept = lived(world, noon)
    famous, _kept = lived(world, noon, fans=1000)

    assert plain.exposure.sum() > 100
    assert famous.exposure.tolist() == plain.exposure.tolist()


def test_acts_by_the_hundred_are_the_acts_of_the_services(noon):
    note = NoteFactory(published_at=noon)
    people = [UserFactory(), UserFactory()]
    met = np.zeros(1, dtype=behaviour.MET)
    for act in behaviour.ACTS:
        met[act] = True

    acts.tell(met, people, [note], at=noon)
    ours = told(people[0])
    text = note.comments.get().text
    for act in ("like", "save", "share"):
        getattr(engagement, act)(note, reader=people[1], at=noon)
    engagement.hide(note, reader=people[1], reason="not_interested", at=noon)
    comments.add(note, author=people[1], text=text, at=noon)

    assert ours == told(people[1])
    assert len(ours) == 5


def told(reader):
    rows = News.objects.filter(reader=reader).order_by("kind")
    return list(rows.values_list("note", "kind", "engaged", "acts", "value", "impressions", "at"))


def test_the_command_prints_every_figure_with_its_gate(capsys, monkeypatch):
    tiny = replace(TINY, days=2, notes=40, readers=10)
    monkeypatch.setitem(simulate_feed.SIZES, "small", tiny)
    call_command("simulate_feed", seeds=1, scale="small")

    printed = capsys.readouterr().out
    names = [trial.OWN, "likes", "CES", "clicks/view", "newest", "knows", "all", "gate"]
    assert printed.splitlines()[1].split() == names
    for gate in trial.GATES:
        assert f"{gate.says}: " in printed
