"""Parcels leave, arrive, and the order ends: what staff and buyers do about a paid order."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import RuleViolation
from shop.models import AfterSale, OrderGroup, Parcel, ParcelLine, StockHold, StoreOrder
from shop.services import bookings, moves, progress, refunds, stock
from shop.signals import order_completed, order_received, order_shipped

TO_SHIP = (StoreOrder.Status.PAID, StoreOrder.Status.PARTLY_SHIPPED)


class ParcelUnnamed(RuleViolation):
    code = "parcel_unnamed"
    status = 400


class ParcelKnown(RuleViolation):
    """The order has a parcel of this carrier and number already."""

    code = "parcel_known"


class NotShippable(RuleViolation):
    """More pieces than may leave now, or none."""

    code = "not_shippable"


class NotYourStore(RuleViolation):
    code = "not_your_store"
    status = 404


class TooEarly(RuleViolation):
    code = "too_early"


@transaction.atomic
def ship(
    order: StoreOrder,
    *,
    carrier: str,
    tracking: str,
    actor: User,
    at: datetime,
    units: Mapping[int, int] | None = None,
) -> StoreOrder:
    """Send a parcel of a paid order, by somebody who works in its store.

    :param units: line → pieces; without it, all that may leave now
    :raises ParcelUnnamed: without carrier and tracking number
    :raises ParcelKnown: if the order has this parcel already
    :raises NotShippable: if so many pieces may not leave now
    :raises IllegalMove: if the order is not paid, or shipped already
    """
    carrier, tracking = named(carrier, tracking)
    if not StoreOrder.objects.for_staff(actor).filter(pk=order.pk).exists():
        raise NotYourStore(_("There is nothing here."))
    order = locked(order)
    if order.parcels.filter(carrier=carrier, tracking=tracking).exists():
        raise ParcelKnown(_("This order has a parcel with this number already."), field="tracking")
    if not moves.may(order, "ship"):
        raise moves.IllegalMove(_("This is no longer possible."), detail={"state": order.status})
    wanted = _wanted(order, units)
    parcel = Parcel.objects.create(order=order, carrier=carrier, tracking=tracking, shipped_at=at)
    pack(parcel, wanted)
    holds = StockHold.objects.of_order(order).committed()
    leaving: list[StockHold] = []
    for line, count in wanted.items():
        leaving += stock.part(holds.filter(line=line), count, at=at)
    stock.ship(leaving, at=at, actor=actor)
    progress.settle(order, at=at, actor=actor)
    order_shipped.send(sender=StoreOrder, order=order, parcel=parcel)
    return order


def _wanted(order: StoreOrder, units: Mapping[int, int] | None) -> dict[int, int]:
    free = progress.shippable(order)
    wanted = free if units is None else {pk: count for pk, count in units.items() if count}
    if not wanted:
        raise NotShippable(
            _("Nothing of this order may leave now: the rest waits for a refund to be settled.")
            if units is None
            else _("Say how many pieces lie in this parcel."),
            field="units",
        )
    for pk, count in wanted.items():
        if not 0 < count <= free.get(pk, 0):
            raise NotShippable(
                _("Only %(count)d of this line may leave now.") % {"count": free.get(pk, 0)},
                field="units",
                detail={"line": pk, "free": free.get(pk, 0)},
            )
    return wanted


def named(carrier: str, tracking: str) -> tuple[str, str]:
    """Carrier and number as they are kept.

    :raises ParcelUnnamed: if either is missing
    """
    carrier, tracking = carrier.strip(), tracking.strip()
    if not carrier:
        raise ParcelUnnamed(_("Name the carrier."), field="carrier")
    if not tracking:
        raise ParcelUnnamed(_("Give the tracking number."), field="tracking")
    return carrier[:40], tracking[:60]


def pack(parcel: Parcel, units: Mapping[int, int]) -> None:
    """Write down what lies in the parcel."""
    ParcelLine.objects.bulk_create(
        ParcelLine(parcel=parcel, line_id=line, quantity=count)
        for line, count in sorted(units.items())
    )


def locked(order: StoreOrder) -> StoreOrder:
    """The order behind its locks, in the one order in which all take them."""
    OrderGroup.objects.select_for_update().get(pk=order.group_id)
    return StoreOrder.objects.select_for_update().get(pk=order.pk)


@transaction.atomic
def receive(order: StoreOrder, *, at: datetime, actor: User | None = None) -> StoreOrder:
    """The buyer has it all, or said nothing for long enough. A repeat changes nothing.

    :raises IllegalMove: if it was not shipped as a whole
    """
    order = locked(order)
    if order.status in (StoreOrder.Status.RECEIVED, StoreOrder.Status.COMPLETED):
        return order
    complete_by = at + timedelta(days=settings.SHOP["COMPLETE_DAYS"])
    moves.move(order, "receive", at=at, actor=actor, received_at=at, complete_by=complete_by)
    order_received.send(sender=StoreOrder, order=order)
    return order


@transaction.atomic
def complete(order: StoreOrder, *, at: datetime) -> StoreOrder:
    """The days for complaints are over: what store and creator earned may be paid out.

    :raises TooEarly: before that day, or while a case is open
    :raises IllegalMove: if it was not received
    """
    order = locked(order)
    is_early = order.complete_by is None or order.complete_by > at
    if is_early or AfterSale.objects.open().filter(order=order).exists():
        raise TooEarly(_("This order cannot be completed yet."))
    moves.move(order, "complete", at=at)
    bookings.completed(order, at=at)
    order_completed.send(sender=StoreOrder, order=order)
    return order


def cancel_from(order: StoreOrder) -> datetime | None:
    """From when on the buyer may cancel what the store did not ship; None if it cannot be."""
    paid_at = order.group.paid_at
    if order.status not in TO_SHIP or paid_at is None:
        return None
    return paid_at + timedelta(days=settings.SHOP["UNSHIPPED_CANCEL_DAYS"])


@transaction.atomic
def cancel_unshipped(order: StoreOrder, *, at: datetime, actor: User | None = None) -> StoreOrder:
    """Give back the money of all that the store has not shipped for so long.

    :raises TooEarly: while the store still has time
    :raises IllegalMove: if nothing waits to be shipped
    """
    order = locked(order)
    begins = cancel_from(order)
    if begins is None:
        raise moves.IllegalMove(_("This is no longer possible."), detail={"state": order.status})
    if begins > at:
        raise TooEarly(_("The store still has time to ship."), detail={"from": begins.isoformat()})
    waiting = progress.waiting(order)
    _end_disputes(order, at=at)
    lines = [(line, waiting[line.pk], None) for line in order.lines.filter(pk__in=waiting)]
    shipping = order.shipping if order.status == StoreOrder.Status.PAID else 0
    given = sum(refund.shipping for refund in order.refunds.exclude(status="failed"))
    refunds.request(
        order,
        cause="never_shipped",
        lines=lines,
        shipping=max(shipping - given, 0),
        actor=actor,
        at=at,
    )
    order.refresh_from_db()
    return order


def _end_disputes(order: StoreOrder, *, at: datetime) -> None:
    """Cases about pieces that are all refunded now have nothing left to settle."""
    cases = AfterSale.objects.open().filter(order=order, is_unshipped=True)
    for case in cases.select_for_update().order_by("pk"):
        if moves.may(case, "withdraw"):
            moves.move(case, "withdraw", at=at, ended_at=at, due_at=None)
