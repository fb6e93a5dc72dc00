"""What happens next with an order or a case, and when: the same words for both sides."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from core.wording import exact
from shop.models import AfterSale, StoreOrder
from shop.services import fulfilment

Order, Case = StoreOrder.Status, AfterSale.Status


@dataclass(frozen=True, slots=True)
class NextStep:
    """
    :param words: what it is, with `%(moment)s` where the moment stands
    """

    words: Any
    moment: datetime

    def __str__(self) -> str:
        return str(self.words) % {"moment": exact(self.moment)}


def of_order(order: StoreOrder, *, at: datetime) -> NextStep | None:
    """The next deadline of an order; its group is loaded with it."""
    if order.status == Order.PENDING_PAYMENT:
        return NextStep(_("To be paid by %(moment)s"), order.group.expires_at)
    if order.status in fulfilment.TO_SHIP and order.ship_by:
        return _of_unshipped(order, order.ship_by, at=at)
    if order.status == Order.SHIPPED and order.receive_by:
        return NextStep(_("Counts as received on %(moment)s"), order.receive_by)
    if order.status == Order.RECEIVED and order.complete_by:
        return NextStep(_("After-sales can be asked for until %(moment)s"), order.complete_by)
    return None


def _of_unshipped(order: StoreOrder, ship_by: datetime, *, at: datetime) -> NextStep:
    if ship_by > at:
        return NextStep(_("The store ships by %(moment)s"), ship_by)
    begins = fulfilment.cancel_from(order)
    if begins and begins > at:
        return NextStep(_("The store is late; the buyer may cancel from %(moment)s"), begins)
    days = settings.SHOP["UNSHIPPED_REFUND_DAYS"]
    paid_at = order.group.paid_at or ship_by
    ends = paid_at + timedelta(days=days)
    return NextStep(_("The store is late; the money goes back by itself on %(moment)s"), ends)


IN_CASE = {
    Case.REJECTED: _("Closes on %(moment)s, unless the buyer asks anew or calls the platform"),
    Case.AWAITING_RETURN: _("To be sent back by %(moment)s, or it closes"),
    Case.RETURN_SHIPPED: _("Counts as accepted on %(moment)s, unless the store objects"),
}


def of_case(case: AfterSale) -> NextStep | None:
    """The next deadline of a case; None while the platform or the provider is at work."""
    if case.due_at is None:
        return None
    if case.status == Case.APPLIED and case.is_unshipped:
        words = _("The store answers by %(moment)s, or the money goes back")
    elif case.status == Case.APPLIED:
        words = _("The store answers by %(moment)s, or the platform decides")
    elif case.status == Case.RESHIPPING and case.parcels.exists():
        words = _("Counts as arrived on %(moment)s")
    elif case.status == Case.RESHIPPING:
        words = _("The replacement is sent by %(moment)s, or the money goes back")
    else:
        words = IN_CASE[Case(case.status)]
    return NextStep(words, case.due_at)
