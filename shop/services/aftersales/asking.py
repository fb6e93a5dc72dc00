"""What a buyer does: ask, ask again, take it to the platform, send back, or let it be."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from media.models import Picture
from shop.models import AfterSale, OrderLine, Sku, StoreOrder
from shop.services import fulfilment, moves, progress
from shop.services.aftersales import moving, thread
from shop.services.aftersales.moving import refuse

Kind = AfterSale.Kind
ASKABLE = (
    StoreOrder.Status.PAID,
    StoreOrder.Status.PARTLY_SHIPPED,
    StoreOrder.Status.SHIPPED,
    StoreOrder.Status.RECEIVED,
)


@dataclass(frozen=True, slots=True)
class Wish:
    """What a buyer asks for.

    :param asked: money, where less than these pieces cost is enough; with `refund` alone
    :param replacement: another variant of the product; None: the same again
    """

    kind: str
    reason: str
    quantity: int
    text: str = ""
    asked: int | None = None
    replacement: Sku | None = None


@dataclass(frozen=True, slots=True)
class Chance:
    """What may be asked for of a line now: kind → most pieces. Nothing: `why` says it."""

    kinds: dict[str, int]
    why: str = ""


def chance(line: OrderLine) -> Chance:
    """What may be asked for of this line, for the page that offers it."""
    if line.order.status not in ASKABLE:
        return Chance({}, _("The time for after-sales of this order is over, or has not come yet."))
    if AfterSale.objects.open().filter(line=line).exists():
        return Chance({}, _("There is a case about this already."))
    kinds = _kinds(line)
    return Chance(kinds, "" if kinds else _("All of this was refunded already."))


def _kinds(line: OrderLine) -> dict[str, int]:
    """What is still in the house can be refunded alone; what left can come back."""
    left = line.quantity - moving.given_back(line)[0]
    waiting = progress.waiting(line.order).get(line.pk, 0)
    sent = left - waiting
    kinds = {Kind.REFUND: waiting or sent, Kind.RETURN: sent, Kind.EXCHANGE: sent}
    return {kind.value: most for kind, most in kinds.items() if most > 0}


def revisable(case: AfterSale) -> Chance:
    """What may be asked for instead; nothing where the store has not declined."""
    if not moves.may(case, "revise") or case.revisions >= settings.SHOP["MOST_REVISIONS"]:
        return Chance(
            {}, _("You have asked anew as often as is possible. The platform can decide.")
        )
    return Chance(_kinds(case.line))


@transaction.atomic
def apply(
    line: OrderLine,
    wish: Wish,
    *,
    buyer: User,
    at: datetime,
    pictures: Sequence[Picture] = (),
) -> AfterSale:
    """Open a case.

    :raises NotYourCase: if the order is not the buyer's
    :raises CaseRefused: if this cannot be asked for; the field is named
    """
    if not StoreOrder.objects.visible_to(buyer).filter(pk=line.order_id).exists():
        raise moving.NotYourCase(_("There is nothing here."))
    line.order = fulfilment.locked(line.order)
    possible = chance(line)
    if not possible.kinds:
        raise refuse(possible.why)
    _check(line, wish, possible)
    case = AfterSale(
        order=line.order,
        line=line,
        is_unshipped=_is_unshipped(line, wish),
        opened_at=at,
        due_at=moving.due(AfterSale.Status.APPLIED, at=at),
        **_values(line, wish),
    )
    case.save(force_insert=True)
    moves.begun(case, "apply", at=at, actor=buyer).save()
    if wish.text.strip() or pictures:
        thread.say(
            case,
            side=thread.Side.BUYER,
            author=buyer,
            text=wish.text,
            pictures=pictures,
            at=at,
        )
    moving.aftersale_changed.send(sender=AfterSale, case=case, event="apply")
    return case


def _is_unshipped(line: OrderLine, wish: Wish) -> bool:
    return wish.kind == Kind.REFUND and progress.waiting(line.order).get(line.pk, 0) > 0


def _values(line: OrderLine, wish: Wish) -> dict:
    replacement = wish.replacement or line.sku
    return {
        "kind": wish.kind,
        "reason": wish.reason,
        "quantity": wish.quantity,
        "asked": wish.asked,
        "replacement": replacement if wish.kind == Kind.EXCHANGE else None,
    }


def _check(line: OrderLine, wish: Wish, possible: Chance) -> None:
    if wish.kind not in possible.kinds:
        raise refuse(_("This cannot be asked for now. Choose another way."), "kind")
    if wish.reason not in AfterSale.Reason.values:
        raise refuse(_("Choose a reason."), "reason")
    most = possible.kinds[wish.kind]
    if not 1 <= wish.quantity <= most:
        raise refuse(_("A number from 1 to %(most)d.") % {"most": most}, "quantity")
    worth = moving.worth(line, wish.quantity)
    if wish.kind != Kind.EXCHANGE and worth == 0:
        raise refuse(_("Nothing was paid for this."), "kind")
    _check_amount(line, wish, worth)
    if wish.kind == Kind.EXCHANGE:
        _check_replacement(line, wish.replacement or line.sku)


def _check_amount(line: OrderLine, wish: Wish, worth: int) -> None:
    if wish.asked is None:
        return
    if wish.kind != Kind.REFUND or _is_unshipped(line, wish):
        raise refuse(_("A sum can only be named for a refund of what was shipped."), "asked")
    if not 0 < wish.asked <= worth:
        raise refuse(_("More than nothing, and at most what these cost."), "asked")


def _check_replacement(line: OrderLine, sku: Sku) -> None:
    if sku.product_id != line.sku.product_id or not sku.is_active:
        raise refuse(_("Choose a variant of the same product."), "replacement")
    if sku.pk != line.sku_id and sku.price > line.unit_price:
        raise refuse(_("This variant costs more. Return the item and buy it anew."), "replacement")


@transaction.atomic
def revise(
    case: AfterSale,
    wish: Wish,
    *,
    buyer: User,
    at: datetime,
    pictures: Sequence[Picture] = (),
) -> AfterSale:
    """Ask for something else after the store has declined; a few times.

    :raises CaseRefused: as `apply`, or if it was revised often enough
    """
    case = moving.for_buyer(case, buyer)
    if case.revisions >= settings.SHOP["MOST_REVISIONS"]:
        raise refuse(_("You have asked anew as often as is possible. The platform can decide."))
    line = case.line
    line.order = case.order
    moving.move(case, "revise", at=at, actor=buyer)
    _check(line, wish, Chance(_kinds(line)))
    for name, value in _values(line, wish).items():
        setattr(case, name, value)
    case.is_unshipped = _is_unshipped(line, wish)
    case.revisions += 1
    case.save()
    if wish.text.strip() or pictures:
        thread.say(
            case, side=thread.Side.BUYER, author=buyer, text=wish.text, pictures=pictures, at=at
        )
    return case


@transaction.atomic
def escalate(case: AfterSale, *, buyer: User, at: datetime) -> AfterSale:
    """Let the platform decide what the store has declined."""
    case = moving.for_buyer(case, buyer)
    moving.move(case, "escalate", at=at, actor=buyer)
    return case


@transaction.atomic
def withdraw(case: AfterSale, *, buyer: User, at: datetime) -> AfterSale:
    case = moving.for_buyer(case, buyer)
    moving.move(case, "withdraw", at=at, actor=buyer)
    return case


@transaction.atomic
def send_back(
    case: AfterSale, *, carrier: str, tracking: str, buyer: User, at: datetime
) -> AfterSale:
    """Name the parcel in which it comes back.

    :raises ParcelUnnamed: without carrier and tracking number
    """
    carrier, tracking = fulfilment.named(carrier, tracking)
    case = moving.for_buyer(case, buyer)
    moving.move(case, "send_back", at=at, actor=buyer, back_carrier=carrier, back_tracking=tracking)
    return case
