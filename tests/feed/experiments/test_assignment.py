"""Who is in an experiment: the same everywhere, even, independent, and only ever more."""

import json
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from itertools import islice

import pytest
from django.conf import settings
from scipy import stats

from feed.experiments import assignment
from feed.experiments.assignment import Running

READERS = range(1, 20_001)
NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)
_ELSEWHERE = """
import json, os
os.environ["DJANGO_SETTINGS_MODULE"] = "rednote.settings.test"
import django
django.setup()
from feed.experiments import assignment
print(json.dumps([
    (assignment.bucket("salt", n), str(assignment.arm_of("salt", n))) for n in range(100)
]))
"""


def running(number, **changes):
    values = {"kind": "split", "surface": "explore", "salt": f"salt-{number}", "share": 100}
    return Running(id=number, **(values | changes))


def test_another_process_assigns_alike():
    done = subprocess.run(
        [sys.executable, "-c", _ELSEWHERE], cwd=settings.BASE_DIR, capture_output=True, check=True
    )

    found = [tuple(pair) for pair in json.loads(done.stdout)]
    assert found == [
        (assignment.bucket("salt", n), assignment.arm_of("salt", n)) for n in range(100)
    ]


@pytest.mark.parametrize("salt", ["one", "two", "three"])
def test_buckets_are_even(salt):
    counts = [0] * 100
    for reader in READERS:
        counts[assignment.bucket(salt, reader) // 100] += 1

    assert stats.chisquare(counts).pvalue > 0.001


def test_every_share_is_halved():
    for share in (1, 10, 50, 100):
        inside = [n for n in READERS if assignment.is_in("salt", n, share=share)]
        first = sum(assignment.arm_of("salt", n) == "a" for n in inside)

        assert len(inside) == pytest.approx(len(READERS) * share / 100, rel=0.15)
        assert stats.binomtest(first, len(inside)).pvalue > 0.001


def test_two_experiments_know_nothing_of_each_other():
    table = [[0, 0], [0, 0]]
    for reader in READERS:
        one, two = (assignment.arm_of(salt, reader) == "a" for salt in ("one", "two"))
        table[one][two] += 1

    assert stats.chi2_contingency(table).pvalue > 0.001


def test_a_larger_share_only_adds_readers():
    before: set[int] = set()
    for share in (1, 5, 25, 60, 100):
        now = {n for n in READERS if assignment.is_in("salt", n, share=share)}
        assert before < now
        before = now
    assert before == set(READERS)


def test_coins_are_fair_stay_for_an_hour_and_give_both_one_of_two_places():
    first = 0
    for reader in range(500):
        turns = list(islice(assignment.turns("salt", reader, at=NOON), 24))
        assert turns == list(
            islice(assignment.turns("salt", reader, at=NOON + timedelta(minutes=59)), 24)
        )
        assert all(sorted(turns[n : n + 2]) == [0, 1] for n in range(0, 24, 2))
        first += turns[0]
    assert stats.binomtest(first, 500).pvalue > 0.001
    later = assignment.turns("salt", 1, at=NOON + timedelta(hours=1))
    assert list(islice(later, 300)) != list(islice(assignment.turns("salt", 1, at=NOON), 300))


def test_a_reader_has_one_arm_of_each_layer_and_at_most_one_duel():
    both = [
        running(1, changes_a={"RELATED": 1.0}, changes_b={"RELATED": 2.0}),
        running(2, changes_a={"FRESH": 3.0}, changes_b={"FRESH": 4.0}),
        running(3, kind="interleave"),
        running(4, surface="channels", changes_a={"LEAST": 1.0}, changes_b={"LEAST": 1.0}),
    ]

    plan = assignment.plan(both, 7, surface="explore")

    assert set(plan.changes) == {"RELATED", "FRESH"}
    assert [number for number, _arm in plan.arms] == [1, 2]
    assert plan.duel.id == 3
    assert assignment.plan([], 7, surface="explore") is assignment.AS_EVER
