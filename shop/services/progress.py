"""How far an order has come: recomputed from what left the house, in the transaction that moved it.

Callers hold the locks of the group and of the order.
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Q, Sum

from accounts.models import User
from shop.models import AfterSale, StockHold, StoreOrder
from shop.services import moves

COMMITTED, SHIPPED = StockHold.Status.COMMITTED, StockHold.Status.SHIPPED


def waiting(order: StoreOrder) -> dict[int, int]:
    """Line → pieces that are paid for and still in the house."""
    holds = StockHold.objects.filter(line__order=order, case=None, status=COMMITTED)
    sums = holds.values_list("line").annotate(Sum("quantity")).order_by("line")
    return dict(sums)


def shippable(order: StoreOrder) -> dict[int, int]:
    """Line → pieces that may leave now: what a buyer wants refunded stays until that is settled."""
    disputed = AfterSale.objects.open().filter(order=order, is_unshipped=True)
    kept = dict(disputed.values_list("line", "quantity"))
    free = {pk: count - kept.get(pk, 0) for pk, count in waiting(order).items()}
    return {pk: count for pk, count in free.items() if count > 0}


def settle(order: StoreOrder, *, at: datetime, actor: User | None = None) -> None:
    """Move a paid order to partly shipped or shipped if it has come so far; else nothing."""
    sums = StockHold.objects.filter(line__order=order, case=None).aggregate(
        waiting=Sum("quantity", filter=Q(status=COMMITTED)),
        gone=Sum("quantity", filter=Q(status=SHIPPED)),
    )
    if not sums["gone"]:
        return
    if sums["waiting"]:
        if moves.may(order, "ship_part"):
            moves.move(order, "ship_part", at=at, actor=actor)
    elif moves.may(order, "ship"):
        receive_by = at + timedelta(days=settings.SHOP["RECEIVE_DAYS_SHIPPED"])
        moves.move(order, "ship", at=at, actor=actor, shipped_at=at, receive_by=receive_by)
        note_delivery(order)


def note_delivery(order: StoreOrder) -> None:
    """Once all of a shipped order's parcels are there, the buyer's days to look at it count."""
    if order.status != StoreOrder.Status.SHIPPED or order.delivered_at:
        return
    arrived = list(order.parcels.of_purchase().values_list("delivered_at", flat=True))
    if not arrived or None in arrived:
        return
    order.delivered_at = max(moment for moment in arrived if moment)
    days = timedelta(days=settings.SHOP["RECEIVE_DAYS_DELIVERED"])
    order.receive_by = order.delivered_at + days
    order.save(update_fields=["delivered_at", "receive_by"])
