"""What happened before the books were kept, or escaped them: found, and booked now."""

import logging
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet, Value
from django.db.models.functions import Concat

from shop.models import Account, Entry, Line, Payment, Refund, StoreOrder
from shop.services import bookings, payments

log = logging.getLogger(__name__)

AT_ONCE = 500


def book_missing(*, at: datetime) -> int:
    """Book every capture, refund and completion that has no entry; with none, nothing happens."""
    return (
        _each(_captures(), lambda payment: _captured(payment, at))
        + _each(_refunds(), lambda refund: bookings.refunded(refund, at=at))
        + _each(_completions(), lambda order: bookings.completed(order, at=at))
    )


def _each(rows: QuerySet, book: Callable[[Any], Entry | None]) -> int:
    booked = 0
    for row in rows.order_by("pk")[:AT_ONCE]:
        # One booking a transaction: see services.ledger.
        with transaction.atomic():
            if book(row) is not None:
                booked += 1
                log.warning("%s was not in the ledger.", row)
    return booked


def _captured(payment: Payment, at: datetime) -> Entry | None:
    is_stray = payment.refunds.filter(order=None).exists()
    book = bookings.strayed if is_stray else bookings.captured
    return book(payment, at=at)


def _captures() -> QuerySet[Payment]:
    taken = Payment.objects.filter(status__in=payments.TAKEN, amount__gt=0)
    return taken.exclude(_booked("capture:", "out_trade_no"))


def _refunds() -> QuerySet[Refund]:
    given = Refund.objects.filter(status=Refund.Status.SUCCEEDED).select_related("payment")
    return given.exclude(_booked("refund:", "out_request_no"))


def _completions() -> QuerySet[StoreOrder]:
    done = StoreOrder.objects.filter(status=StoreOrder.Status.COMPLETED)
    waits = Line.objects.filter(order=OuterRef("pk"), account__kind=Account.Kind.PENDING)
    return done.filter(Exists(waits)).exclude(_booked("completed:", "number"))


def _booked(prefix: str, number: str) -> Exists:
    return Exists(Entry.objects.filter(ref=Concat(Value(prefix), OuterRef(number))))
