"""Attempts to pay: opened at a provider, given again, closed for another.

What we are about to ask a provider is committed before it is asked.
"""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import RuleViolation
from shop import gateways
from shop.gateways.base import Intent, Opened, Trade, Verdict
from shop.models import OrderGroup, Payment
from shop.services import moves, payments


class NotPayable(RuleViolation):
    code = "not_payable"


class ProviderRefused(RuleViolation):
    code = "provider_refused"


def start(
    group: OrderGroup, provider: str, *, return_url: str, at: datetime, actor: User | None = None
) -> Payment:
    """Open an attempt to pay; an open one of this provider is given again.

    Attempts by other providers are closed first; one that was paid meanwhile pays the order.

    :raises NotPayable: if the order awaits no payment any more
    :raises ProviderRefused: if the provider will not take it
    """
    _refuse(group, provider, at=at)
    for other in group.payments.filter(status__in=payments.OPEN).exclude(provider=provider):
        close(other, at=at)
    payment = _prepare(group, provider, at=at, actor=actor)
    if payment is None:
        raise NotPayable(_("Your payment is being opened. Please wait a moment."))
    if payment.pay_url:
        return payment
    intent = Intent(
        payment.out_trade_no,
        payment.amount,
        payment.currency,
        _("Order %(number)s") % {"number": group.number},
        return_url,
        group.expires_at,
    )
    opened = payments.ask(
        lambda: gateways.of(provider).open(intent), otherwise=Opened(Verdict.UNKNOWN)
    )
    payment = _opened(payment, opened, at=at)
    if payment.status == Payment.Status.FAILED:
        raise ProviderRefused(_("The provider refused. Please choose another way to pay."))
    return payment


def _refuse(group: OrderGroup, provider: str, *, at: datetime) -> None:
    if group.status != OrderGroup.Status.PENDING_PAYMENT or group.expires_at <= at:
        raise NotPayable(_("This order can no longer be paid."))
    stores = [order.store for order in group.store_orders.select_related("store")]
    if provider not in payments.gateways_for(stores):
        raise NotPayable(_("Choose how to pay."), field="provider")


@transaction.atomic
def _prepare(
    group: OrderGroup, provider: str, *, at: datetime, actor: User | None
) -> Payment | None:
    """The attempt that may now be opened, or is open; None while somebody else opens it."""
    locked = OrderGroup.objects.select_for_update().get(pk=group.pk)
    _refuse(locked, provider, at=at)
    mine = Payment.objects.select_for_update().filter(group=locked, provider=provider)
    payment = mine.filter(status__in=payments.OPEN).order_by("-pk").first()
    if payment and payment.status == Payment.Status.OPENING and payments.is_on_its_way(payment, at):
        return None
    if payment and payment.status != Payment.Status.CREATED:
        return payment
    payment = payment or _another(locked, provider, at=at, actor=actor)
    moves.move(payment, "open", at=at, actor=actor, checked_at=at)
    return payment


def _another(locked: OrderGroup, provider: str, *, at: datetime, actor: User | None) -> Payment:
    payment = Payment.objects.create(
        group=locked,
        provider=provider,
        amount=locked.total,
        currency=locked.currency,
        created_at=at,
    )
    moves.begun(payment, "place", at=at, actor=actor).save()
    return payment


@transaction.atomic
def _opened(payment: Payment, opened: Opened, *, at: datetime) -> Payment:
    payment = Payment.objects.select_for_update().get(pk=payment.pk)
    # Somebody else may have learnt more meanwhile: what is settled stays so.
    if payment.status not in payments.ASKED:
        return payment
    if opened.verdict == Verdict.OK:
        payment.pay_url, payment.trade_id = opened.pay_url, opened.trade_id
        payment.save(update_fields=["pay_url", "trade_id"])
        event = "opened" if payment.status == Payment.Status.OPENING else "found_pending"
        if moves.may(payment, event):
            moves.move(payment, event, at=at)
    elif opened.verdict == Verdict.REFUSED:
        moves.move(payment, "fail", at=at)
    elif payment.status == Payment.Status.OPENING:
        moves.move(payment, "lost", at=at)
    return payment


def close(payment: Payment, *, at: datetime) -> Payment:
    """End one attempt: a provider that was never asked need not be; else its word counts.

    :raises WrongCapture: as `payments.apply`
    """
    with transaction.atomic():
        OrderGroup.objects.select_for_update().get(pk=payment.group_id)
        payment = Payment.objects.select_for_update().get(pk=payment.pk)
        if payment.status == Payment.Status.CREATED:
            moves.move(payment, "close", at=at)
    if payment.status not in payments.ASKED:
        return payment
    said = payments.ask(
        lambda: gateways.of(payment.provider).close(payment), otherwise=Trade(Verdict.UNKNOWN)
    )
    try:
        return payments.apply(payment, said, at=at)
    except payments.WrongCapture:
        payments.set_aside(payment, at=at)
        return payment
