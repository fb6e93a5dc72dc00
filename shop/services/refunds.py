"""Money back: what is asked for, and how it gets to the provider.

The number of a refund is committed before the provider is asked, and asked again by it.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Q, Sum
from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import RuleViolation
from shop import gateways
from shop.gateways.base import RefundAnswer, RefundState, Verdict
from shop.models import (
    OrderGroup,
    OrderLine,
    Payment,
    Refund,
    RefundLine,
    StockHold,
    StoreOrder,
)
from shop.money import share_of_units
from shop.services import bookings, moves, payments, progress, stock
from shop.services.turns import Turn
from shop.signals import refund_owed, refund_settled

log = logging.getLogger(__name__)

# A line, how many pieces of it, and how much; None: what these pieces cost.
Asked = tuple[OrderLine, int, int | None]

AT_ONCE = 1000
# Nobody is still asking on behalf of a submission this old.
STALE = timedelta(seconds=60)
PAUSE = timedelta(seconds=20)


class NotRefundable(RuleViolation):
    code = "not_refundable"


class OverRefund(RuleViolation):
    """More pieces, or more money, than is left to give back."""

    code = "over_refund"


@dataclass(frozen=True, slots=True)
class _Given:
    """What has gone back already, or is on its way."""

    lines: dict[int, tuple[int, int]]
    shipping: int


@transaction.atomic
def request(
    order: StoreOrder,
    *,
    cause: str,
    lines: Sequence[Asked],
    shipping: int = 0,
    actor: User | None,
    at: datetime,
    have_left: bool = False,
) -> Refund:
    """Owe the buyer these pieces' money, and send it with the next sweep.

    Pieces that were not shipped yet never will be: their stock is free again.

    :param lines: each line once; no pieces and an amount where money alone goes back
    :param have_left: the pieces were shipped, and others of the line may still have to be
    :raises NotRefundable: if the order is not paid, or nothing is asked for
    :raises OverRefund: if it is more than was bought, or more than was paid
    """
    order, payment = _locked(order)
    given = _given(order)
    parts = _parts(order, lines, given)
    if not 0 <= shipping <= order.shipping - given.shipping:
        raise OverRefund(_("More delivery fee than was paid."), field="shipping")
    refund = Refund(
        payment=payment,
        order=order,
        amount=shipping + sum(part.amount for part in parts),
        shipping=shipping,
        cause=cause,
        requested_at=at,
    )
    if refund.amount == 0:
        raise NotRefundable(_("There is no money to give back."), field="lines")
    _write(refund, parts, at=at, actor=actor)
    refund_owed.send(sender=Refund, refund=refund)
    _settle_order(order, [] if have_left else parts, at=at, actor=actor)
    # With what stays behind given back, all that was to leave may have left.
    progress.settle(order, at=at, actor=actor)
    return refund


def _locked(order: StoreOrder) -> tuple[StoreOrder, Payment]:
    """The order and the payment that paid it, both locked."""
    OrderGroup.objects.select_for_update().get(pk=order.group_id)
    order = StoreOrder.objects.select_for_update().get(pk=order.pk)
    paid = Payment.objects.filter(group=order.group_id, status__in=payments.TAKEN)
    # A capture that came too late or twice goes back as a whole, by a refund of its own.
    mine = paid.exclude(pk__in=Refund.objects.filter(order=None).values("payment"))
    payment = mine.select_for_update().order_by("captured_at", "pk").first()
    if payment is None:
        raise NotRefundable(_("This order is not paid."))
    return order, payment


def _given(order: StoreOrder) -> _Given:
    alive = Refund.objects.filter(order=order).exclude(status=Refund.Status.FAILED)
    rows = RefundLine.objects.filter(refund__in=alive).values("line")
    sums = rows.annotate(pieces=Sum("quantity"), money=Sum("amount"))
    shipping = alive.aggregate(sum=Sum("shipping"))["sum"] or 0
    return _Given({row["line"]: (row["pieces"], row["money"]) for row in sums}, shipping)


def _parts(order: StoreOrder, asked: Sequence[Asked], given: _Given) -> list[RefundLine]:
    lines = {line.pk: line for line in order.lines.all()}
    pks = [line.pk for line, _pieces, _amount in asked]
    if len(set(pks)) != len(pks) or not set(pks) <= set(lines):
        raise NotRefundable(_("Name lines of this order, each once."), field="lines")
    return [
        _part(lines[line.pk], quantity, amount, *given.lines.get(line.pk, (0, 0)))
        for line, quantity, amount in asked
    ]


def _part(line: OrderLine, quantity: int, amount: int | None, gone: int, given: int) -> RefundLine:
    if not 0 <= quantity <= line.quantity - gone:
        raise OverRefund(_("More pieces than were bought."), field="quantity")
    left = line.paid - given
    if amount is None:
        share = share_of_units(line.paid, line.quantity, before=gone, taken=quantity)
        # Money that went back alone is not given twice.
        amount = min(share, left)
    if not 0 <= amount <= left:
        raise OverRefund(_("More money than was paid."), field="amount")
    return RefundLine(line=line, quantity=quantity, amount=amount)


def _write(
    refund: Refund, parts: Sequence[RefundLine], *, at: datetime, actor: User | None
) -> None:
    """The refund with its lines, approved as soon as it is asked for."""
    refund.save(force_insert=True)
    for part in parts:
        part.refund = refund
    RefundLine.objects.bulk_create(parts)
    moves.begun(refund, "request", at=at, actor=actor).save()
    moves.move(refund, "approve", at=at, actor=actor)


def _settle_order(
    order: StoreOrder, parts: Sequence[RefundLine], *, at: datetime, actor: User | None
) -> None:
    """The order is refunded when all that was paid for its lines is; its stock follows."""
    given = _given(order).lines
    is_all = all(_is_all_back(line, *given.get(line.pk, (0, 0))) for line in order.lines.all())
    if is_all and moves.may(order, "refund_all"):
        moves.move(order, "refund_all", at=at, actor=actor)
    waiting = StockHold.objects.of_order(order).committed()
    if is_all:
        stock.release(waiting, at=at)
        return
    free: list[StockHold] = []
    for part in parts:
        free += stock.part(waiting.filter(line=part.line_id), part.quantity, at=at)
    stock.release(free, at=at)


def _is_all_back(line: OrderLine, pieces: int, money: int) -> bool:
    return money == line.paid and (line.paid > 0 or pieces == line.quantity)


def submit_due(*, at: datetime, turn: Turn | None = None) -> int:
    """Send every approved refund to its provider, and ask after those whose fate is unknown."""
    due = Refund.objects.filter(
        Q(status=Refund.Status.APPROVED)
        | Q(status=Refund.Status.UNKNOWN, checked_at__lte=at - PAUSE)
        | Q(status=Refund.Status.SUBMITTING, checked_at__lte=at - STALE)
    )
    turn = turn or Turn()
    if turn.began_at:
        due = due.filter(Q(checked_at=None) | Q(checked_at__lt=turn.began_at))
    unasked = due.select_related("payment").order_by(F("checked_at").asc(nulls_first=True), "pk")
    sent = 0
    for refund in turn.take(unasked[:AT_ONCE]):
        submit(refund, at=at)
        sent += 1
    return sent


def submit(refund: Refund, *, at: datetime) -> Refund:
    """One step of one refund. Two at once: one does it."""
    number, paid = refund.out_request_no, refund.payment
    if refund.status != Refund.Status.APPROVED:
        said = payments.ask(
            lambda: gateways.of(paid.provider).query_refund(number, paid),
            otherwise=RefundAnswer(Verdict.UNKNOWN),
        )
        is_absent = said.verdict == Verdict.OK and said.state == RefundState.ABSENT
        if not is_absent:
            return _apply(refund, said, at=at)
    if not _claim(refund, at=at):
        return refund
    said = payments.ask(
        lambda: gateways.of(paid.provider).refund(number, paid, refund.amount),
        otherwise=RefundAnswer(Verdict.UNKNOWN),
    )
    return _apply(refund, said, at=at)


@transaction.atomic
def _claim(refund: Refund, *, at: datetime) -> bool:
    Payment.objects.select_for_update().get(pk=refund.payment_id)
    locked = Refund.objects.select_for_update().get(pk=refund.pk)
    if locked.status != refund.status or locked.checked_at != refund.checked_at:
        return False
    if locked.status == Refund.Status.SUBMITTING:
        moves.move(locked, "lose", at=at)
    moves.move(locked, "submit", at=at, checked_at=at)
    return True


@transaction.atomic
def _apply(refund: Refund, said: RefundAnswer, *, at: datetime) -> Refund:
    # Who hears of it may move the order: its locks come first, as everywhere.
    OrderGroup.objects.select_for_update().get(pk=refund.payment.group_id)
    if refund.order_id:
        StoreOrder.objects.select_for_update().get(pk=refund.order_id)
    payment = Payment.objects.select_for_update().get(pk=refund.payment_id)
    refund = Refund.objects.select_for_update().get(pk=refund.pk)
    event = _heard(said)
    if event and moves.may(refund, event):
        moves.move(refund, event, at=at)
        if event == "succeed":
            _tell(payment, at=at)
        if event == "fail":
            log.error("Refund %s was refused; a person must look.", refund.out_request_no)
        if event != "lose":
            Refund.objects.filter(pk=refund.pk).update(settled_at=at)
            refund_settled.send(sender=Refund, refund=refund)
        if event == "succeed":
            bookings.refunded(refund, at=at)
    Refund.objects.filter(pk=refund.pk).update(checked_at=at)
    return refund


def _heard(said: RefundAnswer) -> str:
    if said.verdict == Verdict.UNKNOWN:
        return "lose"
    if said.verdict == Verdict.REFUSED or said.state == RefundState.FAILED:
        return "fail"
    return "succeed" if said.state == RefundState.SUCCEEDED else "lose"


def _tell(payment: Payment, *, at: datetime) -> None:
    given = payment.refunds.filter(status=Refund.Status.SUCCEEDED).aggregate(sum=Sum("amount"))
    is_all = given["sum"] == payment.amount
    moves.move(payment, "refund_all" if is_all else "refund_part", at=at)
