"""Money back: the number is committed before the provider is asked, and asked again by it."""

import logging
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q, Sum

from shop.gateways import GATEWAYS
from shop.gateways.base import RefundAnswer, RefundState, Verdict
from shop.models import Payment, Refund
from shop.services import moves, payments

log = logging.getLogger(__name__)

AT_ONCE = 100
# Nobody is still asking on behalf of a submission this old.
STALE = timedelta(seconds=60)
PAUSE = timedelta(seconds=20)


def submit_due(*, at: datetime) -> int:
    """Send every approved refund to its provider, and ask after those whose fate is unknown."""
    due = Refund.objects.filter(
        Q(status=Refund.Status.APPROVED)
        | Q(status=Refund.Status.UNKNOWN, checked_at__lte=at - PAUSE)
        | Q(status=Refund.Status.SUBMITTING, checked_at__lte=at - STALE)
    )
    refunds = list(due.select_related("payment").order_by("pk")[:AT_ONCE])
    for refund in refunds:
        submit(refund, at=at)
    return len(refunds)


def submit(refund: Refund, *, at: datetime) -> Refund:
    """One step of one refund. Two at once: one does it."""
    gateway = GATEWAYS[refund.payment.provider]
    number, trade = refund.out_request_no, refund.payment.out_trade_no
    if refund.status != Refund.Status.APPROVED:
        said = payments.ask(
            lambda: gateway.query_refund(number, trade), otherwise=RefundAnswer(Verdict.UNKNOWN)
        )
        is_absent = said.verdict == Verdict.OK and said.state == RefundState.ABSENT
        if not is_absent:
            return _apply(refund, said, at=at)
    if not _claim(refund, at=at):
        return refund
    said = payments.ask(
        lambda: gateway.refund(number, trade, refund.amount),
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
    payment = Payment.objects.select_for_update().get(pk=refund.payment_id)
    refund = Refund.objects.select_for_update().get(pk=refund.pk)
    event = _heard(said)
    if event and moves.may(refund, event):
        moves.move(refund, event, at=at)
        if event != "lose":
            Refund.objects.filter(pk=refund.pk).update(settled_at=at)
        if event == "succeed":
            _tell(payment, at=at)
        if event == "fail":
            log.error("Refund %s was refused; a person must look.", refund.out_request_no)
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
