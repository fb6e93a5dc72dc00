"""Helpfulness and match, as arithmetic."""

import numpy as np
import pytest

from feed.search import vectors, worth


def helpful(quality=1.0, complete=0.75, promotional=False):
    return float(
        worth.helpfulness(np.array([quality]), np.array([complete]), np.array([promotional]))[0]
    )


def test_an_ordinary_note_weighs_one():
    assert helpful() == pytest.approx(1.0)


def test_quality_and_completeness_lift_a_note_and_neither_without_bound():
    assert helpful(quality=2.0) > helpful() > helpful(quality=0.5)
    assert helpful(quality=100.0) == helpful(quality=4.0) == pytest.approx(2.0)
    assert helpful(complete=1.0) > helpful(complete=0.6)


@pytest.mark.parametrize("quality", [0.3, 1.0, 4.0, 50.0])
@pytest.mark.parametrize("complete", [0.6, 0.8, 1.0])
def test_promotion_weighs_half_of_an_ordinary_note_at_most(quality, complete):
    assert helpful(quality, complete, promotional=True) <= 0.5


def test_texts_that_match_nearly_alike_match_alike():
    title, title_and_text, text = 0.608, 0.68, 0.18

    steps = worth.match(np.array([title, title_and_text, text]))
    assert steps[0] == steps[1] > steps[2]


def test_a_whole_note_is_complete():
    assert worth.completeness(0, 0, 0, 0) == pytest.approx(0.6)
    assert worth.completeness(1000, 18, 5, 9) == pytest.approx(1.0)
    assert worth.completeness(150, 1, 0, 0) < worth.completeness(150, 4, 3, 0)


def test_a_document_is_written_as_postgres_reads_it():
    made = vectors.document({"A": ["tea"], "C": ["tea"] * 9}, title=["tea"], marks=["cfood"])

    assert made == "'tea':1A,2C,3C,4C '^tea' '=cfood'"


@pytest.mark.parametrize("price", [0, 1, 99, 8800, 12345, 10**11])
def test_every_price_stands_in_the_steps_of_its_range(price):
    assert vectors.price_mark(price) in vectors.price_marks(price, price)
    assert vectors.price_mark(price) in vectors.price_marks(None, None)
    assert vectors.price_mark(price) in vectors.price_marks(max(price - 5, 0), price + 5)
