"""Money parted in any way sums to the whole."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shop.money import Money, share_of_units

WHOLE = st.integers(0, 10**11)


@st.composite
def parted(draw):
    """A whole of some equal pieces, and the order in which they go back."""
    pieces = draw(st.integers(1, 999))
    cuts = sorted(draw(st.lists(st.integers(0, pieces), max_size=12)))
    ends = [0, *cuts, pieces]
    return draw(WHOLE), pieces, [b - a for a, b in zip(ends, ends[1:], strict=False)]


def _parts_sum_exactly(case):
    whole, pieces, taken = case
    gone, shares = 0, []
    for count in taken:
        shares.append(share_of_units(whole, pieces, before=gone, taken=count))
        gone += count
    assert sum(shares) == whole
    each = [share.minor for share in Money(whole).split([1] * pieces)]
    assert shares[0] == sum(each[: taken[0]])
    low = whole // pieces
    assert all(low * n <= s <= (low + 1) * n for s, n in zip(shares, taken, strict=True))


def _weights_sum_exactly(whole, weights):
    parts = [part.minor for part in Money(whole).split(weights)]
    total = sum(weights)
    assert sum(parts) == whole
    assert all(abs(p * total - whole * w) < total for p, w in zip(parts, weights, strict=True))


WEIGHTS = st.lists(st.integers(0, 10**11), min_size=1, max_size=20).filter(any)


@given(parted())
def test_the_parts_of_a_line_sum_to_it(case):
    _parts_sum_exactly(case)


@given(WHOLE, WEIGHTS)
def test_shares_by_weight_sum_to_the_whole(whole, weights):
    _weights_sum_exactly(whole, weights)


@pytest.mark.long
@settings(max_examples=100_000, deadline=None)
@given(parted())
def test_the_parts_of_a_line_sum_to_it_a_hundred_thousand_times(case):
    _parts_sum_exactly(case)


@pytest.mark.long
@settings(max_examples=100_000, deadline=None)
@given(WHOLE, WEIGHTS)
def test_shares_by_weight_sum_a_hundred_thousand_times(whole, weights):
    _weights_sum_exactly(whole, weights)


def test_more_pieces_than_there_are_have_no_price():
    for before, taken in ((2, 2), (-1, 1), (0, -1)):
        with pytest.raises(ValueError, match="pieces"):
            share_of_units(100, 3, before=before, taken=taken)
