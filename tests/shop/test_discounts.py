"""What coupons take off: exact sums, bounds, and the best combination."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shop.discounts import Offer, Position, allot, best


def line(key, amount, *, store=1, pieces=1, category=1, is_final=False):
    return Position(key, store, key, category, amount, pieces, is_final)


def off(key, amount=0, *, store=1, minimum=0, **values):
    return Offer(key, store, minimum, amount, **values)


def test_an_amount_is_shared_by_price_to_the_last_fen():
    made = allot([line(1, 1000), line(2, 1000), line(3, 1000)], [off(7, 1000)])
    assert made.taken == {7: 1000}
    assert sorted(made.discount.values()) == [333, 333, 334]
    assert made.subsidy == {}


@pytest.mark.parametrize(("goods", "worth"), [(9_999, 0), (10_000, 1_000), (20_000, 1_000)])
def test_a_minimum_is_a_minimum(goods, worth):
    assert allot([line(1, goods)], [off(7, 1000, minimum=10_000)]).total == worth


@pytest.mark.parametrize(("most", "worth"), [(None, 1_800), (1_500, 1_500)])
def test_per_cent_have_a_cap(most, worth):
    assert allot([line(1, 9_000)], [off(7, percent=20, most=most)]).total == worth


def test_a_coupon_sees_only_what_it_is_for():
    lines = [line(1, 5000), line(2, 5000, category=9), line(3, 5000, store=2)]
    chosen = allot(lines, [off(7, percent=50, products=frozenset({1}))])
    category = allot(lines, [off(7, percent=50, categories=frozenset({9}))])
    platform = allot(lines, [off(7, percent=50, store=None)])
    assert chosen.discount == {1: 2500}
    assert category.discount == {2: 2500}
    assert platform.discount == platform.subsidy == {1: 2500, 2: 2500, 3: 2500}


def test_the_price_of_a_deal_takes_no_coupon_and_counts_for_no_minimum():
    lines = [line(1, 5000, is_final=True), line(2, 5000)]
    assert allot(lines, [off(7, 1000, minimum=6000)]).total == 0
    assert allot(lines, [off(7, 1000)]).discount == {2: 1000}


def test_each_counts_on_the_price_before_the_other():
    lines = [line(1, 10_000)]
    made = allot(lines, [off(7, 2000), off(8, percent=10, store=None, minimum=10_000)])
    assert made.taken == {7: 2000, 8: 1000}
    assert (made.discount, made.subsidy) == ({1: 3000}, {1: 1000})


def test_every_piece_costs_one_fen_at_least():
    made = allot([line(1, 300, pieces=3)], [off(7, 1000), off(8, 1000, store=None)])
    assert made.taken == {7: 297}


def test_the_best_is_not_always_the_largest_of_each():
    """A store's larger coupon may leave the platform's nothing to take."""
    lines = [line(1, 1000), line(2, 1000)]
    larger = off(1, 999, products=frozenset({1}))
    smaller = off(2, 998, products=frozenset({2}))
    platform = off(3, 900, store=None, products=frozenset({1}))
    assert {one.key for one in best(lines, [larger, smaller, platform])} == {2, 3}


def test_what_takes_nothing_off_is_not_chosen():
    assert best([line(1, 1000)], [off(7, 500, minimum=9000), off(8, 500, store=2)]) == []
    assert best([], [off(7, 500)]) == []


LINES = st.lists(
    st.builds(
        Position,
        key=st.integers(1, 6),
        store=st.integers(1, 3),
        product=st.integers(1, 6),
        category=st.integers(1, 3),
        amount=st.integers(0, 10**6),
        pieces=st.integers(1, 9),
        is_final=st.booleans(),
    ),
    max_size=6,
    unique_by=lambda one: one.key,
)
OFFERS = st.lists(
    st.builds(
        Offer,
        key=st.integers(1, 99),
        store=st.one_of(st.none(), st.integers(1, 3)),
        minimum=st.integers(0, 10**5),
        amount=st.integers(0, 10**6),
        percent=st.one_of(st.none(), st.integers(1, 90)),
        most=st.one_of(st.none(), st.integers(1, 10**5)),
        products=st.one_of(st.none(), st.frozensets(st.integers(1, 6), max_size=3)),
    ),
    max_size=5,
    unique_by=lambda one: one.key,
)


@given(LINES, OFFERS)
def test_shares_sum_to_what_was_taken_and_never_more_than_a_line(lines, offers):
    made = allot(lines, offers)
    assert sum(made.discount.values()) == sum(made.taken.values())
    by_platform = {one.key for one in offers if one.store is None}
    paid = sum(sum_ for key, sum_ in made.taken.items() if key in by_platform)
    assert sum(made.subsidy.values()) == paid
    for one in lines:
        discount = made.discount.get(one.key, 0)
        assert 0 <= made.subsidy.get(one.key, 0) <= discount
        assert discount <= max(one.amount - one.pieces, 0)
        assert not (one.is_final and discount)


@given(LINES, OFFERS)
def test_no_allowed_combination_beats_the_best(lines, offers):
    by_payer = itertools.groupby(
        sorted(offers, key=lambda one: one.store or 0), key=lambda one: one.store
    )
    choices = [[None, *group] for _payer, group in by_payer]
    found = allot(lines, best(lines, offers)).total
    for combination in itertools.product(*choices):
        assert allot(lines, filter(None, combination)).total <= found
