"""Money in: what a provider says of an attempt to pay, and what that does to the order.

No gateway is called inside a transaction: its answer is applied in one of its own. Whoever asks
(return page, polling, callback, reconciler, closing) ends in `apply`, which changes nothing when
told the same again.
"""

import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import TypeVar

from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _

from core.errors import RuleViolation
from shop import gateways
from shop.gateways.base import BadCallback, Event, Trade, TradeState, Verdict
from shop.models import OrderGroup, Payment, Refund, StockHold, Store, StoreOrder
from shop.services import bookings, moves, stock
from shop.signals import order_paid, refund_owed

log = logging.getLogger(__name__)

OPEN = (
    Payment.Status.CREATED,
    Payment.Status.OPENING,
    Payment.Status.PENDING,
    Payment.Status.UNKNOWN,
)
# The provider was, or is being, told about these.
ASKED = (Payment.Status.OPENING, Payment.Status.PENDING, Payment.Status.UNKNOWN)
TAKEN = (Payment.Status.CAPTURED, Payment.Status.PARTLY_REFUNDED, Payment.Status.REFUNDED)
# An attempt may still be on its way to the provider for as long as a call can take, and more.
IN_FLIGHT = timedelta(seconds=30)

T = TypeVar("T")


class WrongCapture(RuleViolation):
    """Money moved, but not this sum, not in this currency, or not to us."""

    code = "wrong_capture"
    status = 400


def gateways_for(stores: Iterable[Store]) -> list[str]:
    """The providers by which one payment to all of these stores can be made, in our order.

    None: one of them takes no money here, or they take it by different ways.
    """
    wanted = list(stores)
    return [name for name in settings.SHOP["GATEWAYS"] if all(_takes(s, name) for s in wanted)]


def why_unpayable(stores: Iterable[Store]) -> str:
    """What a buyer is told who cannot pay these stores together; "" if one can."""
    wanted = list(stores)
    if gateways_for(wanted):
        return ""
    if closed := [store.name for store in wanted if not gateways_for([store])]:
        return _("%(names)s takes no payment here.") % {"names": ", ".join(closed)}
    return _("These stores take no payment in common: order apart.")


def _takes(store: Store, provider: str) -> bool:
    if store.gateways and provider not in store.gateways:
        return False
    try:
        currencies = gateways.of(provider).currencies
    except gateways.Unconfigured:
        return False
    return not currencies or store.currency in currencies


def query(payment: Payment, *, at: datetime) -> Payment:
    """Ask the provider how a payment stands, and apply what it says."""
    if payment.status not in ASKED:
        return payment
    trade = ask(
        lambda: gateways.of(payment.provider).query(payment), otherwise=Trade(Verdict.UNKNOWN)
    )
    is_pending = (trade.verdict, trade.state) == (Verdict.OK, TradeState.PENDING)
    if is_pending and payment.status == Payment.Status.PENDING:
        # What very many are told round after round, and what is so already, takes no lock.
        still = Payment.objects.filter(pk=payment.pk, status=payment.status)
        return payment if still.update(checked_at=at) else Payment.objects.get(pk=payment.pk)
    return apply(payment, trade, at=at)


def look(group: OrderGroup, *, at: datetime) -> Payment | None:
    """Ask after the order's latest attempt; None where there was none.

    The page that a buyer returns to, and polling, do no more than this.
    """
    payment = group.payments.exclude(status=Payment.Status.CREATED).order_by("-pk").first()
    try:
        return query(payment, at=at) if payment else None
    except WrongCapture:
        # Logged there; for the buyer nothing is settled.
        return payment


def ask(call: Callable[[], T], *, otherwise: T) -> T:
    """Call a gateway; whatever goes wrong on the way is `unknown`, never a failure."""
    try:
        return call()
    except Exception:
        log.exception("The provider's answer is not known.")
        return otherwise


def receive(
    provider: str, headers: Mapping[str, str], raw: bytes, *, at: datetime
) -> Payment | None:
    """Take a provider's callback; None if it is true and concerns no payment.

    :raises BadCallback: if it is not to be believed, or about no payment of ours
    :raises WrongCapture: if it tells of another sum, currency, payee or app
    """
    try:
        event = gateways.of(provider).parse_callback(headers, raw, at)
    except gateways.Unconfigured as unknown:
        raise BadCallback("provider") from unknown
    return _take(provider, event, at=at) if event else None


@transaction.atomic
def _take(provider: str, event: Event, *, at: datetime) -> Payment:
    """The inbox row and the move commit together, or not at all."""
    number = event.trade.out_trade_no
    # ON CONFLICT waits for a twin that is being applied.
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO shop_callbackinbox (provider, event_id, out_trade_no, received_at)"
            " VALUES (%s, %s, %s, %s) ON CONFLICT (provider, event_id) DO NOTHING",
            [provider, event.event_id, number, at],
        )
        is_new = cursor.rowcount == 1
    payment = Payment.objects.filter(provider=provider, out_trade_no=number).first()
    if payment is None:
        raise BadCallback("number")
    return apply(payment, event.trade, at=at) if is_new else payment


@transaction.atomic
def apply(payment: Payment, trade: Trade, *, at: datetime) -> Payment:
    """What the provider says becomes true here, once; `unknown` says nothing.

    :raises WrongCapture: if money moved that is not this payment's
    """
    group = OrderGroup.objects.select_for_update().get(pk=payment.group_id)
    orders = list(group.store_orders.select_for_update().order_by("pk"))
    payment = Payment.objects.select_for_update().get(pk=payment.pk)
    if trade.verdict == Verdict.OK and trade.state == TradeState.CAPTURED:
        _capture(group, orders, payment, trade, at=at)
    elif payment.status in ASKED and not is_on_its_way(payment, at):
        for event in _heard(payment, trade):
            if moves.may(payment, event):
                moves.move(payment, event, at=at)
        Payment.objects.filter(pk=payment.pk).update(checked_at=at)
    return payment


def _heard(payment: Payment, trade: Trade) -> list[str]:
    """The events in what a provider says of a payment that is not captured."""
    if trade.verdict != Verdict.OK:
        return ["lost"]
    if trade.state == TradeState.PENDING:
        # Opened there, though the answer never reached us.
        lost = ["lost"] if payment.status == Payment.Status.OPENING else []
        return [*lost, "found_pending"]
    return ["fail" if trade.state == TradeState.FAILED else "close"]


def set_aside(payment: Payment, *, at: datetime) -> None:
    """After a wrong capture, which is logged: a person must look, and the others come before it."""
    Payment.objects.filter(pk=payment.pk).update(checked_at=at)


def is_on_its_way(payment: Payment, at: datetime) -> bool:
    """An attempt that left us a moment ago: what the provider does not know, it may learn yet."""
    left_at = payment.checked_at or payment.created_at
    return payment.status == Payment.Status.OPENING and at - left_at < IN_FLIGHT


def _capture(
    group: OrderGroup,
    orders: Sequence[StoreOrder],
    payment: Payment,
    trade: Trade,
    *,
    at: datetime,
) -> None:
    _believe(payment, trade)
    if payment.status in TAKEN:
        return
    try:
        with transaction.atomic():
            moves.move(payment, "capture", at=at, trade_id=trade.trade_id, captured_at=at)
    except IntegrityError as taken:
        raise WrongCapture("This trade belongs to another payment.") from taken
    if moves.may(group, "capture_confirmed"):
        _pay(group, orders, at=at)
        bookings.captured(payment, at=at)
    elif group.status == OrderGroup.Status.CLOSED:
        _give_back(payment, "late_capture", at=at)
    else:
        _give_back(payment, "duplicate_capture", at=at)


def _believe(payment: Payment, trade: Trade) -> None:
    gateway = gateways.of(payment.provider)
    said = (trade.amount, trade.currency, trade.payee, trade.app)
    if said != (payment.amount, payment.currency, gateway.payee, gateway.app):
        log.error("Payment %s: the provider tells of another capture.", payment.out_trade_no)
        raise WrongCapture("Another amount, currency, payee or app.")


def _pay(group: OrderGroup, orders: Sequence[StoreOrder], *, at: datetime) -> None:
    moves.move(group, "capture_confirmed", at=at, paid_at=at)
    ship_by = at + timedelta(hours=settings.SHOP["SHIP_HOURS"])
    moves.move_all(orders, "pay", at=at, ship_by=ship_by)
    order_paid.send(sender=OrderGroup, group=group)
    stock.commit(StockHold.objects.of_group(group), at=at)


def _give_back(payment: Payment, cause: str, *, at: datetime) -> None:
    """Money that bought nothing is never kept: a refund is on its way at once."""
    refund = Refund.objects.create(
        payment=payment, amount=payment.amount, cause=cause, requested_at=at
    )
    moves.begun(refund, "request", at=at).save()
    moves.move(refund, "approve", at=at)
    refund_owed.send(sender=Refund, refund=refund)
    bookings.strayed(payment, at=at)
