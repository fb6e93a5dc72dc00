"""Somebody with something to complain about."""

from datetime import timedelta

from django.utils import timezone

from shop.models import AfterSale
from shop.services import fulfilment, refunds
from shop.services.aftersales import answering, asking
from shop.services.aftersales import deadlines as case_deadlines
from shop.services.aftersales.asking import Wish
from tests.factories.shop import SkuFactory, StoreStaffFactory
from tests.shop.payer import paid


def sold(quantity=2, on_hand=9, price=3333, **values):
    """A paid order of so many pieces."""
    return paid(skus=[SkuFactory(price=price, on_hand=on_hand)], quantity=quantity, **values)


def clerk_of(order):
    found = order.store.staff.first()
    return found.user if found else StoreStaffFactory(store=order.store).user


def shipped(at=None, **values):
    order = sold(**values)
    return fulfilment.ship(
        order, carrier="SF", tracking="OUT", actor=clerk_of(order), at=at or timezone.now()
    )


def wish(kind="refund", **values):
    return Wish(
        **{"kind": kind, "reason": "defective", "quantity": 1, "text": "It leaks", **values}
    )


def complain(order, kind="refund", *, at=None, **values):
    line = order.lines.get()
    at = at or timezone.now()
    return asking.apply(line, wish(kind, **values), buyer=order.group.buyer, at=at)


def again(case):
    return AfterSale.objects.get(pk=case.pk)


def days(count):
    return timedelta(days=count)


def settle(case, at=None):
    """The provider pays, and the sweep sees it."""
    refunds.submit_due(at=at or timezone.now())
    case_deadlines.run(at=at or timezone.now())
    return again(case)


def returned(case, order, at=None):
    at = at or timezone.now()
    answering.agree(case, actor=clerk_of(order), at=at)
    return asking.send_back(case, carrier="ZTO", tracking="BACK", buyer=order.group.buyer, at=at)
