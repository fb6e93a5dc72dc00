"""Somebody who pays at the demo's provider, and a provider with faults."""

import time

from django.utils import timezone

from shop.gateways import test as provider
from shop.gateways.base import Trade, Verdict
from shop.models import OrderGroup, Payment, Refund, StockHold
from shop.services import attempts, payments
from tests.factories.orders import placed

RETURN = "http://shop.example/orders/x"


def opened(group, at=None):
    """The order's payment, opened at the provider."""
    return attempts.start(group, "test", return_url=RETURN, at=at or timezone.now())


def decide(payment, decision="approve"):
    provider.decide(payment.pay_url.rstrip("/").rsplit("/", 1)[-1], decision)


def paid(*args, **values):
    """An order of one store, placed and paid."""
    group = placed(*args, **values)
    payment = opened(group)
    decide(payment)
    payments.query(payment, at=timezone.now())
    return group.store_orders.get()


def callback(payment, at=None):
    """The provider's signed callback: headers and body."""
    return provider.event(payment.out_trade_no, at=at or time.time())


def receive(payment, at=None):
    headers, raw = callback(payment)
    return payments.receive("test", headers, raw, at=at or timezone.now())


def fresh(row):
    return type(row).objects.get(pk=row.pk)


def states(group):
    """Where everything of an order stands: group, orders, payments, refunds, holds."""
    return (
        OrderGroup.objects.get(pk=group.pk).status,
        {order.status for order in group.store_orders.all()},
        {payment.status for payment in Payment.objects.filter(group=group)},
        {refund.cause: refund.status for refund in Refund.objects.filter(payment__group=group)},
        {hold.status for hold in StockHold.objects.of_group(group)},
    )


PAID = ("paid", {"paid"}, {"captured"}, {}, {"committed"})


def silent(*args, **kwargs):
    """A provider that times out."""
    raise TimeoutError


def unknown(*args, **kwargs):
    return Trade(Verdict.UNKNOWN)
