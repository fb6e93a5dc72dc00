"""The promises of docs/ranking.md that are arithmetic."""

import math
import random

import numpy as np
import pytest

from feed import scoring, voices
from feed.voices import Part, Side, Sums
from feed.weights import DEFAULTS

MEAN = 0.3


def q_of(parts, prior=0.0):
    total = voices.add(parts).total()
    return scoring.quality(voices.believed(total), total.impressions, MEAN, prior)


def crowd(seed, size=30):
    rng = random.Random(seed)
    return [
        Part(
            value=rng.uniform(-0.3, 1),
            impressions=1.0,
            engaged=rng.choice([0, 0, 0.3, 3.3, -5]),
            reach=1.0,
            weight=rng.uniform(0.1, 1),
            is_newcomer=rng.random() < 0.3,
        )
        for _ in range(size)
    ]


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize(("x", "rises"), [(3.0, True), (2 * 0.7, True), (-5.0, False)])
def test_one_more_act_of_a_trusted_reader_moves_quality_its_own_way(seed, x, rises):
    parts = crowd(seed)
    one_more = [*parts, Part(engaged=x, reach=1.0, weight=0.8)]

    assert (q_of(one_more) > q_of(parts)) is rises


def several(count, x, *, weight=1.0):
    return [Part(impressions=1.0, engaged=x, reach=1.0, weight=weight) for _ in range(count)]


@pytest.mark.parametrize("x", [3.0, -3.0])
def test_one_voice_moves_a_fresh_note_little_and_ten_voices_almost_fully(x):
    def told(count):
        side = voices.add(several(count, x)).total()
        return voices.believed(side) / side.value

    assert told(1) <= 1 / 3
    assert told(10) >= 0.6
    assert told(1000) == pytest.approx(1.0, abs=0.01)


def test_a_voice_that_does_all_at_once_says_no_more_than_a_save():
    assert q_of(several(1, 9.0)) == q_of(several(1, 3.0)) > q_of(several(1, 2.0))
    assert q_of(several(1, -10.0)) == q_of(several(1, -3.0)) < q_of(several(1, -2.0))


def test_among_many_who_say_little_one_who_says_much_still_says_no_more_than_a_save():
    quiet, most = several(20, 0.5), DEFAULTS["VOICE_MOST"].value
    half = DEFAULTS["PRAISE_HALF"].value

    side = voices.add([*quiet, *several(1, 9.0)]).total()

    assert side.praise == pytest.approx(10.0 + most)
    assert voices.believed(side) == pytest.approx((10.0 + most) * 21 / (21 + half))


def test_who_meets_a_note_twice_may_say_it_twice():
    twice = Part(impressions=2.0, engaged=9.0, reach=1.0, weight=1.0)

    assert voices.given(twice).praise == pytest.approx(2 * DEFAULTS["VOICE_MOST"].value)


@pytest.mark.parametrize("met", [0.0, 0.25, 1.0])
def test_who_acts_long_after_the_meeting_is_heard_as_if_both_were_now(met):
    late = Part(impressions=met, engaged=9.0, reach=1.0, weight=1.0, acted=1.0)

    assert voices.given(late).praise == pytest.approx(DEFAULTS["VOICE_MOST"].value)


@pytest.mark.parametrize("left", [1.0, 0.5, 0.001])
def test_what_a_voice_may_say_fades_as_what_it_says(left):
    whole = Part(0.4, impressions=0.5, engaged=9.0, reach=1.0, weight=0.7, acted=1.0)

    assert voices.given(whole.faded(left)).praise == pytest.approx(
        voices.given(whole).praise * left
    )


def test_a_note_is_poor_by_evidence_alone_and_never_before_somebody_met_it():
    def poor(value, impressions, mean=0.3):
        found = scoring.are_poor(np.array([value]), np.array([impressions]), np.array([mean]))
        return bool(found[0])

    assert not poor(0.0, 0.0)
    assert not poor(0.0, 0.0, mean=0.0)
    assert not poor(-1.0, 2.0)
    assert poor(-10.0, 20.0)
    assert poor(0.0, 200.0)
    assert not poor(60.0, 200.0)
    # Where nothing earns anything, nothing stands below the others.
    assert not poor(-10.0, 20.0, mean=-0.1)


@pytest.mark.parametrize("x", [9.0, -5.0])
def test_fifty_who_are_one_voice_are_believed_like_one(x):
    assert q_of(several(50, x, weight=1 / 50)) == pytest.approx(q_of(several(1, x)))


def test_who_changes_sides_moves_quality_one_way():
    others = crowd(1)
    rising = [q_of([*others, *several(1, x)]) for x in (-5.0, -0.35, -0.01, 0.01, 0.3, 3.0, 9.0)]

    assert rising == sorted(rising)


def test_one_may_be_one_of_many_or_the_only_one_against():
    praised = q_of(several(20, 3.0))
    one_hides = q_of([*several(20, 3.0), *several(1, -5.0)])
    ten_hide = q_of([*several(20, 3.0), *several(10, -5.0)])

    assert praised > one_hides > 0.8 * praised > 1.5 * ten_hide


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("prior", [-0.2, 0.0, 0.12])
def test_an_impression_without_reaction_lowers_quality(seed, prior):
    parts = [part for part in crowd(seed) if part.engaged >= 0]

    assert q_of([*parts, Part(impressions=1.0, weight=1.0)], prior) < q_of(parts, prior)


@pytest.mark.parametrize("seed", range(5))
def test_the_order_of_readers_does_not_matter(seed):
    parts = crowd(seed)
    shuffled = random.Random(seed).sample(parts, len(parts))

    assert q_of(shuffled) == q_of(parts)


def test_doubling_all_events_keeps_the_order_of_proven_notes():
    notes = [(value, 4000.0) for value in (300.0, 900.0, 1500.0, 2500.0)]

    def order(times):
        scores = [scoring.quality(v * times, i * times, MEAN, 0.0) for v, i in notes]
        return sorted(range(len(notes)), key=scores.__getitem__)

    assert order(1) == order(2)


def test_newcomers_together_weigh_at_most_three():
    newcomers = [
        Part(impressions=1, engaged=3, reach=1, weight=0.3, is_newcomer=True) for _ in range(500)
    ]

    total = voices.add(newcomers).total()

    assert (total.value, total.impressions, total.voices) == pytest.approx((9.0, 3.0, 3.0))


def test_few_newcomers_are_not_scaled():
    few = Side(praise=1.0, impressions=2.0, weight=2.0)

    assert Sums(newcomers=few).total() == few


def test_praise_of_the_text_washes_out():
    def moved(impressions):
        return scoring.quality(0, impressions, MEAN, 0.12) - scoring.quality(
            0, impressions, MEAN, 0.0
        )

    assert moved(0) == pytest.approx(0.12)
    assert moved(100) < 0.1 * 0.12


def test_an_event_counts_half_after_fourteen_days_and_never_more_than_whole():
    assert scoring.decay(14 * scoring.DAY) == pytest.approx(0.5)
    assert scoring.decay(-1000) == 1.0


@pytest.mark.parametrize(("seconds", "x"), [(0, -0.3), (6, 0), (26, 1), (3600, 1), (-10, -0.35)])
def test_reading_time_is_worth_between_its_bounds(seconds, x):
    assert scoring.dwell_value(seconds) == pytest.approx(x)


def test_events_are_worth_what_the_table_says():
    kinds = ("save", "share", "like", "purchase", "hide", "report", "follow", "skip", "open")

    assert [scoring.event_value(kind) for kind in kinds] == [3, 3, 0.3, 4, -5, -5, 0, 0, 0]
    assert scoring.event_value("comment", substance=1.6) == pytest.approx(3.2)


@pytest.mark.parametrize(
    ("source", "g"),
    [("explore", 1), ("search", 1), ("following", 0.2), ("profile", 0.2), ("direct", 0.05)],
)
def test_an_authors_own_audience_is_nearly_muted(source, g):
    assert scoring.source_factor(source) == g


def test_trust_grows_with_what_a_reader_has_seen():
    assert [scoring.base_weight(v) for v in (0, 15, 30, 900)] == pytest.approx([0.15, 0.575, 1, 1])
    assert scoring.reader_weight(30, 3.0) == 0.25
    assert [scoring.is_newcomer(v) for v in (0, 9, 10)] == [True, True, False]


def test_a_ring_of_fifty_is_about_half_a_voice():
    size = 50
    overlap = np.full((size, size), 100.0)

    r = scoring.likeness(overlap, np.full(size, 100.0))

    assert (scoring.reader_weights(np.full(size, 30.0), r)).sum() == pytest.approx(50 / 99)


def test_two_who_have_done_nothing_else_are_alike_and_no_burden_to_others():
    overlap = np.array([[0.0, 0.0, 0.0], [0.0, 0.0, 0.0], [0.0, 0.0, 1.0]])

    assert scoring.likeness(overlap, np.array([0.0, 0.0, 1.0])).tolist() == [2.0, 2.0, 0.0]


def test_strangers_and_empty_histories_keep_their_voices():
    overlap = np.array([[4.0, 2.0, 0.0], [2.0, 4.0, 0.0], [0.0, 0.0, 0.0]])

    assert scoring.likeness(overlap, np.array([4.0, 4.0, 0.0])).tolist() == [0, 0, 0]


def test_exploration_is_stable_within_the_hour_and_normal():
    notes = np.arange(20_000)
    z = scoring.exploration(7, 1000, notes)

    assert (scoring.exploration(7, 1000, notes) == z).all()
    assert (scoring.exploration(7, 1001, notes) != z).any()
    assert (abs(z.mean()), z.std()) == (pytest.approx(0, abs=0.03), pytest.approx(1, abs=0.03))
    for bound, share in ((-2.0, 0.0228), (-1.0, 0.1587), (0.5, 0.6915), (2.5, 0.9938)):
        assert (z < bound).mean() == pytest.approx(share, abs=0.01)


def test_exploration_of_neighbouring_notes_and_readers_is_unrelated():
    notes = np.arange(20_000)
    z, other = (scoring.exploration(reader, 1000, notes) for reader in (7, 8))

    assert np.corrcoef(z[:-1], z[1:])[0, 1] == pytest.approx(0, abs=0.03)
    assert np.corrcoef(z, other)[0, 1] == pytest.approx(0, abs=0.03)


def test_the_stored_order_is_the_order_of_quality_times_age_at_any_later_time():
    notes = [(0.5, 100.0), (0.9, 30.0), (0.2, 400.0), (0.45, 260.0)]
    stored = [scoring.standing(q, hours) for q, hours in notes]

    for now in (500.0, 900.0, 2000.0):
        live = [q * scoring.ageing(now - hours) for q, hours in notes]
        assert sorted(range(4), key=stored.__getitem__) == sorted(range(4), key=live.__getitem__)


def test_scores_of_many_are_the_scores_of_each():
    q = scoring.qualities(
        np.array([3.0, 0.0]), np.array([5.0, 90.0]), np.array([0.3, 0.1]), np.array([0.12, -0.2])
    )
    sigma = scoring.spreads(np.array([5.0, 90.0]))
    page = scoring.page_score(q, sigma, np.zeros(2), np.array([10.0, 312.0]))

    assert q == pytest.approx(
        [scoring.quality(3.0, 5.0, 0.3, 0.12), scoring.quality(0.0, 90.0, 0.1, -0.2)]
    )
    assert sigma == pytest.approx([scoring.spread(5.0), scoring.spread(90.0)])
    assert page[0] == pytest.approx(q[0])
    assert page[1] == pytest.approx(max(q[1], 0.01) * math.exp(-1))


def test_settings_replace_a_weight_and_every_weight_says_what_it_means(settings):
    settings.FEED = {"SAVE": 5.0}

    assert scoring.event_value("save") == 5.0
    assert all(entry.unit and entry.meaning.endswith(".") for entry in DEFAULTS.values())
    settings.FEED = {"SAVE": "five"}
    with pytest.raises(TypeError):
        scoring.event_value("save")
