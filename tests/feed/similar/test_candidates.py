"""From a history over stored lists to candidates."""

import numpy as np
import pytest

from feed.similar import candidates, mix
from feed.similar.candidates import Neighbourhood

NO_READERS = (np.zeros((0, 20), dtype=int), np.zeros(0))


def neighbourhood(notes, values, near, readers=NO_READERS):
    lists = (np.array(near), np.full(np.shape(near), 0.5))
    return Neighbourhood(np.array(notes), np.array(values), lists, lists, readers)


def test_reciprocal_ranks_add_up():
    found, total = mix.fuse([np.array([7, 8]), np.array([8, 9])])

    assert found.tolist() == [8, 7, 9]
    assert total == pytest.approx([1 / 32 + 1 / 31, 1 / 31, 1 / 32])


def test_what_came_last_leads_and_the_history_is_no_candidate():
    near = neighbourhood([1, 2], [1.0, 1.0], [[10, 2, -1], [20, 1, -1]])

    assert candidates.sources(near)["similar"].tolist() == [10, 20]


def test_hidden_notes_lead_nowhere_and_lower_what_is_like_them():
    near = neighbourhood([1, 2], [1.0, -1.0], [[10, -1], [20, 10]])

    assert candidates.sources(near)["similar"].tolist() == [10]
    related = candidates.related(near, np.array([20, 10, 30]))
    assert related == pytest.approx([-0.8 * 0.5, 0.5 - 0.8 * 0.5, 0.0])


def test_similar_readers_lead_to_what_they_did_last():
    readers = (np.array([[5, 6], [6, -1]]), np.array([0.5, 0.4]))
    near = neighbourhood([1], [1.0], [[-1]], readers)

    assert candidates.sources(near)["readers"].tolist() == [6, 5]


def test_no_history_leads_nowhere():
    near = neighbourhood([], [], np.zeros((0, 50), dtype=int))

    assert [each.tolist() for each in candidates.sources(near).values()] == [[], [], []]
    assert candidates.related(near, np.array([3, 4])).tolist() == [0, 0]
