"""The parts of a line's money: exact to the last fen, in whatever portions it goes back."""

import os

from hypothesis import given, settings
from hypothesis import strategies as st

from shop import shares

EXAMPLES = int(os.environ.get("SPLIT_EXAMPLES", "300"))
AMOUNTS = st.integers(0, 10**9)
BP = st.integers(0, 10_000)


def test_commission_is_a_share_of_what_was_paid():
    parts = shares.of_line(8800, rate_bp=500, fee_bp=100, subsidy=1000)

    assert parts == shares.Parts(store=8272, creator=440, platform=88, subsidy=1000)
    assert parts.for_store == 9272


def test_half_a_fen_goes_to_the_creator():
    assert shares.of_line(10, rate_bp=500, fee_bp=0, subsidy=0).creator == 1
    assert shares.of_line(9, rate_bp=500, fee_bp=0, subsidy=0).creator == 0


def test_a_fee_takes_no_more_than_the_commission_leaves():
    parts = shares.of_line(100, rate_bp=9000, fee_bp=2000, subsidy=0)
    assert (parts.creator, parts.platform, parts.store) == (90, 10, 0)


def test_a_line_that_coupons_paid_gives_its_coupon_back_by_the_piece():
    left = shares.of_line(0, rate_bp=500, fee_bp=0, subsidy=900)

    back = shares.given_back(left, amount=0, quantity=1, quantity_left=3)
    assert back == shares.Parts(0, 0, 0, 300)


@settings(max_examples=EXAMPLES, deadline=None)
@given(AMOUNTS, BP, BP, AMOUNTS)
def test_the_parts_sum_to_what_was_paid(paid, rate_bp, fee_bp, subsidy):
    parts = shares.of_line(paid, rate_bp=rate_bp, fee_bp=fee_bp, subsidy=subsidy)

    assert parts.store + parts.creator + parts.platform == paid
    assert min(parts.store, parts.creator, parts.platform) >= 0


@settings(max_examples=EXAMPLES, deadline=None)
@given(AMOUNTS, BP, BP, AMOUNTS, st.lists(st.integers(0, 10**9), max_size=8))
def test_whatever_goes_back_piece_by_piece_leaves_nothing(paid, rate_bp, fee_bp, subsidy, portions):
    left = shares.of_line(paid, rate_bp=rate_bp, fee_bp=fee_bp, subsidy=subsidy)
    cuts = sorted({min(portion, paid) for portion in portions} | {paid})
    given_before = 0
    for until in cuts:
        amount = until - given_before
        whole = until == paid
        back = shares.given_back(left, amount=amount, quantity=int(whole), quantity_left=1)
        assert back.store + back.creator + back.platform == amount
        left = shares.Parts(
            left.store - back.store,
            left.creator - back.creator,
            left.platform - back.platform,
            left.subsidy - back.subsidy,
        )
        assert min(left.store, left.creator, left.platform, left.subsidy) >= 0
        given_before = until

    assert left == shares.Parts(0, 0, 0, 0)


@settings(max_examples=EXAMPLES, deadline=None)
@given(AMOUNTS, BP)
def test_a_cut_loses_nothing(amount, share_bp):
    share, rest = shares.cut(amount, share_bp)
    assert share + rest == amount
    assert abs(share * 10_000 - amount * share_bp) <= 5_000
