"""Paying: attempts, the provider's word, and money that comes too late or twice."""

import datetime

import pytest
from django.utils import timezone

from shop.gateways import test as provider
from shop.gateways.base import Opened, Trade, TradeState, Verdict
from shop.models import Payment, Refund
from shop.services import attempts, closing, payments
from shop.signals import order_paid
from tests.factories.orders import PaymentFactory, placed
from tests.shop.payer import PAID, decide, fresh, opened, silent, states

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("balanced_books")]
MINUTE = datetime.timedelta(minutes=1)


def test_an_approved_payment_pays_the_order(group):
    heard = []
    order_paid.connect(lambda group, **_: heard.append(group.pk), weak=False, dispatch_uid=1)
    payment = opened(group)
    assert (payment.status, payment.pay_url[:10]) == ("pending", "/pay/test/")
    decide(payment)
    now = timezone.now()
    try:
        for _ in range(2):
            payments.query(fresh(payment), at=now)
    finally:
        order_paid.disconnect(dispatch_uid=1)

    assert states(group) == PAID
    order = group.store_orders.get()
    assert order.ship_by == now + datetime.timedelta(hours=48)
    assert (fresh(group).paid_at, fresh(payment).captured_at) == (now, now)
    assert heard == [group.pk]


def test_asking_again_opens_nothing_twice(group):
    assert opened(group).pay_url == opened(group).pay_url
    assert Payment.objects.count() == 1


def test_a_declined_payment_may_be_tried_again(group):
    first = opened(group)
    decide(first, "decline")
    payments.query(first, at=timezone.now())
    assert states(group)[0::2] == ("pending_payment", {"failed"}, {"held"})

    second = opened(group)
    decide(second)
    payments.query(second, at=timezone.now())
    assert states(group) == ("paid", {"paid"}, {"failed", "captured"}, {}, {"committed"})


def test_a_payment_approved_for_later_is_pending_until_then(group):
    payment = opened(group)
    decide(payment, "later")
    assert payments.query(payment, at=timezone.now()).status == "pending"


def test_what_is_about_to_be_asked_is_written_first(group, monkeypatch):
    seen = []

    def look(self, intent):
        seen.append(Payment.objects.get(out_trade_no=intent.out_trade_no).status)
        return Opened(Verdict.OK, "/pay/test/x", "T1")

    monkeypatch.setattr(provider.TestGateway, "open", look)
    opened(group)
    assert seen == ["opening"]


def test_a_provider_that_never_answered_is_asked_again_by_the_same_number(group, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(provider.TestGateway, "open", silent)
        lost = opened(group)
    assert lost.status == "unknown"

    found = opened(group)
    assert (found.pk, found.status, bool(found.pay_url)) == (lost.pk, "pending", True)


def test_an_answer_lost_on_the_way_back_is_found_by_asking(group, monkeypatch):
    real = provider.TestGateway.open

    def drop(self, intent):
        real(self, intent)
        raise ConnectionError

    monkeypatch.setattr(provider.TestGateway, "open", drop)
    payment = opened(group)
    assert payments.query(payment, at=timezone.now()).status == "pending"


def test_a_refusal_is_a_failure_and_says_so(group, monkeypatch):
    monkeypatch.setattr(provider.TestGateway, "open", lambda *_: Opened(Verdict.REFUSED))
    with pytest.raises(attempts.ProviderRefused):
        opened(group)
    assert states(group)[2] == {"failed"}


def test_no_attempt_starts_after_the_last_moment(group):
    with pytest.raises(attempts.NotPayable):
        opened(group, at=group.expires_at)
    closing.cancel(group, actor=group.buyer, at=timezone.now())
    with pytest.raises(attempts.NotPayable):
        opened(group)


@pytest.mark.parametrize(
    "lie", [{"amount": 1}, {"currency": "USD"}, {"payee": "other"}, {"app": "other"}]
)
def test_a_capture_of_something_else_is_not_believed(group, monkeypatch, lie):
    payment = opened(group)
    truth = {
        "out_trade_no": payment.out_trade_no,
        "trade_id": payment.trade_id,
        "amount": payment.amount,
        "currency": "CNY",
        "payee": "test-merchant",
        "app": "test-app",
    }
    trade = Trade(Verdict.OK, TradeState.CAPTURED, **{**truth, **lie})
    monkeypatch.setattr(provider.TestGateway, "query", lambda *_: trade)
    with pytest.raises(payments.WrongCapture):
        payments.query(payment, at=timezone.now())
    assert closing.reconcile(at=timezone.now() + MINUTE) == 1
    assert states(group)[0::2] == ("pending_payment", {"pending"}, {"held"})


def test_the_trade_of_another_payment_is_not_believed(group):
    other = PaymentFactory(group=placed(key="other"), trade_id="T-1")
    payment = opened(group)
    trade = Trade(
        Verdict.OK,
        TradeState.CAPTURED,
        payment.out_trade_no,
        other.trade_id,
        payment.amount,
        "CNY",
        "test-merchant",
        "test-app",
    )
    with pytest.raises(payments.WrongCapture):
        payments.apply(payment, trade, at=timezone.now())
    assert fresh(payment).status == "pending"


def test_money_that_comes_after_closing_goes_back(group):
    payment = opened(group)
    now = timezone.now()
    closing.cancel(group, actor=group.buyer, at=now)
    assert states(group) == ("closed", {"closed"}, {"closed"}, {}, {"released"})

    trade = _captured(payment)
    for _ in range(2):
        payments.apply(payment, trade, at=now)
    assert states(group)[3] == {"late_capture": "approved"}
    assert states(group)[0] == "closed"
    assert states(group)[2] == {"captured"}


def test_a_second_capture_goes_back(group):
    first, second = opened(group), PaymentFactory(group=group, status="pending")
    now = timezone.now()
    for payment in (first, second):
        payments.apply(payment, _captured(payment), at=now)
    assert states(group) == (
        "paid",
        {"paid"},
        {"captured"},
        {"duplicate_capture": "approved"},
        {"committed"},
    )
    assert Refund.objects.get().payment == second


def _captured(payment):
    return Trade(
        Verdict.OK,
        TradeState.CAPTURED,
        payment.out_trade_no,
        f"T-{payment.pk}",
        payment.amount,
        payment.currency,
        "test-merchant",
        "test-app",
    )
