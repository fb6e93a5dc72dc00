"""The figures of an experiment: computed by the worker, kept with it, only read by pages."""

from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

import numpy as np
from django.db.models import F, Q, Sum

from feed.experiments import outcomes, statistics
from feed.experiments.statistics import Difference, Estimate
from feed.models import Arm, Experiment, Outcome

SUMS = (
    "impressions",
    "small",
    "opens",
    "reads",
    "seconds",
    "saves",
    "shares",
    "likes",
    "hides",
)
# Parts of the impressions of a reader; each a figure.
RATES = ("opens", "reads", "seconds", "saves", "shares", "likes", "hides", "small")
# What a team is credited with.
CREDITS = ("opens", "reads", "saves", "shares", "likes")
# Attention of the last minutes before a stop is still on its way.
_LATE = timedelta(minutes=10)

Sums = dict[str, dict[str, np.ndarray]]


def measure_due(*, at: datetime) -> int:
    """Measure what runs, and what stopped since it was measured last; how many."""
    final = F("stopped_at") + _LATE
    is_open = Q(state=Experiment.State.RUNNING)
    is_unfinished = Q(state=Experiment.State.STOPPED) & (
        Q(measured_at=None) | Q(measured_at__lt=final)
    )
    due = Experiment.objects.filter(is_open | is_unfinished).order_by("pk")
    for experiment in due:
        measure(experiment, at=at)
    return len(due)


def measure(experiment: Experiment, *, at: datetime) -> None:
    """Count the outcomes that are new, and compute all figures anew."""
    outcomes.measure(experiment, at=at)
    results = of(experiment)
    Experiment.objects.filter(pk=experiment.pk).update(results=results, measured_at=at)
    experiment.results, experiment.measured_at = results, at


def of(experiment: Experiment) -> dict[str, Any]:
    """All figures out of the outcomes, as they are kept."""
    sums = _sums(experiment)
    if experiment.kind == Experiment.Kind.SPLIT:
        return split(sums)
    return duel(sums)


def split(sums: Sums) -> dict[str, Any]:
    """Each figure of both arms, their difference and its interval."""
    a, b = sums[Arm.A], sums[Arm.B]
    count_a, count_b = len(a["impressions"]), len(b["impressions"])
    p = statistics.mismatch(count_a, count_b)
    figures = [_row("impressions", _mean(a), _mean(b))]
    figures += [_row(name, _rate(a, name), _rate(b, name)) for name in RATES]
    return {
        **_totals(sums),
        "mismatch": {"p": p, "is_warned": p < statistics.MISMATCH},
        "figures": figures,
        "keepers": _keepers(a, b),
    }


def duel(sums: Sums) -> dict[str, Any]:
    """Wins of both teams over readers, by what each was credited with."""
    a, b = sums[Arm.A], sums[Arm.B]
    credit_a, credit_b = (np.sum([arm[name] for name in CREDITS], axis=0) for arm in (a, b))
    ahead = np.sign(credit_b - credit_a)
    wins_a, wins_b = int((ahead < 0).sum()), int((ahead > 0).sum())
    per_reader = statistics.within(credit_b - credit_a)
    figures = [_row(name, _rate(a, name), _rate(b, name), is_compared=False) for name in RATES]
    return {
        **_totals(sums),
        "duel": {
            "wins_a": wins_a,
            "wins_b": wins_b,
            "ties": int((ahead == 0).sum()),
            "p": statistics.sign_test(wins_b, wins_a),
            "share_b": asdict(statistics.share(wins_b, wins_a + wins_b)),
            "credit_a": int(credit_a.sum()),
            "credit_b": int(credit_b.sum()),
            "per_reader": asdict(per_reader) if per_reader else None,
        },
        "figures": figures,
    }


def _sums(experiment: Experiment) -> Sums:
    """Of each arm one line a reader, in the same order where both arms have all readers."""
    rows = (
        Outcome.objects.filter(experiment=experiment)
        .values_list("arm", "reader")
        .annotate(*(Sum(name) for name in SUMS))
        .order_by("arm", "reader")
    )
    found: Sums = {}
    for arm in Arm.values:
        table = np.array([row[2:] for row in rows if row[0] == arm], dtype=float)
        table = table.reshape(-1, len(SUMS))
        found[arm] = {name: table[:, place] for place, name in enumerate(SUMS)}
    return found


def _totals(sums: Sums) -> dict[str, Any]:
    return {
        "readers": {arm: len(lines["impressions"]) for arm, lines in sums.items()},
        "sums": {
            arm: {name: float(values.sum()) for name, values in lines.items()}
            for arm, lines in sums.items()
        },
    }


def _mean(arm: dict[str, np.ndarray]) -> Estimate | None:
    return statistics.mean(arm["impressions"])


def _rate(arm: dict[str, np.ndarray], name: str) -> Estimate | None:
    return statistics.rate(arm[name], arm["impressions"])


def _row(
    name: str, a: Estimate | None, b: Estimate | None, *, is_compared: bool = True
) -> dict[str, Any]:
    found = statistics.difference(a, b) if a and b and is_compared else None
    return {
        "name": name,
        "a": a.value if a else None,
        "b": b.value if b else None,
        "difference": _told(found),
    }


def _keepers(a: dict[str, np.ndarray], b: dict[str, np.ndarray]) -> dict[str, Any]:
    """The share of readers who saved or shared at least once, with Wilson's intervals."""
    counts = [
        (int(((arm["saves"] + arm["shares"]) > 0).sum()), len(arm["saves"])) for arm in (a, b)
    ]
    return {
        "a": asdict(statistics.share(*counts[0])),
        "b": asdict(statistics.share(*counts[1])),
        "difference": _told(statistics.share_difference(*counts)),
    }


def _told(found: Difference | None) -> dict[str, Any] | None:
    return {**asdict(found), "is_clear": found.is_clear} if found else None
