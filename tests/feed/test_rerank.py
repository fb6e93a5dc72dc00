"""The rules of a page: near-duplicates, diversity, what gives way when nothing else is left."""

import numpy as np
import pytest

from feed.ranking import rerank
from feed.ranking.pool import FIELDS
from feed.ranking.spectrum import Spectrum


def candidates(count, **columns):
    rows = np.zeros(count, dtype=FIELDS)
    rows["note"] = np.arange(1, count + 1)
    rows["author"] = np.arange(1, count + 1)
    rows["shown"] = 1000
    for name, values in columns.items():
        rows[name] = values
    return rows


def ordered(rows, score=None, **rules):
    score = np.linspace(2, 1, len(rows)) if score is None else score
    return rerank.order(rows, score, mixes_channels=False, **rules)


def test_pictures_that_look_alike_stand_on_one_page_once():
    rows = candidates(60)
    rows["phash"][:10] = [0b1111 ^ (1 << bit) for bit in range(10)]

    order = ordered(rows)

    places = [place for place, note in enumerate(order) if note <= 10]
    assert np.diff(places).min() >= 24 or places[1] >= 24
    assert len(order) == 60


def test_where_all_pictures_are_one_the_page_is_full_all_the_same():
    assert sorted(ordered(candidates(40, phash=7))) == list(range(1, 41))


def test_twins_push_no_note_on_trial_from_its_place():
    rows = candidates(40, phash=7)
    rows["shown"][30:] = 0

    order = ordered(rows)

    assert all(order[place - 1] > 30 for place in (6, 12, 18, 24))


def test_notes_on_one_topic_do_not_stand_in_a_row():
    rows = candidates(40)
    rows["topics"][:, 0] = np.repeat([5, 6], 20)

    first = ordered(rows, np.linspace(1.1, 1.0, 40))[:10]

    assert 3 <= sum(note <= 20 for note in first) <= 7


def test_of_equals_the_newer_note_stands_first():
    assert ordered(candidates(5), np.ones(5)) == [5, 4, 3, 2, 1]


def test_hidden_sponsored_notes_are_not_there():
    rows = candidates(20, is_sponsored=np.arange(20) % 2 == 0)

    assert all(note % 2 == 0 for note in ordered(rows, lets_sponsored=False))


def test_the_spectrum_forgets_what_left_the_window():
    rows = candidates(30)
    rows["topics"][:, 0] = 3
    spectrum = Spectrum(rows, 5)

    spectrum.take(0)
    assert spectrum.news()[1] < 0.9
    own = rows.copy()
    own["topics"][5:, 0] = np.arange(100, 125)
    own["channel"][5:] = 2
    spectrum = Spectrum(own, 5)
    spectrum.take(0)
    for place in range(5, 10):
        spectrum.take(place)

    assert spectrum.news()[1] == pytest.approx(1.0, abs=0.35)


def test_no_candidates_make_no_list():
    assert ordered(candidates(0)) == []
