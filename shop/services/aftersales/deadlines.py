"""Acts for those who say nothing, and ends cases whose money or goods have arrived."""

import logging
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from core.errors import RuleViolation
from shop.models import AfterSale, Parcel, Refund
from shop.services.aftersales import answering, moving, settling

log = logging.getLogger(__name__)

AT_ONCE = 100
Status = AfterSale.Status


def run(*, at: datetime) -> int:
    """Carry out whatever is due on cases, each in a transaction of its own."""
    sent = Parcel.objects.filter(case=OuterRef("pk"))
    arrived = Exists(sent.filter(delivered_at__isnull=False))
    cases = AfterSale.objects.open().select_related("order")
    cases = cases.annotate(has_arrived=arrived).filter(
        Q(due_at__lte=at)
        | Q(status=Status.REFUNDING, refund__status=Refund.Status.SUCCEEDED)
        | Q(status=Status.RESHIPPING, has_arrived=True)
    )
    return sum(_resolve(case, at=at) for case in cases.order_by("due_at", "pk")[:AT_ONCE])


def _resolve(case: AfterSale, *, at: datetime) -> bool:
    before = case.status
    try:
        with transaction.atomic():
            case = moving.locked(case)
            if case.status != before:
                return False
            _act(case, at=at)
    except RuleViolation as refusal:
        log.error("Case %s cannot go on: %s", case.number, refusal.code)
        return False
    return case.status != before


def _act(case: AfterSale, *, at: datetime) -> None:
    is_due = case.due_at is not None and case.due_at <= at
    if case.status == Status.REFUNDING:
        if case.refund and case.refund.status == Refund.Status.SUCCEEDED:
            moving.move(case, "settle", at=at)
    elif case.status == Status.RESHIPPING:
        _resolve_exchange(case, is_due, at=at)
    elif is_due:
        _act_for_the_silent(case, at=at)


def _act_for_the_silent(case: AfterSale, *, at: datetime) -> None:
    if case.status == Status.APPLIED and case.is_unshipped:
        answering.concede(case, at=at)
    elif case.status == Status.APPLIED:
        moving.move(case, "pass_on", at=at)
    elif case.status == Status.RETURN_SHIPPED:
        settling.accept_return(case, at=at)
    else:
        moving.move(case, "lapse", at=at)


def _resolve_exchange(case: AfterSale, is_due: bool, *, at: datetime) -> None:
    parcel = case.parcels.first()
    if parcel is not None and (parcel.delivered_at or is_due):
        moving.move(case, "settle", at=at)
    elif parcel is None and is_due:
        settling.give_up_exchange(case, at=at)
