"""The end of an order that was not paid: a protocol, not a clock.

pending_payment → closing is committed first, so that no new attempt starts; then the provider is
asked to close; only its answer, or that it was never asked, releases the stock.
"""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, F, Max, OuterRef, Prefetch, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from shop import gateways
from shop.gateways.base import Trade
from shop.models import OrderGroup, Payment, StockHold
from shop.services import attempts, coupons, deals, moves, payments, stock
from shop.services.turns import Turn

log = logging.getLogger(__name__)

AT_ONCE = 100
# A payment younger than this is looked after by who pays, or by the callback.
YOUNG = timedelta(seconds=20)
ALARM = timedelta(minutes=30)
SLOWEST = timedelta(minutes=10)


def cancel(group: OrderGroup, *, actor: User, at: datetime) -> OrderGroup:
    """The buyer wants it no more. Again, or when it is closed already: nothing happens.

    :raises IllegalMove: if it is paid
    """
    with transaction.atomic():
        group = OrderGroup.objects.select_for_update().get(pk=group.pk)
        if group.status == OrderGroup.Status.PAID:
            raise moves.IllegalMove(_("This order is paid; it can no longer be cancelled here."))
        if group.status == OrderGroup.Status.PENDING_PAYMENT:
            moves.move(group, "cancel", at=at, actor=actor)
    return settle(group, at=at)


def expire_due(*, at: datetime, turn: Turn | None = None) -> int:
    """Begin to close what was not paid in time. Workers side by side take different rows."""
    with transaction.atomic():
        due = OrderGroup.objects.select_for_update(skip_locked=True).filter(
            status=OrderGroup.Status.PENDING_PAYMENT, expires_at__lte=at
        )
        groups = list(due.order_by("expires_at")[:AT_ONCE])
        moves.move_all(groups, "expire", at=at)
    for group in (turn or Turn()).take(groups):
        settle(group, at=at)
    return len(groups)


def settle_closing(*, at: datetime, turn: Turn | None = None) -> int:
    """Go on with every order that is closing and whose provider was silent."""
    turn = turn or Turn()
    is_open = Q(payments__status__in=payments.OPEN)
    groups = OrderGroup.objects.filter(status=OrderGroup.Status.CLOSING).annotate(
        asked_at=Max("payments__checked_at", filter=is_open)
    )
    if turn.began_at:
        groups = groups.filter(Q(asked_at=None) | Q(asked_at__lt=turn.began_at))
    unasked = groups.order_by(F("asked_at").asc(nulls_first=True), "expires_at")
    still_open = Payment.objects.filter(status__in=payments.OPEN)
    found = unasked.prefetch_related(Prefetch("payments", still_open, to_attr="still_open"))
    # Who has to wait takes nothing of the turn from those behind.
    due = (one for one in found[: AT_ONCE * 10] if _may_go_on(one.still_open, at))
    settled = 0
    for group in turn.take(due):
        is_closing = settle(group, at=at).status == OrderGroup.Status.CLOSING
        if is_closing and at - group.expires_at > ALARM:
            log.error("Order %s is closing for more than 30 minutes.", group.number)
        settled += not is_closing
    return settled


def _may_go_on(still_open: Sequence[Payment], at: datetime) -> bool:
    """Nothing is open any more, or one that is can be closed or asked after now."""
    return not still_open or any(
        one.status == Payment.Status.CREATED
        or (is_due(one, at) and not payments.is_on_its_way(one, at))
        for one in still_open
    )


def settle(group: OrderGroup, *, at: datetime) -> OrderGroup:
    """Close what is open at the providers, apply their answers, then release the stock."""
    for payment in group.payments.filter(status__in=payments.OPEN).order_by("pk"):
        if payment.status == Payment.Status.CREATED or is_due(payment, at):
            attempts.close(payment, at=at)
    return _finish(group, at=at)


@transaction.atomic
def _finish(group: OrderGroup, *, at: datetime) -> OrderGroup:
    group = OrderGroup.objects.select_for_update().get(pk=group.pk)
    is_open = group.payments.filter(status__in=payments.OPEN).exists()
    if group.status != OrderGroup.Status.CLOSING or is_open:
        return group
    orders = list(group.store_orders.select_for_update().order_by("pk"))
    moves.move(group, "gateway_closed", at=at, closed_at=at)
    moves.move_all(orders, "close", at=at)
    coupons.give_back(group, at=at)
    holds = list(StockHold.objects.of_group(group))
    deals.give_back(group.buyer_id, holds)
    stock.release(holds, at=at)
    return group


def reconcile(*, at: datetime, turn: Turn | None = None) -> int:
    """Ask after every attempt that is open for a while; needs no callback.

    An attempt whose order was settled by another, or after which another was begun, is closed at
    its provider.
    """
    turn = turn or Turn()
    asked = 0
    later = Payment.objects.filter(
        group=OuterRef("group"), status__in=payments.OPEN, pk__gt=OuterRef("pk")
    )
    old = Payment.objects.filter(
        Q(status__in=payments.ASKED)
        | Q(status=Payment.Status.CREATED, group__status__in=["paid", "closed"]),
        created_at__lte=at - YOUNG,
    ).select_related("group")
    if turn.began_at:
        old = old.filter(Q(checked_at=None) | Q(checked_at__lt=turn.began_at))
    unasked = old.annotate(is_left=Exists(later)).order_by(
        F("checked_at").asc(nulls_first=True), "pk"
    )
    found = unasked[: AT_ONCE * 10]
    due = (one for one in found if is_due(one, at) and not payments.is_on_its_way(one, at))
    for payment in turn.take(due):
        asked += 1
        if payment.group.status == OrderGroup.Status.PENDING_PAYMENT and not payment.is_left:
            _query(payment, at=at)
        else:
            attempts.close(payment, at=at)
    return asked


def _query(payment: Payment, *, at: datetime) -> None:
    try:
        payments.query(payment, at=at)
    except payments.WrongCapture:
        payments.set_aside(payment, at=at)


def is_due(payment: Payment, at: datetime) -> bool:
    """Half an hour long every run asks; then ever more rarely."""
    if payment.checked_at is None:
        return True
    age = at - payment.created_at
    pause = min(age / 8, SLOWEST) if age > ALARM else timedelta(0)
    return at - payment.checked_at >= pause


def match_bill(provider: str, *, at: datetime) -> int:
    """Apply every capture on yesterday's bill of the provider that we do not know yet."""
    day = timezone.localdate(at) - timedelta(days=1)
    applied = 0
    nothing: list[Trade] = []
    bill = payments.ask(lambda: list(gateways.of(provider).download_bill(day)), otherwise=nothing)
    for trade in bill:
        payment = Payment.objects.filter(provider=provider, out_trade_no=trade.out_trade_no).first()
        if payment is None:
            log.error("%s took money for %s, which is not ours.", provider, trade.out_trade_no)
        elif payment.status not in payments.TAKEN:
            applied += 1
            try:
                payments.apply(payment, trade, at=at)
            except payments.WrongCapture:
                applied -= 1
    return applied
