"""One move of a case: under its locks, with the deadline of the state that it comes to."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Sum
from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import RuleViolation
from shop import machines
from shop.models import AfterSale, OrderLine, RefundLine
from shop.money import share_of_units
from shop.services import fulfilment, moves
from shop.signals import aftersale_changed

Status = AfterSale.Status
# State → the setting that says how long it may last. The others wait for the platform, or for
# the payment provider.
LASTS = {
    Status.APPLIED: "ANSWER_HOURS",
    Status.REJECTED: "REJECTED_DAYS",
    Status.AWAITING_RETURN: "RETURN_DAYS",
    Status.RETURN_SHIPPED: "INSPECT_DAYS",
    Status.RESHIPPING: "RESHIP_DAYS",
}


class NotYourCase(RuleViolation):
    code = "not_your_case"
    status = 404


class CaseRefused(RuleViolation):
    """What was asked for or answered does not fit this order line."""

    code = "case_refused"


def locked(case: AfterSale) -> AfterSale:
    """The case behind the locks of its order: whoever moves it waits here for the others."""
    fulfilment.locked(case.order)
    return AfterSale.objects.select_for_update(of=("self",)).get(pk=case.pk)


def move(
    case: AfterSale, event: str, *, at: datetime, actor: User | None = None, **stamps: Any
) -> None:
    """Move a locked case, and say when its new state resolves itself.

    :raises IllegalMove: if the machine knows no such way
    """
    to = machines.target(machines.AFTER_SALE, case.status, event)
    ended_at = at if to in AfterSale.ENDED else None
    due_at = due(to, at=at) if to else None
    moves.move(case, event, at=at, actor=actor, due_at=due_at, ended_at=ended_at, **stamps)
    aftersale_changed.send(sender=AfterSale, case=case, event=event)


def due(state: str, *, at: datetime) -> datetime | None:
    setting = LASTS.get(Status(state))
    if setting is None:
        return None
    count = settings.SHOP[setting]
    return at + (timedelta(hours=count) if setting.endswith("HOURS") else timedelta(days=count))


def given_back(line: OrderLine) -> tuple[int, int]:
    """Pieces and money of a line that went back, or are on their way."""
    rows = RefundLine.objects.filter(line=line).exclude(refund__status="failed")
    sums = rows.aggregate(pieces=Sum("quantity"), money=Sum("amount"))
    return sums["pieces"] or 0, sums["money"] or 0


def worth(line: OrderLine, quantity: int) -> int:
    """What so many of the pieces that are left cost, in minor units."""
    gone, money = given_back(line)
    if quantity > line.quantity - gone:
        return 0
    share = share_of_units(line.paid, line.quantity, before=gone, taken=quantity)
    return min(share, line.paid - money)


def refuse(message: str, field: str = "") -> CaseRefused:
    return CaseRefused(message, field=field)


def for_store(case: AfterSale, actor: User) -> AfterSale:
    """The locked case, for somebody who works in its store.

    :raises NotYourCase: for everybody else
    """
    if not AfterSale.objects.for_staff(actor).filter(pk=case.pk).exists():
        raise NotYourCase(_("There is nothing here."))
    return locked(case)


def for_buyer(case: AfterSale, buyer: User) -> AfterSale:
    """The locked case, for its buyer.

    :raises NotYourCase: for everybody else
    """
    if not AfterSale.objects.visible_to(buyer).filter(pk=case.pk).exists():
        raise NotYourCase(_("There is nothing here."))
    return locked(case)
