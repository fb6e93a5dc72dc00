"""The parcel leaves: what was promised is no longer on hand."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import RuleViolation
from shop.models import OrderGroup, StockHold, StoreOrder
from shop.services import moves, stock
from shop.signals import order_shipped


class ParcelUnnamed(RuleViolation):
    code = "parcel_unnamed"
    status = 400


class NotYourStore(RuleViolation):
    code = "not_your_store"
    status = 404


@transaction.atomic
def ship(
    order: StoreOrder, *, carrier: str, tracking: str, actor: User, at: datetime
) -> StoreOrder:
    """Mark a paid order as shipped, by somebody who works in its store.

    :raises ParcelUnnamed: without carrier and tracking number
    :raises IllegalMove: if it is not paid, or shipped already
    """
    if not carrier.strip():
        raise ParcelUnnamed(_("Name the carrier."), field="carrier")
    if not tracking.strip():
        raise ParcelUnnamed(_("Give the tracking number."), field="tracking")
    if not StoreOrder.objects.for_staff(actor).filter(pk=order.pk).exists():
        raise NotYourStore(_("There is nothing here."))
    OrderGroup.objects.select_for_update().get(pk=order.group_id)
    order = StoreOrder.objects.select_for_update().get(pk=order.pk)
    moves.move(
        order,
        "ship",
        at=at,
        actor=actor,
        carrier=carrier.strip()[:40],
        tracking=tracking.strip()[:60],
        shipped_at=at,
    )
    order_shipped.send(sender=StoreOrder, order=order)
    stock.ship(StockHold.objects.of_order(order).committed(), at=at, actor=actor)
    return order
