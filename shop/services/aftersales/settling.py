"""Money and goods of a case: what is owed once a side, a deadline or the platform has decided."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from shop.models import AfterSale, Parcel, Stock, StockHold, StoreOrder
from shop.services import fulfilment, progress, refunds, stock
from shop.services.aftersales import moving
from shop.services.aftersales.moving import refuse
from shop.signals import order_shipped

Kind, Status = AfterSale.Kind, AfterSale.Status


def refund(case: AfterSale, event: str, *, at: datetime, actor: User | None = None) -> None:
    """Move a locked case to `refunding`, and owe the buyer its money."""
    line, worth = case.line, moving.worth(case.line, case.quantity)
    asked = case.asked if case.asked is not None and case.asked < worth else None
    # Where money alone goes back, the pieces stay the buyer's.
    pieces = case.quantity if asked is None else 0
    owed = refunds.request(
        case.order,
        cause="after_sale",
        lines=[(line, pieces, asked)],
        shipping=_delivery_fee(case),
        actor=actor,
        at=at,
        have_left=not case.is_unshipped,
    )
    moving.move(case, event, at=at, actor=actor, refund=owed)


def _delivery_fee(case: AfterSale) -> int:
    """Where nothing of the order will ever leave, its delivery fee goes back too."""
    order = case.order
    if not case.is_unshipped or order.status != StoreOrder.Status.PAID:
        return 0
    if progress.waiting(order) != {case.line_id: case.quantity}:
        return 0
    given = sum(one.shipping for one in order.refunds.exclude(status="failed"))
    return max(order.shipping - given, 0)


def accept_return(case: AfterSale, *, at: datetime, actor: User | None = None) -> None:
    """What came back is in order: send another, or give the money back where there is none."""
    if case.kind == Kind.EXCHANGE and _held(case, at=at):
        moving.move(case, "accept_exchange", at=at, actor=actor)
    else:
        refund(case, "accept_refund", at=at, actor=actor)


class _TooFew(Exception):
    pass


def _held(case: AfterSale, *, at: datetime) -> bool:
    """Claim the replacement's stock; False if there is too little."""
    found = Stock.objects.filter(sku=case.replacement, bucket=stock.BUCKET).first()
    if found is None:
        return False
    hold = StockHold(line=case.line, stock=found, case=case, quantity=case.quantity)
    try:
        with transaction.atomic():
            if stock.hold([hold]):
                raise _TooFew
            stock.commit([hold], at=at)
    except _TooFew:
        return False
    return True


@transaction.atomic
def reship(case: AfterSale, *, carrier: str, tracking: str, actor: User, at: datetime) -> AfterSale:
    """Send the replacement, in a parcel of its own.

    :raises CaseRefused: if it was sent already
    """
    carrier, tracking = fulfilment.named(carrier, tracking)
    case = moving.for_store(case, actor)
    waiting = case.holds.filter(status=StockHold.Status.COMMITTED).select_related("stock")
    if case.status != Status.RESHIPPING or not waiting:
        raise refuse(_("No replacement waits to be sent."))
    if case.order.parcels.filter(carrier=carrier, tracking=tracking).exists():
        raise fulfilment.ParcelKnown(
            _("This order has a parcel with this number already."), field="tracking"
        )
    parcel = Parcel.objects.create(
        order=case.order, case=case, carrier=carrier, tracking=tracking, shipped_at=at
    )
    fulfilment.pack(parcel, {case.line_id: case.quantity})
    case.due_at = at + timedelta(days=settings.SHOP["RECEIVE_DAYS_SHIPPED"])
    case.save(update_fields=["due_at"])
    stock.ship(waiting, at=at, actor=actor)
    order_shipped.send(sender=StoreOrder, order=case.order, parcel=parcel)
    return case


def give_up_exchange(case: AfterSale, *, at: datetime) -> None:
    """The store never sent the replacement: its stock is free, and the money goes back."""
    waiting = case.holds.filter(status=StockHold.Status.COMMITTED).select_related("stock")
    holds = list(waiting)
    refund(case, "lapse", at=at)
    stock.release(holds, at=at)


@transaction.atomic
def restock(case: AfterSale, quantity: int, *, actor: User, at: datetime) -> AfterSale:
    """Decide, once, how much of what came back is fit for the shelf; none is a decision too.

    :raises CaseRefused: if nothing came back, or it was decided already
    """
    case = moving.for_store(case, actor)
    if not case.back_tracking or case.status not in (
        Status.REFUNDING,
        Status.RESHIPPING,
        Status.DONE,
    ):
        raise refuse(_("Nothing came back that could be put on the shelf."))
    if case.restocked is not None:
        raise refuse(_("This was decided already."))
    if not 0 <= quantity <= case.quantity:
        raise refuse(_("A number from 0 to %(most)d.") % {"most": case.quantity}, "restocked")
    case.restocked = quantity
    case.save(update_fields=["restocked"])
    if quantity:
        stock.adjust(
            case.line.sku,
            quantity,
            reference=f"restock:{case.number}",
            actor=actor,
            reason=_("Came back: %(number)s") % {"number": case.number},
        )
    return case
