"""The real SDKs against a provider over HTTP: one story, three providers, every fault."""

import datetime

import pytest
from django.utils import timezone

from shop.gateways.base import BadCallback
from shop.models import Payment, Refund, StatusChange
from shop.services import audit, closing, payments, refunds
from tests.factories.orders import placed
from tests.factories.shop import StoreFactory
from tests.provider.process import NAMES
from tests.provider.server import FAULTS
from tests.shop.payer import PAID, fresh, states
from tests.shop.providers import opened_at, start

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("balanced_books")]
MINUTE = datetime.timedelta(minutes=1)
# Nobody learns from an answer that does not come, or is not to be believed.
MUTE = {"delay", "drop after capture", "5xx", "wrong amount", "bad signature"}
REFUSED = {
    "bad signature": BadCallback,
    "stale timestamp": BadCallback,
    "wrong amount": payments.WrongCapture,
}


def _is_mute(name, fault):
    # Stripe's answers are believed for the line they come by; they bear no signature.
    return fault in MUTE and (name, fault) != ("stripe", "bad signature")


def _tell(provider, payment):
    """The callbacks as they come; what they were refused with."""
    refused = set()
    for headers, raw in provider.callbacks(payment):
        try:
            payments.receive(payment.provider, headers, raw, at=timezone.now())
        except (BadCallback, payments.WrongCapture) as reason:
            refused.add(type(reason))
    return refused


@pytest.mark.parametrize("fault", sorted(FAULTS))
def test_whatever_fails_it_is_paid_once_and_given_back_once(provider, name, fault):
    group, now = placed(provider=name), timezone.now()
    provider.fail(fault)
    first = start(group, name)
    provider.fail()
    payment = start(group, name)
    assert (payment.pk, payment.status) == (first.pk, "pending")
    assert provider.pay(payment)

    provider.fail(fault)
    payments.look(group, at=now)
    assert (states(group) == PAID) != _is_mute(name, fault)
    assert _tell(provider, payment) == ({REFUSED[fault]} if fault in REFUSED else set())
    provider.fail()
    closing.reconcile(at=now + MINUTE)
    assert states(group) == PAID
    assert StatusChange.objects.filter(event="capture_confirmed").count() == 1
    assert audit.findings() == []
    _give_back_half(provider, fault, group)


def _give_back_half(provider, fault, group):
    order, now = group.store_orders.get(), timezone.now()
    line = order.lines.get()
    refund = refunds.request(
        order, cause="test", lines=[(line, 0, line.paid // 2)], actor=None, at=now
    )
    provider.fail(fault)
    refunds.submit_due(at=now)
    provider.fail()
    refunds.submit_due(at=now + MINUTE)
    assert fresh(refund).status == "succeeded"
    payment = Payment.objects.get()
    assert provider.refunds(payment) == {refund.out_request_no: line.paid // 2}
    assert payment.status == "partly_refunded"


@pytest.mark.parametrize("fault", sorted(FAULTS - {"silence", "duplicate", "reorder"}))
def test_whatever_fails_an_order_is_closed_and_can_no_longer_be_paid(provider, name, fault):
    payment, now = opened_at(name), timezone.now()
    provider.fail(fault)
    closing.cancel(payment.group, actor=payment.group.buyer, at=now)
    provider.fail()
    closing.settle_closing(at=now + MINUTE)
    assert states(payment.group)[0::2] == ("closed", {"closed"}, {"released"})
    # Alipay knows nothing of a payment before its payer comes: the address is good until then.
    assert provider.pay(payment) == (name == "alipay")


def test_money_that_alipay_takes_after_closing_goes_back(provider):
    payment, now = opened_at("alipay"), timezone.now()
    closing.cancel(payment.group, actor=payment.group.buyer, at=now)
    provider.pay(payment)
    assert _tell(provider, payment) == set()
    assert states(payment.group)[3] == {"late_capture": "approved"}
    refunds.submit_due(at=now)
    assert Refund.objects.get().status == "succeeded"
    assert sum(provider.refunds(payment).values()) == payment.amount


def test_a_capture_that_meets_the_closing_pays_the_order(provider, name):
    payment = opened_at(name)
    provider.pay(payment)
    closing.expire_due(at=payment.group.expires_at)
    assert states(payment.group) == PAID


def test_another_provider_closes_the_first(provider, name):
    payment = opened_at(name)
    other = NAMES[(NAMES.index(name) + 1) % 3]
    second = start(payment.group, other)
    assert (fresh(payment).status, second.status, second.provider) == ("closed", "pending", other)
    provider.pay(second)
    payments.look(payment.group, at=timezone.now())
    assert states(payment.group)[0] == "paid"


def test_the_bill_finds_what_nobody_told(provider, name):
    payment = opened_at(name)
    provider.pay(payment)
    tomorrow = timezone.now() + datetime.timedelta(days=1)
    assert closing.match_bill(name, at=tomorrow) == 1
    assert closing.match_bill(name, at=tomorrow) == 0
    assert states(payment.group) == PAID


def test_an_order_of_another_currency_is_not_offered_to_those_who_take_yuan(provider):
    assert payments.gateways_for([StoreFactory(currency="EUR")]) == ["stripe"]
