"""Experiments to look at: one that is over, one that runs, one that is only thought of.

What the readers did in them is drawn by chance, the same each time.
"""

from datetime import UTC, datetime, timedelta

from django.db import transaction

from accounts.models import User
from feed.demo import chance
from feed.experiments import assignment, figures
from feed.fairness import report
from feed.models import Arm, Experiment, ExperimentMove, Exposure, Outcome

DAY = timedelta(days=1)
# What of 100 notes shown a reader does, and by how much the better arm does it more often.
_RATES = {"opens": 0.21, "reads": 0.11, "saves": 0.035, "shares": 0.012, "likes": 0.07}
_BETTER = {"opens": 1.04, "reads": 1.08, "saves": 1.32, "shares": 1.15, "likes": 1.02}

_OVER = {
    "name": "Nearer to what was kept",
    "question": "Do readers save more where the last acts weigh half as much again? "
    "Judged by saves of 100 shown.",
    "share": 100,
    "name_a": "As ever",
    "name_b": "Nearer",
    "changes_b": {"RELATED": 15.0},
}
_RUNS = {
    "name": "Personal score against quality alone",
    "question": "In the pages of channels, does knowing the reader help at all?",
    "kind": Experiment.Kind.INTERLEAVE,
    "surface": Experiment.Surface.CHANNELS,
    "share": 50,
    "name_a": "Quality alone",
    "name_b": "Personal score",
    "changes_a": {"RANKER": "quality"},
}
_DRAFT = {
    "name": "More variety",
    "question": "Does a list that repeats itself less bring readers back? "
    "Judged by notes shown per reader.",
    "share": 20,
    "name_a": "As ever",
    "name_b": "More variety",
    "changes_b": {"DIVERSITY": 0.8},
}


def show(readers: list[User], *, actor: User, at: datetime) -> None:
    """Bring the three in, and what the page of fairness tells; a repeat adds nothing."""
    report.measure(at=at)
    begun, ended = at - 19 * DAY, at - 5 * DAY
    stopped = {"state": "stopped", "started_at": begun, "stopped_at": ended, "salt": "demo-over"}
    _add(_OVER | stopped, readers, actor, at)
    running = {"state": "running", "started_at": at - 12 * DAY, "salt": "demo-runs"}
    _add(_RUNS | running, readers, actor, at)
    Experiment.objects.get_or_create(name=_DRAFT["name"], defaults=_DRAFT)


@transaction.atomic
def _add(values: dict, readers: list[User], actor: User, at: datetime) -> None:
    known = values | {"measured_at": at}
    experiment, is_new = Experiment.objects.get_or_create(name=values["name"], defaults=known)
    if not is_new:
        return
    _note(experiment, actor)
    # What is counted anew from now on begins yesterday.
    last = min(experiment.stopped_at or at, at - 2 * DAY)
    exposures, outcomes = [], []
    inside = [
        one for one in readers if assignment.is_in(experiment.salt, one.pk, share=experiment.share)
    ]
    for reader in inside:
        draw = chance.of("trial", experiment.salt, reader.handle)
        moment = (experiment.started_at or at) + timedelta(hours=2)
        zeal = draw.gammavariate(4, 0.25)
        while moment < last:
            if draw.random() < 0.6:
                shown, done = _day(experiment, reader, moment, zeal, draw)
                exposures.append(shown)
                outcomes += done
            moment += DAY
    Exposure.objects.bulk_create(exposures, ignore_conflicts=True)
    Outcome.objects.bulk_create(outcomes, ignore_conflicts=True)
    experiment.results = figures.of(experiment)
    experiment.save(update_fields=["results"])


def _note(experiment: Experiment, actor: User) -> None:
    moves = [("running", experiment.started_at), ("stopped", experiment.stopped_at)]
    ExperimentMove.objects.bulk_create(
        ExperimentMove(
            experiment=experiment, state=state, share=experiment.share, actor=actor, at=moment
        )
        for state, moment in moves
        if moment
    )


def _day(experiment, reader, moment, zeal, draw) -> tuple[Exposure, list[Outcome]]:
    day = moment.astimezone(UTC).date()
    known = {"experiment": experiment, "reader": reader, "day": day}
    if experiment.kind == Experiment.Kind.SPLIT:
        arm = assignment.arm_of(experiment.salt, reader.pk)
        done = [_done(known, arm, draw.randint(12, 70), zeal, draw)]
        return Exposure(**known, arm=arm, at=moment), done
    session = f"demo-{reader.pk}-{day:%j}"
    done = [_done(known, arm, draw.randint(10, 26), zeal, draw) for arm in Arm.values]
    return Exposure(**known, session=session, at=moment), done


def _done(known: dict, arm: str, shown: int, zeal: float, draw) -> Outcome:
    def times(rate: float) -> int:
        return sum(draw.random() < rate * zeal for _ in range(shown))

    did = {
        name: times(rate * (_BETTER[name] if arm == Arm.B else 1.0))
        for name, rate in _RATES.items()
    }
    seconds = did["opens"] * draw.uniform(9, 24)
    return Outcome(
        **known,
        arm=arm,
        impressions=shown,
        small=sum(draw.random() < 0.82 for _ in range(shown)),
        seconds=round(seconds, 1),
        hides=times(0.004),
        **did,
    )
