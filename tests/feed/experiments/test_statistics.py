"""Intervals that hold what they say, a better arm that is seen, and none where none is."""

from datetime import UTC, datetime

import numpy as np
import pytest
from scipy import stats

from feed.experiments import assignment, figures, statistics
from feed.ranking import rerank
from tests.feed.test_rerank import candidates

NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)


def readers(chance, count, *, save=0.04, share=0.02):
    """What so many simulated readers do: each has a zeal of their own, and reads more or less."""
    impressions = chance.negative_binomial(2, 2 / 42, count) + 1
    zeal = chance.gamma(2.0, 0.5, count)

    def acts(p):
        return chance.binomial(impressions, np.minimum(p * zeal, 1.0)).astype(float)

    found = {
        "impressions": impressions.astype(float),
        "small": chance.binomial(impressions, 0.6).astype(float),
        "opens": acts(0.2),
        "reads": acts(0.1),
        "saves": acts(save),
        "shares": acts(share),
        "likes": acts(0.08),
        "hides": acts(0.01),
    }
    return found | {"seconds": found["opens"] * chance.lognormal(2.5, 0.5, count)}


def clear(results):
    """The figures that say that the arms differ."""
    rows = [*results["figures"], {"name": "keepers", **results["keepers"]}]
    return {row["name"] for row in rows if row["difference"]["is_clear"]}


def test_where_both_arms_are_one_a_figure_speaks_no_more_often_than_it_should():
    chance, spoken, runs = np.random.default_rng(11), [], 300
    for _run in range(runs):
        arms = {"a": readers(chance, 400), "b": readers(chance, 400)}
        spoken.append(clear(figures.split(arms)))

    for name in (*figures.RATES, "impressions", "keepers"):
        wrong = sum(name in names for names in spoken) / runs
        assert 0.015 <= wrong <= 0.085, (name, wrong)


def test_a_better_arm_is_seen_and_in_its_figure_alone():
    chance = np.random.default_rng(5)
    arms = {"a": readers(chance, 3000), "b": readers(chance, 3000, save=0.052)}

    found = figures.split(arms)

    saves = next(row for row in found["figures"] if row["name"] == "saves")
    assert saves["difference"]["low"] < 0.012 < saves["difference"]["high"]
    assert saves["difference"]["low"] > 0
    assert "shares" not in clear(found)
    assert not found["mismatch"]["is_warned"]


def test_few_readers_say_nothing():
    chance = np.random.default_rng(3)
    few = {arm: readers(chance, statistics.FEWEST - 1) for arm in "ab"}

    found = figures.split(few)

    assert all(row["difference"] is None for row in found["figures"])
    assert found["keepers"]["difference"] is None
    nobody = {arm: {name: values[:0] for name, values in few["a"].items()} for arm in "ab"}
    assert figures.split(nobody)["mismatch"]["p"] == 1.0
    assert figures.duel(nobody)["duel"]["p"] == 1.0


def test_shares_have_the_intervals_of_the_books():
    wilson = statistics.share(10, 100)
    assert (wilson.low, wilson.high) == pytest.approx((0.0552, 0.1744), abs=1e-4)
    # Newcombe 1998, table II: 56 of 70 against 48 of 80.
    newcombe = statistics.share_difference((48, 80), (56, 70))
    assert (newcombe.low, newcombe.high) == pytest.approx((0.0524, 0.3339), abs=1e-4)


@pytest.mark.parametrize(("some", "others"), [(0, 3), (7, 7), (9, 31), (480, 520), (2000, 0)])
def test_figures_are_those_of_scipy(some, others):
    binomial = stats.binomtest(some, some + others)
    wilson = binomial.proportion_ci(statistics.LEVEL, method="wilson")
    share = statistics.share(some, some + others)

    assert (share.low, share.high) == pytest.approx((wilson.low, wilson.high), abs=1e-9)
    assert statistics.sign_test(some, others) == pytest.approx(binomial.pvalue, abs=1e-9)
    draw = stats.chisquare([some, others])
    assert statistics.mismatch(some, others) == pytest.approx(draw.pvalue, abs=1e-9)


def test_an_uneven_draw_is_warned_of():
    assert statistics.mismatch(5000, 5000) == 1.0
    assert statistics.mismatch(5000, 5200) > statistics.MISMATCH > statistics.mismatch(5000, 5400)
    assert statistics.sign_test(9, 1) == pytest.approx(0.0215, abs=1e-4)


def interleaved(chance, one, other, *, quality, readers):
    """Credits of both teams, by readers who look from the top and open what is good."""
    rows = candidates(len(quality))
    credits = []
    for reader in range(readers):
        noise = chance.normal(0, 0.1, (2, len(quality)))
        scores = tuple(
            np.maximum(score + own, 0.01) for score, own in zip((one, other), noise, strict=True)
        )
        turns = assignment.turns("salt", reader, at=NOON)
        ids, teams = rerank.draft(rows, scores, turns, mixes_channels=False)
        places = np.arange(len(ids))
        looked = (chance.random(len(ids)) < 1 / (1 + 0.05 * places)) & (places < 24)
        opened = looked & (chance.random(len(ids)) < quality[np.array(ids) - 1] * 0.5)
        of_b = np.array(teams) == 1
        credits.append(((opened & ~of_b).sum(), (opened & of_b).sum()))
    a, b = np.array(credits, dtype=float).T
    nothing = dict.fromkeys(figures.SUMS, np.zeros(readers))
    seen = nothing | {"impressions": np.full(readers, 30.0)}
    return figures.duel({"a": seen | {"opens": a}, "b": seen | {"opens": b}})["duel"]


@pytest.mark.parametrize("is_b_better", [False, True])
def test_interleaved_the_better_ranker_wins(is_b_better):
    chance = np.random.default_rng(7)
    quality = chance.beta(2, 3.5, 60)
    rankers = [quality, chance.permutation(quality)]
    one, other = rankers[::-1] if is_b_better else rankers

    found = interleaved(chance, one, other, quality=quality, readers=120)

    assert found["p"] < 0.01
    assert (found["wins_b"] > found["wins_a"]) == is_b_better
    assert found["wins_a"] + found["wins_b"] + found["ties"] == 120
    low, high = found["per_reader"]["low"], found["per_reader"]["high"]
    assert low > 0 if is_b_better else high < 0


def test_interleaved_with_itself_no_ranker_wins_more_often_than_chance():
    chance = np.random.default_rng(9)
    quality = chance.beta(2, 3.5, 30)

    found = [
        interleaved(chance, quality, quality, quality=quality, readers=25) for _run in range(60)
    ]

    assert sum(one["p"] < 0.05 for one in found) <= 6
    assert sum(one["p"] > 0.3 for one in found) >= 20
