"""An experiment's way: started once where nothing is in its way, stopped once, each move noted."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from feed import tasks
from feed.experiments import changes, running
from feed.models import Experiment, ExperimentMove
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff():
    return UserFactory(is_staff=True, is_superuser=True)


def draft(name="More of the near", **values):
    known = {"changes_b": {"RELATED": 20.0}, "share": 50}
    return Experiment.objects.create(name=name, **(known | values))


def test_it_runs_once_and_every_move_is_noted(staff):
    experiment, now = draft(), timezone.now()

    running.start(experiment, actor=staff, at=now)
    running.stop(experiment, actor=staff, at=now + timedelta(days=1))

    assert (experiment.state, experiment.started_at) == ("stopped", now)
    moves = ExperimentMove.objects.values_list("state", "actor", "share")
    assert list(moves) == [("running", staff.pk, 50), ("stopped", staff.pk, 50)]
    with pytest.raises(running.WrongState):
        running.start(experiment, actor=staff, at=now)
    with pytest.raises(running.WrongState):
        running.stop(experiment, actor=staff, at=now)


def test_of_one_layer_one_runs_on_a_surface(staff):
    now = timezone.now()
    running.start(draft("first"), actor=staff, at=now)

    second = draft("second", changes_b={"FRESH": 10.0})
    with pytest.raises(running.InTheWay, match="“first” runs here") as refusal:
        running.start(second, actor=staff, at=now)
    assert refusal.value.field == "layer"

    elsewhere = draft("elsewhere", surface="channels")
    running.start(elsewhere, actor=staff, at=now)
    beside = draft("beside", layer="other", changes_b={"FRESH": 10.0})
    running.start(beside, actor=staff, at=now)
    assert Experiment.objects.filter(state="running").count() == 3


def test_two_layers_do_not_change_one_weight_nor_interleave_twice(staff):
    now = timezone.now()
    running.start(draft("first"), actor=staff, at=now)
    with pytest.raises(running.InTheWay, match="RELATED"):
        running.start(draft("same", layer="other"), actor=staff, at=now)

    mixed = {"kind": "interleave", "changes_b": {"FRESH": 9.0}}
    running.start(draft("mix", layer="two", **mixed), actor=staff, at=now)
    with pytest.raises(running.InTheWay, match="room for one"):
        running.start(
            draft("mix too", layer="three", **mixed | {"changes_b": {}}), actor=staff, at=now
        )


def test_the_database_holds_the_layer_too():
    now = timezone.now()
    known = {"state": "running", "started_at": now}
    Experiment.objects.create(name="one", **known)
    with pytest.raises(IntegrityError), transaction.atomic():
        Experiment.objects.create(name="two", **known)
    with pytest.raises(IntegrityError), transaction.atomic():
        Experiment.objects.create(name="three", state="running", layer="x")


def test_it_ends_by_itself(staff):
    now = timezone.now()
    past = draft("past", ends_at=now - timedelta(hours=1))
    with pytest.raises(running.EndsTooEarly):
        running.start(past, actor=staff, at=now)
    experiment = draft(ends_at=now - timedelta(minutes=1))
    running.start(experiment, actor=staff, at=now - timedelta(days=1))

    for _again in range(2):
        tasks.log_exposures()

    experiment.refresh_from_db()
    assert (experiment.state, experiment.stopped_at) == ("stopped", experiment.ends_at)
    assert experiment.moves.filter(state="stopped").get().actor is None


def test_one_that_is_stopped_by_hand_holds_up_no_other(staff, monkeypatch):
    now = timezone.now()
    ends_at = now - timedelta(minutes=1)
    gone, due = draft("gone", ends_at=ends_at), draft("due", ends_at=ends_at, surface="channels")
    for experiment in (gone, due):
        running.start(experiment, actor=staff, at=now - timedelta(days=1))
    stop = running.stop

    def slower(experiment, **how):
        Experiment.objects.filter(pk=gone.pk).update(state="stopped", stopped_at=now)
        stop(experiment, **how)

    monkeypatch.setattr(running, "stop", slower)
    running.stop_due(at=now)

    gone.refresh_from_db()
    due.refresh_from_db()
    assert (gone.stopped_at, due.stopped_at) == (now, ends_at)


@pytest.mark.parametrize(
    ("text", "kind", "words"),
    [
        ("RELATET = 3", "split", "Line 1: RELATET is no weight of the feed. Did you mean RELATED?"),
        ("\nRELATED", "split", "Line 2: Write NAME = value."),
        ("RELATED = much", "split", "takes a number, not “much”"),
        ("RELATED = nan", "split", "from 0 to 100"),
        ("RELATED = -1", "split", "from 0 to 100"),
        ("RELATED = 1\nRELATED = 2", "split", "Line 2: RELATED stands there twice."),
        ("SAVE = 9", "split", "stored for everybody"),
        ("AUTHOR_MOST = 3", "split", "from 1 to 2"),
        ("AUTHOR_MOST = 1.5", "split", "whole number"),
        ("AUTHOR_MOST = 1", "interleave", "both arms fill"),
        ("RANKER = likes", "split", "one of: score, quality, newest"),
        ("LEAST = 0.01\n" * 31, "split", "No more than 30"),
    ],
)
def test_what_an_arm_cannot_change_is_named(text, kind, words):
    with pytest.raises(changes.UnfitChange) as refusal:
        changes.parse(text, kind=kind)
    assert words in refusal.value.message


def test_changes_are_read_and_written_alike():
    text = "RELATED = 20\nRANKER = quality"
    assert changes.parse(f"# more\n{text}\n", kind="split") == {
        "RELATED": 20.0,
        "RANKER": "quality",
    }
    assert changes.written(changes.parse(text, kind="interleave")) == text
    assert changes.written({"RELATED": 20, "AGEING": 123.4567891}) == (
        "RELATED = 20\nAGEING = 123.4567891"
    )


def test_what_is_stored_is_checked_again_before_it_runs(staff):
    experiment = draft(changes_b={"SAVE": 100})
    with pytest.raises(changes.UnfitChange):
        running.start(experiment, actor=staff, at=timezone.now())
