"""Many buyers at once, in threads with real commits. tests/faults does it over HTTP."""

import random

import pytest
from django.db import OperationalError
from django.utils import timezone

from shop.models import OrderGroup, Stock, StockHold
from shop.services import audit, checkout, idempotency, quoted, refusals, retries
from shop.services.quoted import Want
from tests.factories.accounts import UserFactory
from tests.factories.orders import ADDRESS
from tests.factories.shop import SkuFactory
from tests.shop.crowd import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def place(buyer, wants, key="k"):
    return checkout.place_order(
        buyer=buyer, key=key, address=ADDRESS, provider="test", at=timezone.now(), wants=wants
    )


def kinds(answers):
    return {kind: [type(a) for a in answers].count(kind) for kind in {type(a) for a in answers}}


def _one_unit(rounds):
    """So many rounds; no buyer may keep more than 20 orders unpaid."""
    for round_ in range(rounds):
        if round_ % 20 == 0:
            buyers = UserFactory.create_batch(2)
        sku = SkuFactory(on_hand=1)
        answers = at_once(lambda b, s=sku, r=round_: place(b, [Want(s.pk, 1)], f"k{r}"), buyers)

        assert kinds(answers) == {checkout.Receipt: 1, refusals.OutOfStock: 1}
        assert Stock.objects.get(sku=sku).held == 1
    assert audit.findings() == []


def test_one_unit_and_two_buyers():
    _one_unit(20)


@pytest.mark.long
def test_one_unit_and_two_buyers_two_hundred_times():
    _one_unit(200)


def test_ten_units_and_fifty_buyers_who_all_saw_stock(monkeypatch):
    # Without the early look only the conditional update stands between them.
    monkeypatch.setattr(quoted.QuoteLine, "is_short", False)
    sku = SkuFactory(on_hand=10)
    answers = at_once(lambda buyer: place(buyer, [Want(sku.pk, 1)]), UserFactory.create_batch(50))

    assert kinds(answers) == {checkout.Receipt: 10, refusals.OutOfStock: 40}
    assert StockHold.objects.count() == Stock.objects.get().held == 10


def test_five_lines_in_any_order_never_lock_each_other_out(monkeypatch):
    # The first loss of a race would be the answer.
    monkeypatch.setattr(retries, "ATTEMPTS", 1)
    skus = [SkuFactory(on_hand=1000) for _ in range(5)]
    rng = random.Random(7)

    def shuffled(item):
        buyer, key = item
        wants = [Want(sku.pk, 1) for sku in rng.sample(skus, 5)]
        return place(buyer, wants, key)

    buyers = UserFactory.create_batch(16)
    turns = [(buyer, f"k{turn}") for turn in range(4) for buyer in buyers]
    answers = at_once(shuffled, turns)

    assert kinds(answers) == {checkout.Receipt: 64}
    assert set(Stock.objects.values_list("held", flat=True)) == {64}
    assert audit.findings() == []


def test_the_same_key_fifty_times_at_once_is_one_order():
    buyer, sku = UserFactory(), SkuFactory(on_hand=100)
    answers = at_once(lambda _: place(buyer, [Want(sku.pk, 1)]), range(50), workers=25)

    assert kinds(answers) == {checkout.Receipt: 50}
    assert len({answer.number for answer in answers}) == 1
    assert [answer.is_replay for answer in answers].count(False) == 1
    assert (OrderGroup.objects.count(), Stock.objects.get().held) == (1, 1)
    assert audit.findings() == []


def test_the_same_key_with_two_bodies_at_once_answers_one_of_them():
    buyer, sku = UserFactory(), SkuFactory(on_hand=100)
    answers = at_once(lambda quantity: place(buyer, [Want(sku.pk, quantity)]), (1, 2))

    assert kinds(answers) == {checkout.Receipt: 1, idempotency.KeyReused: 1}
    assert OrderGroup.objects.count() == 1


def test_a_stock_that_stays_locked_is_503_with_a_time_to_come_back(monkeypatch):
    tries = []

    class LockNotAvailable(Exception):
        pgcode = "55P03"

    def locked(*args):
        tries.append(1)
        raise OperationalError from LockNotAvailable()

    monkeypatch.setattr(checkout, "_claim_stock", locked)
    with pytest.raises(retries.Busy) as caught:
        place(UserFactory(), [Want(SkuFactory().pk, 1)])

    assert (len(tries), caught.value.status, caught.value.retry_after) == (4, 503, 2)
    assert not OrderGroup.objects.exists()
