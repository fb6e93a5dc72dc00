"""Payouts: never more than is payable, each step once, and back where it came from."""

import threading

import pytest
from django.db import transaction
from django.utils import timezone

from shop.models import Account, Payout, StatusChange
from shop.services import audit, bookings, ledger, moves, payouts
from tests.factories.accounts import UserFactory
from tests.factories.shop import SkuFactory
from tests.shop.books import paid
from tests.shop.crowd import at_once

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk():
    return UserFactory(handle="clerk", is_superuser=True, is_staff=True)


@pytest.fixture
def order():
    """A completed order: 9,000 for the store, 1,000 for the creator."""
    order = paid([SkuFactory(price=10_000)], creator=UserFactory(handle="lin"))
    with transaction.atomic():
        bookings.completed(order, at=timezone.now())
    return order


@pytest.fixture
def propose(order, clerk, noon):
    def act(amount=None, owner=order.store):
        return payouts.propose(owner, currency="CNY", amount=amount, actor=clerk, at=noon)

    return act


def standing(owner):
    return {kind: sum_ for kind, sum_ in ledger.balances(owner, "CNY").items() if sum_}


@pytest.mark.usefixtures("balanced_books")
def test_a_payout_is_set_aside_and_sent(order, propose, clerk, noon):
    payout = propose(2500)
    assert standing(order.store) == {"payable": 6500, "in_payout": 2500}

    sent = payouts.mark_sent(payout, reference=" ICBC-7 ", actor=clerk, at=noon)
    assert (sent.status, sent.reference, sent.sent_at) == ("sent", "ICBC-7", noon)
    assert standing(order.store) == {"payable": 6500, "paid_out": 2500}
    events = StatusChange.objects.filter(machine="payout").order_by("pk")
    assert list(events.values_list("event", "actor__handle")) == [
        ("propose", "clerk"),
        ("send", "clerk"),
    ]


@pytest.mark.usefixtures("balanced_books")
@pytest.mark.parametrize("is_sent", [True, False])
def test_a_payout_that_comes_back_is_payable_again(order, propose, clerk, noon, is_sent):
    payout = propose()
    if is_sent:
        payouts.mark_sent(payout, reference="ICBC-7", actor=clerk, at=noon)
    payouts.mark_failed(payout, actor=clerk, at=noon)

    assert standing(order.store) == {"payable": 9000}
    assert Payout.objects.get().status == "failed"


@pytest.mark.usefixtures("balanced_books")
def test_a_creator_is_paid_out_likewise(order, propose):
    creator = order.lines.get().beneficiary
    assert propose(owner=creator).amount == 1000
    assert standing(creator) == {"in_payout": 1000}


@pytest.mark.parametrize("amount", [9001, 0, -5])
def test_more_than_is_payable_is_refused(propose, amount):
    with pytest.raises(payouts.NothingPayable) as refusal:
        propose(amount)
    assert (refusal.value.field, refusal.value.detail) == ("amount", {"payable": 9000})
    assert not Payout.objects.exists()


def test_what_waits_is_not_payable(clerk, noon):
    store = paid([SkuFactory()]).store
    with pytest.raises(payouts.NothingPayable):
        payouts.propose(store, currency="CNY", actor=clerk, at=noon)


def test_each_step_is_taken_once(propose, clerk, noon):
    payout = propose()
    with pytest.raises(payouts.ReferenceMissing):
        payouts.mark_sent(payout, reference="  ", actor=clerk, at=noon)
    payouts.mark_sent(payout, reference="ICBC-7", actor=clerk, at=noon)
    with pytest.raises(moves.IllegalMove):
        payouts.mark_sent(payout, reference="ICBC-7", actor=clerk, at=noon)
    payouts.mark_failed(payout, actor=clerk, at=noon)
    with pytest.raises(moves.IllegalMove):
        payouts.mark_failed(payout, actor=clerk, at=noon)


def _eight_times(propose):
    """Eight who each want 4,000 of 9,000, all at once; how much was set aside."""
    answers = at_once(lambda _: propose(4000), range(8), workers=8)
    refused = [type(answer) for answer in answers if isinstance(answer, Exception)]
    assert set(refused) <= {payouts.NothingPayable}
    return sum(answer.amount for answer in answers if isinstance(answer, Payout))


@pytest.mark.django_db(transaction=True)
def test_payouts_at_once_never_take_more_than_is_payable(order, propose):
    assert _eight_times(propose) == 8000
    assert Account.objects.get(kind="payable", store=order.store).balance == 1000
    assert audit.findings() == []


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_they_would(order, propose, monkeypatch):
    """The control: the same race with accounts that all have read before anybody writes."""
    with transaction.atomic():
        ledger.lock([ledger.key_of(order.store, Account.Kind.IN_PAYOUT, "CNY")])
    everybody_has_read = threading.Barrier(8)

    def unlocked(keys):
        read = {ledger.key_in(account): account for account in Account.objects.all()}
        everybody_has_read.wait(10)
        return read

    monkeypatch.setattr(ledger, "lock", unlocked)
    assert _eight_times(propose) == 32_000
