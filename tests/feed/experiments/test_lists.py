"""Lists by experiment: the arm's weights, two rankers in one list, who was shown what."""

from collections import Counter
from datetime import timedelta

import numpy as np
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from core import valkey
from feed import lists, tasks, weights
from feed.experiments import assignment, exposures, rankers
from feed.history import pauses
from feed.models import Experiment, Exposure, NoteScore
from feed.ranking import pool, rerank
from feed.weights import weight
from notes.models import Note, ProductTag
from tests.factories.accounts import UserFactory
from tests.feed.test_explore import publish, walk
from tests.feed.test_rerank import candidates

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_exposures():
    valkey.attempt(lambda v: v.delete(exposures.KEY), otherwise=None)


def run(**values):
    known = {"share": 100, "state": "running", "started_at": timezone.now() - timedelta(hours=1)}
    name = f"experiment {Experiment.objects.count()}"
    return Experiment.objects.create(name=name, **(known | values))


def reader_in(experiment, arm):
    return next(
        reader
        for reader in iter(UserFactory, None)
        if assignment.arm_of(experiment.salt, reader.pk) == arm
    )


def first(reader, **kind):
    shown = [card.public_id for card in lists.explore(reader, at=timezone.now(), **kind).items]
    return numbers(shown)


def numbers(public_ids):
    known = dict(Note.objects.values_list("public_id", "pk"))
    return [known[one] for one in public_ids]


def newest(count):
    return list(Note.objects.order_by("-published_at").values_list("pk", flat=True)[:count])


def test_an_arm_has_its_own_order_and_all_others_the_usual():
    publish(120, authors=120)
    experiment = run(changes_b={"RANKER": "newest", "DIVERSITY": 0})

    for arm, is_new in (("a", False), ("b", True)):
        shown = first(reader_in(experiment, arm))
        fresh = len({*shown} & {*newest(30)})
        assert (fresh >= 20) == is_new, fresh
    assert weight("DIVERSITY") == 0.5


def test_who_is_shown_a_list_is_logged_once_a_day():
    publish(60)
    experiment = run(changes_b={"RELATED": 20.0})
    reader = reader_in(experiment, "b")
    for _load in range(3):
        first(reader)
    lists.explore(UserFactory(), sort="latest", at=timezone.now())

    assert tasks.log_exposures() == 3
    assert tasks.log_exposures() == 0

    row = Exposure.objects.get()
    assert (row.reader, row.arm, row.session, row.notes_a) == (reader, "b", "", [])


def test_further_pages_log_nothing_and_cost_nothing_more():
    publish(90)
    run(kind="interleave", changes_b={"RANKER": "quality"})
    reader = UserFactory()
    with CaptureQueriesContext(connection) as begun:
        page = lists.explore(reader, at=timezone.now())
    assert len(begun) <= 6
    with CaptureQueriesContext(connection) as further:
        lists.explore(reader, after=page.next_cursor, at=timezone.now())
    assert len(further) <= 3

    tasks.log_exposures()
    assert Exposure.objects.count() == 1


def test_an_experiment_adds_no_query():
    publish(90)
    reader = UserFactory()
    # Every card is made once.
    walk(reader, 5)
    with CaptureQueriesContext(connection) as before:
        lists.explore(reader, at=timezone.now())
    run(changes_b={"RELATED": 20.0})
    run(kind="interleave", layer="mix", changes_b={"RANKER": "quality"})
    with CaptureQueriesContext(connection) as after:
        lists.explore(reader, at=timezone.now())

    assert len(after) == len(before)


def test_who_paused_the_history_is_in_no_experiment():
    publish(60)
    experiment = run(changes_b={"RANKER": "newest"})
    reader = reader_in(experiment, "b")
    pauses.begin(reader, at=timezone.now())
    before = first(reader)
    experiment.delete()

    assert first(reader) == before
    tasks.log_exposures()
    assert not Exposure.objects.exists()


def test_a_pause_between_the_list_and_the_log_counts():
    publish(60)
    run(changes_b={"RANKER": "newest"})
    reader = UserFactory()
    first(reader)
    pauses.begin(reader, at=timezone.now())
    tasks.log_exposures()
    assert not Exposure.objects.exists()


def test_what_is_over_shows_nothing_any_more():
    publish(60)
    run(changes_b={"RANKER": "newest"}, ends_at=timezone.now() - timedelta(seconds=1))
    first(UserFactory())
    tasks.log_exposures()
    assert not Exposure.objects.exists()


def test_without_valkey_the_row_is_written_at_once():
    publish(30)
    run(changes_b={"RANKER": "newest"})
    with valkey.left_alone():
        first(UserFactory())
    assert Exposure.objects.count() == 1


def test_exposures_go_with_the_account_and_with_time():
    publish(30)
    run(changes_b={"RELATED": 20.0})
    reader, other = UserFactory(), UserFactory()
    for one in (reader, other):
        first(one)
    tasks.log_exposures()

    reader.delete()
    assert Exposure.objects.get().reader == other
    soon = timezone.now() + timedelta(days=weight("EXPOSURE_DAYS") - 1)
    assert exposures.forget_old(at=soon) == 0
    assert exposures.forget_old(at=soon + timedelta(days=2)) == 1


def test_two_rankers_share_a_list_fairly_and_each_note_has_its_team():
    publish(300, authors=200)
    run(kind="interleave", changes_a={"RANKER": "quality"}, changes_b={"RANKER": "newest"})
    reader = UserFactory()

    shown = numbers(one for page in walk(reader, 3) for one in page)
    tasks.log_exposures()

    row = Exposure.objects.get()
    assert row.arm == ""
    team_a, team_b = set(row.notes_a), set(row.notes_b)
    assert not team_a & team_b
    assert {*shown} <= team_a | team_b
    for start in range(0, 24, 2):
        assert len({*shown[start : start + 2]} & team_a) == 1
    # Each picked by its own order.
    assert len({*row.notes_b[:10]} & {*newest(60)}) >= 8


def test_the_page_keeps_its_rules_where_two_orders_meet():
    notes = publish(300, authors=6)
    ProductTag.objects.all().delete()
    NoteScore.objects.filter(note__in=notes[:100]).update(feed_impressions=500)
    rows = pool.of("", at=timezone.now()).rows
    rows["is_sponsored"][::4] = True
    chance = np.random.default_rng(1)
    scores = chance.random(len(rows)), chance.random(len(rows))

    coins = assignment.turns("salt", 1, at=timezone.now())
    ids, teams = rerank.draft(rows, scores, coins, mixes_channels=True)

    assert len(ids) == len({*ids}) == len(teams)
    known = {row["note"]: row for row in rows}
    for start in range(len(ids) - 9):
        window = [known[one] for one in ids[start : start + 10]]
        assert sum(row["is_sponsored"] for row in window) <= 1
        assert max(Counter(row["author"] for row in window).values()) <= 2
    on_trial = [known[one]["shown"] < 100 for one in ids[5::6]]
    assert all(on_trial[: len(on_trial) // 2])
    assert abs(teams.count(0) - teams.count(1)) <= 1


def test_one_ranker_against_itself_gives_its_own_order():
    rows = candidates(200)
    score = np.random.default_rng(2).random(200)
    coins = assignment.turns("salt", 1, at=timezone.now())

    ids, _teams = rerank.draft(rows, (score, score), coins, mixes_channels=False)

    assert ids == rerank.order(rows, score, mixes_channels=False)


def test_changed_weights_end_where_they_began():
    with weights.changed({"RELATED": 1.0}):
        with weights.changed({"FRESH": 2.0}):
            assert (weight("RELATED"), weight("FRESH")) == (1.0, 2.0)
        assert (weight("RELATED"), weight("FRESH")) == (1.0, 72.0)
    assert weight("RELATED") == 10.0


def test_no_arm_changes_what_all_readers_share():
    publish(40)
    now = timezone.now()
    before = pool.refresh("", at=now).rows
    for name, bounds in {**rankers.OF_SCORE, **rankers.OF_LIST}.items():
        for value in bounds:
            with weights.changed({name: value}):
                assert (pool.refresh("", at=now).rows == before).all(), name

    # The control: another weight would show.
    with weights.changed({"SMOOTHING": 1.0}):
        assert (pool.refresh("", at=now).rows != before).any()
