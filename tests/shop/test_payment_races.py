"""Cancel, pay and expire at the same moment: any may win, the books always balance."""

import threading
import time

import pytest
from django.db import connection
from django.utils import timezone

from shop.gateways import test as provider
from shop.models import Payment, Refund
from shop.services import attempts, audit, closing, moves, payments, refunds
from tests.factories.orders import placed
from tests.shop.crowd import at_once
from tests.shop.payer import RETURN, decide, fresh, opened, receive

pytestmark = pytest.mark.django_db(transaction=True)
SETTLED = {"paid", "closed"}


def _acts(group, payment):
    now = timezone.now()
    return [
        lambda: closing.cancel(group, actor=group.buyer, at=now),
        lambda: closing.expire_due(at=group.expires_at),
        lambda: closing.settle_closing(at=group.expires_at),
        lambda: (decide(payment), receive(payment)),
        lambda: payments.query(fresh(payment), at=now),
        lambda: closing.reconcile(at=group.expires_at),
    ]


@pytest.mark.parametrize("round_", range(8))
def test_cancel_pay_and_expire_at_once_end_in_one_settled_state(round_):
    _race(round_)


@pytest.mark.long
@pytest.mark.parametrize("round_", range(200))
def test_cancel_pay_and_expire_two_hundred_times(round_):
    _race(round_)


def _race(round_):
    group = placed()
    payment = opened(group)
    acts = _acts(group, payment)
    acts = acts[round_ % len(acts) :] + acts[: round_ % len(acts)]
    answers = at_once(lambda act: act(), acts)
    assert {type(a) for a in answers if isinstance(a, Exception)} <= {moves.IllegalMove}

    closing.settle_closing(at=group.expires_at)
    refunds.submit_due(at=timezone.now())
    assert fresh(group).status in SETTLED
    assert audit.findings() == []


def test_a_capture_during_closing_is_not_lost(monkeypatch):
    """The provider captures while our close is on its way: it answers "captured"."""
    group = placed()
    payment = opened(group)
    real = provider.TestGateway.close

    def slow(self, number):
        decide(payment)
        return real(self, number)

    monkeypatch.setattr(provider.TestGateway, "close", slow)
    closing.cancel(group, actor=group.buyer, at=timezone.now())
    assert fresh(group).status == "paid"
    assert audit.findings() == []


def test_two_attempts_at_once_open_one_payment(monkeypatch):
    group = placed()
    real, calls = provider.TestGateway.open, []

    def slow(self, intent):
        calls.append(intent.out_trade_no)
        time.sleep(0.2)
        return real(self, intent)

    monkeypatch.setattr(provider.TestGateway, "open", slow)

    def start(_):
        return attempts.start(group, "test", return_url=RETURN, at=timezone.now())

    answers = at_once(start, range(4))
    assert (Payment.objects.count(), len(calls)) == (1, 1)
    others = [a for a in answers if not isinstance(a, Payment)]
    assert {type(a) for a in others} <= {attempts.NotPayable}


def test_a_refund_sent_by_two_workers_is_sent_once(monkeypatch):
    group = placed()
    payment = opened(group)
    closing.cancel(group, actor=group.buyer, at=timezone.now())
    sent, gate = [], threading.Barrier(2)
    trade = provider.TestGateway().query(payment)
    captured = type(trade)(
        trade.verdict,
        payments.TradeState.CAPTURED,
        trade.out_trade_no,
        trade.trade_id,
        trade.amount,
        trade.currency,
        trade.payee,
        trade.app,
    )
    payments.apply(payment, captured, at=timezone.now())
    refund = Refund.objects.select_related("payment").get()
    real = provider.TestGateway.refund

    def note(self, *args):
        sent.append(args)
        return real(self, *args)

    monkeypatch.setattr(provider.TestGateway, "refund", note)

    def submit(_):
        mine = fresh(refund)
        gate.wait(10)
        return refunds.submit(mine, at=timezone.now())

    at_once(submit, range(2))
    assert len(sent) == 1


def test_no_gateway_is_ever_called_inside_a_transaction(monkeypatch):
    seen = []
    for name in ("open", "query", "close", "refund", "query_refund"):
        real = getattr(provider.TestGateway, name)

        def spy(self, *args, real=real):
            seen.append(connection.in_atomic_block)
            return real(self, *args)

        monkeypatch.setattr(provider.TestGateway, name, spy)
    group = placed()
    payment = opened(group)
    payments.query(payment, at=timezone.now())
    closing.cancel(group, actor=group.buyer, at=timezone.now())
    assert seen == [False] * 3
