"""What happens when somebody says nothing for too long: every date that a page shows.

Each sweep takes rows that another worker does not hold, and may run twice.
"""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from core.errors import RuleViolation
from shop.models import AfterSale, StatusChange, StoreOrder
from shop.services import fulfilment, moves

log = logging.getLogger(__name__)

AT_ONCE = 100


def run(*, at: datetime) -> int:
    """Carry out whatever is due on orders."""
    return mark_late(at=at) + refund_unshipped(at=at) + receive(at=at) + complete(at=at)


@transaction.atomic
def mark_late(*, at: datetime) -> int:
    """Say of each order that its store missed the promised date."""
    due = StoreOrder.objects.select_for_update(skip_locked=True).filter(
        status__in=fulfilment.TO_SHIP, ship_by__lte=at, late_at=None
    )
    late = list(due.order_by("ship_by")[:AT_ONCE])
    StoreOrder.objects.filter(pk__in=[order.pk for order in late]).update(late_at=at)
    StatusChange.objects.bulk_create(
        moves.change("store_order", order.pk, "late", order.status, order.status, at=at, actor=None)
        for order in late
    )
    return len(late)


def refund_unshipped(*, at: datetime) -> int:
    """A store that never ships gives the money back, whether the buyer asks or not."""
    paid_before = at - timedelta(days=settings.SHOP["UNSHIPPED_REFUND_DAYS"])
    due = StoreOrder.objects.filter(
        status__in=fulfilment.TO_SHIP, late_at__isnull=False, group__paid_at__lte=paid_before
    )
    return _each(due.order_by("ship_by"), lambda one: fulfilment.cancel_unshipped(one, at=at))


def receive(*, at: datetime) -> int:
    """Days after delivery, or after shipping where no carrier tells: it counts as received."""
    due = StoreOrder.objects.filter(status=StoreOrder.Status.SHIPPED, receive_by__lte=at)
    return _each(
        _undisputed(due).order_by("receive_by"), lambda one: fulfilment.receive(one, at=at)
    )


def complete(*, at: datetime) -> int:
    due = StoreOrder.objects.filter(status=StoreOrder.Status.RECEIVED, complete_by__lte=at)
    return _each(
        _undisputed(due).order_by("complete_by"), lambda one: fulfilment.complete(one, at=at)
    )


def _undisputed(orders: QuerySet[StoreOrder]) -> QuerySet[StoreOrder]:
    return orders.exclude(Exists(AfterSale.objects.open().filter(order=OuterRef("pk"))))


def _each(due: QuerySet[StoreOrder], act: Callable[[StoreOrder], StoreOrder]) -> int:
    """Each in a transaction of its own; one that was settled meanwhile is left."""
    done = 0
    for order in due[:AT_ONCE]:
        try:
            act(order)
            done += 1
        except RuleViolation as refusal:
            log.info("Order %s is left as it is: %s", order.number, refusal.code)
    return done
