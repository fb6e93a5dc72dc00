"""The world and its people, before any ranker: what they are, and that they are always the same."""

import numpy as np
import pytest

from feed.simulation import counting, figures, loop
from feed.simulation.behaviour import Behaviour, examined
from feed.simulation.world import FULL, SMALL, build


@pytest.fixture(scope="module")
def full():
    return build(1, FULL)


def test_a_seed_is_a_world_and_another_seed_another(full):
    again = build(1, FULL)

    assert (again.notes.quality == full.notes.quality).all()
    assert (again.sessions[0] == full.sessions[0]).all()
    assert (build(2, FULL).notes.quality != full.notes.quality).any()


def test_quality_is_hidden_from_followers_and_bait_is_bad_and_attractive(full):
    notes = full.notes
    ordinary = ~notes.is_bait

    assert abs(np.corrcoef(notes.is_big[ordinary], notes.quality[ordinary])[0, 1]) < 0.1
    assert notes.quality[notes.is_bait].mean() < 0.15 < notes.quality[ordinary].mean()
    assert set(notes.attraction[notes.is_bait]) == {0.92}
    assert notes.published.max() < 7 * 24 < full.sessions[1].max()
    assert 0.05 < (notes.label != notes.topic).mean() < 0.15
    assert full.followers[:25].mean() > 20_000 > 500 >= full.followers[25:].max()


def test_rings_push_bad_notes_and_the_brigade_hides_good_ones(full):
    pushed, victims = np.unique(full.pushes.note), np.unique(full.attacks.note)

    assert len(pushed) == 15
    assert len(victims) == 10
    assert len(np.unique(full.pushes.person)) == 150
    assert full.notes.quality[pushed].max() < full.notes.quality[victims].min()


def test_a_reader_does_the_same_with_a_note_whoever_shows_it(full):
    people = Behaviour(full)
    shown = np.arange(30)
    first, again = people.visit(3, shown, 1, number=7), people.visit(3, shown, 2, number=7)

    again["page"] = 1
    assert (first == again).all()
    assert examined(np.array([0, 20])).tolist() == [1.0, 0.5]


def test_what_was_not_looked_at_may_be_looked_at_another_time(full):
    people = Behaviour(full)
    shown = np.arange(30)
    looked = [set(people.visit(3, shown, 1, number=number)["note"]) for number in range(400)]
    share = np.mean([[note in each for note in shown] for each in looked], axis=0)

    assert share == pytest.approx(examined(shown), abs=0.1)
    assert len(set(map(frozenset, looked))) > 300


def test_readers_keep_good_notes_more_often_than_bad_ones(full):
    people = Behaviour(full)
    count = len(full.notes.author)
    everybody = np.repeat(np.arange(300), count)
    met = people.meet(everybody, np.tile(np.arange(count), 300))
    good = full.notes.good[met["note"]] & met["click"]
    bait = full.notes.is_bait[met["note"]] & met["click"]

    assert met["save"][good].mean() > 3 * met["save"][bait].mean()
    assert met["hide"][bait].mean() > 3 * met["hide"][good].mean()


@pytest.fixture(scope="module")
def small():
    world = build(1, SMALL)
    return world, Behaviour(world)


def tried(small, ranker):
    world, people = small
    return loop.run(world, people, ranker, with_gangs=True)


def test_who_knows_the_hidden_does_best_and_who_counts_shows_a_note_once(small):
    world, people = small
    ideal = tried(small, counting.Ideal(world, people))

    for kind in counting.EVERY:
        trace = tried(small, kind(world))
        found = figures.measure(world, trace, trace, ideal)
        assert 0.0 < found.utility < 0.6
        assert found.repeats == 0
        assert found.ring == found.kept == 1.0


def test_nobody_gives_a_visit_more_than_who_knows_all(small):
    world, people = small
    bound = tried(small, counting.Omniscient(world, people))
    ideal = tried(small, counting.Ideal(world, people))
    assert 0.9 < bound.utility / bound.possible <= 1.0
    assert bound.utility < ideal.utility

    for kind in counting.EVERY:
        trace = tried(small, kind(world))
        assert trace.utility < bound.utility
        assert trace.utility / trace.possible < 0.9


def test_where_only_likes_count_a_ring_lifts_its_notes(small):
    world, people = small
    pushed = np.unique(world.pushes.note)
    attacked = tried(small, counting.Likes(world)).exposure[pushed].sum()
    calm = loop.run(world, people, counting.Likes(world), with_gangs=False).exposure[pushed].sum()

    assert attacked > 1.2 * calm


def test_newest_first_shows_small_and_big_creators_alike(small):
    world, people = small
    ideal = tried(small, counting.Ideal(world, people))
    trace = tried(small, counting.Newest(world))

    assert figures.measure(world, trace, trace, ideal).small == pytest.approx(1.0, abs=0.15)


@pytest.mark.parametrize("gate", figures.GATES, ids=lambda gate: gate.name)
def test_every_gate_can_fail(gate):
    perfect = {
        "top": (0.5, 0.3),
        "utility": (0.3, 0.14),
        "small": (1.0, 0.3),
        "early": (0.8, 0.5),
        "bait": (0.1, 1.0),
        "ring": (1.0, 8.0),
        "kept": (1.0, 1.0),
        "repeats": (0.0, 0.0),
        "channels": (8.0, 8.0),
    }
    worst = {"bait": 2.0, "ring": 2.0, "repeats": 1.0}

    own, best = perfect[gate.name]
    assert gate.holds(own, best)
    assert not gate.holds(worst.get(gate.name, 0.0), best)
