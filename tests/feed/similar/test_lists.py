"""Lists of similar notes and readers: by nearness in the readers' orders, row by row."""

import numpy as np
import pytest

from feed.similar import lists, readers
from feed.similar.acts import in_order
from tests.feed.similar.data import world


def acts_of(*histories, notes):
    who = np.concatenate([[n] * len(each) for n, each in enumerate(histories)])
    what = np.concatenate(histories)
    return in_order(who, what, np.arange(len(what)), notes=notes)


def plainly(acts):
    """The same figures by the definition, one pair of acts after the other."""
    count = np.zeros((acts.notes, acts.notes))
    for reader in range(acts.readers):
        history = acts.note[acts.reader == reader]
        for i, first in enumerate(history):
            for j, second in enumerate(history):
                step = abs(i - j)
                if 0 < step <= lists.REACH:
                    nearness = lists.NEARNESS ** (step - 1)
                    count[first, second] += nearness * (1 if j > i else lists.BACKWARD)
    size = acts.per_note()
    return count / (np.sqrt(np.outer(size, size)) + lists.SHRINK)


def test_the_figures_are_those_of_the_definition():
    acts = world(readers=60, notes=40, acts=8)

    found = lists.lists(acts).cosine

    expected = plainly(acts)
    for note in range(acts.notes):
        near = found.near[note][found.near[note] >= 0]
        assert found.score[note][: len(near)] == pytest.approx(expected[note, near], rel=1e-5)
        assert len(near) == min(np.count_nonzero(expected[note]), lists.MOST)
        assert sorted(found.score[note], reverse=True) == found.score[note].tolist()


def test_what_came_after_stands_nearer_than_what_came_before():
    acts = acts_of([0, 1, 2], [0, 1, 2], [0, 1, 2], notes=3)

    assert lists.lists(acts).cosine.near[1].tolist()[:2] == [2, 0]


def test_rows_of_some_notes_are_those_of_all():
    acts = world()
    every, wanted = lists.lists(acts), np.array([150, 3, 77])

    some = lists.lists(acts, wanted)

    assert np.array_equal(some.cosine.near, every.cosine.near[wanted])
    assert np.array_equal(some.walk.score, every.walk.score[wanted])


def test_small_blocks_make_the_same_lists(monkeypatch):
    acts = world()
    every = lists.lists(acts)

    monkeypatch.setattr(lists, "_AT_ONCE", 500)

    assert np.array_equal(lists.lists(acts).walk.near, every.walk.near)


def test_notes_that_nobody_touched_have_empty_lists():
    found = lists.lists(acts_of([0, 1], notes=3))

    assert set(found.cosine.near[2]) == {-1}
    assert not len(lists.lists(acts_of([0, 1], notes=3), np.array([], dtype=int)).walk.near)


def test_a_walk_prefers_the_less_visited_of_two_equal_neighbours():
    everybody = [[2, 3]] * 8
    acts = acts_of([0, 1], [0, 2], *everybody, notes=4)

    near = lists.lists(acts).walk.near[0].tolist()

    assert near[:2] == [1, 2]


def test_readers_of_one_taste_find_each_other():
    acts = world(readers=80, tastes=4)

    found = readers.lists(acts)

    same = [(others[others >= 0][:5] % 4 == n % 4).mean() for n, others in enumerate(found.near)]
    assert np.mean(same) > 0.8
    assert all(n not in others for n, others in enumerate(found.near))


def test_a_crowded_note_knows_its_newest_readers_alone(monkeypatch):
    monkeypatch.setattr(readers, "_CROWD", 5)
    acts = acts_of(*[[0, n + 1] for n in range(20)], notes=21)

    found = readers.lists(acts)

    assert (found.near >= 0).sum(axis=1).max() <= 6
