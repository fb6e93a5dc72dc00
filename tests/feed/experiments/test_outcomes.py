"""What readers did, by arm and by team: counted out of attention and acts, repeatably."""

from datetime import UTC, datetime, timedelta

import pytest

from accounts.models import Follow
from feed import tasks
from feed.experiments import figures, outcomes
from feed.models import Attention, Experiment, Exposure, HistoryPause, Outcome
from feed.worker_tasks import measure_experiments
from notes.models import Hide, Like, Save, Share
from tests.factories.accounts import UserFactory
from tests.factories.notes import NOON, NoteFactory

pytestmark = pytest.mark.django_db
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


def run(**values):
    known = {"name": "n", "state": "running", "started_at": NOON - DAY, "share": 100}
    return Experiment.objects.create(**known | values)


def shown(experiment, reader, arm="a", *, at=NOON, **teams):
    known = {"experiment": experiment, "reader": reader, "arm": arm, "day": at.date(), "at": at}
    return Exposure.objects.create(**known, **teams)


def met(reader, note, *kinds, at=NOON + MINUTE, seconds=0, source="explore"):
    for kind in ("impression", *kinds):
        Attention.objects.create(
            token=f"{at:%d%H%M%S}{source[:3]}{reader.pk}",
            note=note,
            kind=kind,
            reader=reader,
            source=source,
            seconds=seconds if kind == "dwell" else 0,
            at=at,
        )


def row(reader, arm="a"):
    return Outcome.objects.get(reader=reader, arm=arm)


def test_a_days_sums_of_an_arm():
    experiment, reader = run(), UserFactory()
    note, other = NoteFactory(), NoteFactory()
    shown(experiment, reader, "b")
    met(reader, note, "open", "dwell", seconds=12)
    met(reader, other, "dwell", at=NOON + 2 * MINUTE, seconds=3)
    for model in (Save, Share, Like, Hide):
        model.objects.create(note=note, user=reader, at=NOON + 5 * MINUTE)

    for _again in range(2):
        outcomes.measure(experiment, at=NOON + 10 * MINUTE)

    found = Outcome.objects.values("arm", *figures.SUMS).get()
    assert found == {
        "arm": "b",
        "impressions": 2,
        "small": 2,
        "opens": 1,
        "reads": 1,
        "seconds": 15,
        **dict.fromkeys(("saves", "shares", "likes", "hides"), 1),
    }


def test_what_explore_did_not_show_does_not_count():
    experiment, reader, note = run(), UserFactory(), NoteFactory()
    shown(experiment, reader)
    met(reader, note, "open", source="search")
    Save.objects.create(note=note, user=reader, at=NOON + 5 * MINUTE)
    met(reader, NoteFactory(), at=NOON - MINUTE)
    met(UserFactory(), note, at=NOON + MINUTE)

    outcomes.measure(experiment, at=NOON + 10 * MINUTE)

    found = row(reader)
    assert (found.impressions, found.opens, found.saves) == (0, 0, 0)
    assert Outcome.objects.count() == 1


def test_what_is_done_in_a_pause_does_not_count():
    experiment, reader, note = run(), UserFactory(), NoteFactory()
    shown(experiment, reader)
    met(reader, note)
    pause = {"since": NOON + 4 * MINUTE, "until": NOON + 6 * MINUTE}
    HistoryPause.objects.create(reader=reader, **pause)
    Save.objects.create(note=note, user=reader, at=NOON + 5 * MINUTE)
    Like.objects.create(note=note, user=reader, at=NOON + 6 * MINUTE)

    outcomes.measure(experiment, at=NOON + 10 * MINUTE)

    assert (row(reader).saves, row(reader).likes) == (0, 1)


def test_authors_with_many_followers_are_not_small(settings):
    settings.FEED = {"FEW_FOLLOWERS": 3}
    experiment, reader, note = run(), UserFactory(), NoteFactory()
    for fan in (UserFactory() for _ in range(3)):
        Follow.objects.create(follower=fan, followed=note.author)
    shown(experiment, reader)
    met(reader, note)
    met(reader, NoteFactory(), at=NOON + 2 * MINUTE)

    outcomes.measure(experiment, at=NOON + 10 * MINUTE)

    assert (row(reader).impressions, row(reader).small) == (2, 1)


def test_a_note_counts_for_the_team_that_picked_it_last():
    experiment, reader = run(kind="interleave"), UserFactory()
    one, two, three = (NoteFactory() for _ in range(3))
    shown(experiment, reader, "", session="x", notes_a=[one.pk], notes_b=[two.pk])
    later = NOON + timedelta(hours=1)
    shown(experiment, reader, "", at=later, session="y", notes_a=[three.pk], notes_b=[one.pk])
    met(reader, one, "open")
    met(reader, two, at=NOON + 2 * MINUTE)
    met(reader, one, "open", at=later + MINUTE)
    Save.objects.create(note=one, user=reader, at=later + 2 * MINUTE)

    outcomes.measure(experiment, at=later + 10 * MINUTE)

    a, b = row(reader, "a"), row(reader, "b")
    assert (a.impressions, a.opens, a.saves) == (1, 1, 0)
    assert (b.impressions, b.opens, b.saves) == (2, 1, 1)


def test_days_are_counted_apart_and_late_attention_is_caught_up():
    experiment, reader, note = run(), UserFactory(), NoteFactory()
    shown(experiment, reader)
    outcomes.measure(experiment, at=NOON + MINUTE)
    experiment.measured_at = NOON + MINUTE
    met(reader, note)
    shown(experiment, reader, at=NOON + DAY)
    met(reader, NoteFactory(), at=NOON + DAY + MINUTE)

    assert outcomes.measure(experiment, at=NOON + DAY + 2 * MINUTE) == 3

    sums = Outcome.objects.order_by("day").values_list("day", "impressions")
    assert list(sums) == [(NOON.date(), 1), ((NOON + DAY).date(), 1)]


def test_nothing_counts_after_the_stop():
    experiment, reader = run(state="stopped", stopped_at=NOON + 5 * MINUTE), UserFactory()
    shown(experiment, reader)
    met(reader, NoteFactory())
    met(reader, NoteFactory(), at=NOON + 6 * MINUTE)

    outcomes.measure(experiment, at=NOON + 3 * DAY)

    assert row(reader).impressions == 1


def test_the_worker_measures_what_runs_and_what_has_just_stopped_once_more():
    now = datetime.now(UTC)
    running = run(started_at=now - DAY)
    just = {"state": "stopped", "started_at": now - DAY, "layer": "x"}
    stopped = run(name="s", stopped_at=now - timedelta(hours=1), **just)
    Experiment.objects.create(name="d")

    assert measure_experiments() == 2
    assert measure_experiments() == 1

    for experiment in (running, stopped):
        experiment.refresh_from_db()
        assert experiment.results["readers"] == {"a": 0, "b": 0}
        assert experiment.measured_at >= now


def test_outcomes_go_with_the_account_and_long_after_the_end():
    experiment = run(state="stopped", stopped_at=NOON)
    known = {"experiment": experiment, "arm": "a", "day": NOON.date()}
    reader = UserFactory()
    Outcome.objects.create(reader=reader, **known)
    Outcome.objects.create(reader=UserFactory(), **known)
    reader.delete()
    assert Outcome.objects.count() == 1

    assert outcomes.forget_old(at=NOON + 89 * DAY) == 0
    assert outcomes.forget_old(at=NOON + 91 * DAY) == 1
    tasks.night()
