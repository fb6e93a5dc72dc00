"""What the shop's events put into the books: money in, money back, an order that is completed.

Each is called once in the transaction of its event, last; a repeat changes nothing.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.conf import settings
from django.db.models import Sum

from shop import shares
from shop.models import Account, Entry, Line, OrderLine, Payment, Refund, RefundLine, StoreOrder
from shop.services import ledger
from shop.services.ledger import Key, Move

Kind = Account.Kind
Cause = Entry.Cause


def captured(payment: Payment, *, at: datetime) -> Entry | None:
    """A buyer has paid for an order: what came in waits for the stores, creators and platform."""
    currency = payment.currency
    moves = [Move(ledger.clearing(payment.provider, currency), -payment.amount)]
    orders = StoreOrder.objects.filter(group=payment.group_id).prefetch_related("lines")
    for order in orders.order_by("pk"):
        moves += _of_order(order, currency)
    return ledger.book(moves, cause=Cause.CAPTURE, ref=capture_ref(payment), at=at)


def strayed(payment: Payment, *, at: datetime) -> Entry | None:
    """Money came in that bought nothing: it waits to go back."""
    moves = [
        Move(ledger.clearing(payment.provider, payment.currency), -payment.amount),
        Move(ledger.of_platform(Kind.UNASSIGNED, payment.currency), payment.amount),
    ]
    return ledger.book(moves, cause=Cause.STRAY_CAPTURE, ref=capture_ref(payment), at=at)


def refunded(refund: Refund, *, at: datetime) -> Entry | None:
    """Money went back: everybody gives back their part, of where it is by now.

    None, as for a repeat, while the capture itself is not booked.
    """
    payment = refund.payment
    currency = payment.currency
    if not ledger.is_booked(capture_ref(payment)):
        # Paid before the books were kept: services.booking_gaps books both, in their order.
        return None
    out = Move(ledger.clearing(payment.provider, currency), refund.amount)
    if refund.order_id is None:
        source = Move(ledger.of_platform(Kind.UNASSIGNED, currency), -refund.amount)
        return ledger.book([out, source], cause=Cause.REFUND, ref=refund_ref(refund), at=at)
    order = StoreOrder.objects.get(pk=refund.order_id)
    # The locks come first: what is left, and whether it is payable by now, holds under them.
    held = set(_keys_of(order))
    accounts = ledger.lock(
        {out.key, *held, *(key.as_kind(Kind.PAYABLE) for key in held if key.kind == Kind.PENDING)}
    )
    kind = Kind.PAYABLE if ledger.is_booked(completion_ref(order)) else Kind.PENDING
    moves = [out, *_taken_back(refund, order, kind, currency)]
    return ledger.write(accounts, moves, cause=Cause.REFUND, ref=refund_ref(refund), at=at)


def completed(order: StoreOrder, *, at: datetime) -> Entry | None:
    """The days to return are over: what waits of this order is the store's and creators' now."""
    held = [key for key in _keys_of(order) if key.kind == Kind.PENDING]
    accounts = ledger.lock([*held, *(key.as_kind(Kind.PAYABLE) for key in held)])
    rows = Line.objects.filter(order=order, account__kind=Kind.PENDING).values("account")
    waiting = {row["account"]: row["sum"] for row in rows.annotate(sum=Sum("amount"))}
    moves = []
    for key in held:
        amount = waiting.get(accounts[key].pk, 0)
        moves += [
            Move(key, -amount, order.pk),
            Move(key.as_kind(Kind.PAYABLE), amount, order.pk),
        ]
    return ledger.write(accounts, moves, cause=Cause.COMPLETION, ref=completion_ref(order), at=at)


def capture_ref(payment: Payment) -> str:
    return f"capture:{payment.out_trade_no}"


def refund_ref(refund: Refund) -> str:
    return f"refund:{refund.out_request_no}"


def completion_ref(order: StoreOrder) -> str:
    return f"completed:{order.number}"


def _of_order(order: StoreOrder, currency: str) -> list[Move]:
    moves = [Move(ledger.of_store(order.store_id, currency), order.shipping, order.pk)]
    for line in order.lines.all():
        rate = line.rate_bp if line.beneficiary_id else 0
        fee = settings.SHOP["PLATFORM_FEE_BP"]
        parts = shares.of_line(line.paid, rate_bp=rate, fee_bp=fee, subsidy=line.subsidy)
        moves += _moves(parts, line, order, Kind.PENDING, currency, line.beneficiary_id)
    return moves


def _moves(
    parts: shares.Parts,
    line: OrderLine,
    order: StoreOrder,
    kind: str,
    currency: str,
    creator: int | None,
) -> list[Move]:
    at_line = {"order": order.pk, "order_line": line.pk}
    moves = [
        Move(ledger.of_store(order.store_id, currency, kind), parts.for_store, **at_line),
        Move(ledger.of_platform(Kind.REVENUE, currency), parts.platform, **at_line),
        Move(ledger.of_platform(Kind.SUBSIDY, currency), -parts.subsidy, **at_line),
    ]
    if creator is not None:
        moves.append(Move(ledger.of_creator(creator, currency, kind), parts.creator, **at_line))
    return moves


def _keys_of(order: StoreOrder) -> list[Key]:
    """Every account on which money of this order was booked, sides of payment left out."""
    rows = Account.objects.filter(lines__order=order).distinct()
    return [ledger.key_in(account) for account in rows]


def _taken_back(refund: Refund, order: StoreOrder, kind: str, currency: str) -> list[Move]:
    store = ledger.of_store(order.store_id, currency, kind)
    moves = [Move(store, -refund.shipping, order.pk)]
    for row in refund.lines.select_related("line").order_by("pk"):
        left, creator = _left(row.line)
        parts = shares.given_back(
            left,
            amount=row.amount,
            quantity=row.quantity,
            quantity_left=row.line.quantity - _quantity_before(row),
        )
        moves += [
            move.reversed() for move in _moves(parts, row.line, order, kind, currency, creator)
        ]
    return moves


def _left(line: OrderLine) -> tuple[shares.Parts, int | None]:
    """What of a line has not gone back yet, and whose the commission is."""
    sums = {"store": 0, "creator": 0, "platform": 0, "subsidy": 0}
    creator = None
    rows = Line.objects.filter(order_line=line).values("account__kind", "account__user")
    for row in rows.annotate(sum=Sum("amount")).order_by():
        creator = row["account__user"] or creator
        sums[_part(row["account__kind"], row["account__user"])] += row["sum"]
    subsidy = -sums["subsidy"]
    store = sums["store"] - subsidy
    return shares.Parts(store, sums["creator"], sums["platform"], subsidy), creator


def _part(kind: str, user: int | None) -> str:
    if user is not None:
        return "creator"
    return {Kind.REVENUE.value: "platform", Kind.SUBSIDY.value: "subsidy"}.get(kind, "store")


def _quantity_before(row: RefundLine) -> int:
    booked = _booked_refunds(row.line)
    return sum(other.quantity for other in booked if other.pk != row.pk)


def _booked_refunds(line: OrderLine) -> Sequence[RefundLine]:
    rows: Iterable[RefundLine] = line.refund_lines.select_related("refund").order_by("pk")
    return [row for row in rows if row.refund.status == Refund.Status.SUCCEEDED]
