"""Orders at marketplaces: imported from providers' reports, matched to clicks, put into the books.

Each row is a transaction of its own, and one that was imported before changes nothing. A report
that is older than what is known never takes anything back.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Sum
from django.utils import timezone

from accounts.models import User
from shop import shares
from shop.models import Account, Entry, Line, MarketOrder, OutboundClick
from shop.provider_reports import ReportRow, RowError, read
from shop.services import ledger, moves
from shop.services.ledger import Key, Move

CURRENCY = "CNY"
MOST_ERRORS = 100
# How far a line has come; a report never leads back.
_RANK = {status: rank for rank, status in enumerate(MarketOrder.Status.values)}
_EVENTS = {"settled": "settle", "refunded": "refund"}
_COPIED = ("order_number", "title", "quantity", "paid", "ordered_at", "settled_at")


@dataclass(slots=True)
class Outcome:
    """What an import did, or would do.

    :param new: lines not known before
    :param changed: lines that say something else now
    :param same: lines already known so, or better
    :param skipped: rows that mean nothing yet, such as unpaid ones
    :param unmatched: new lines whose mark is of no click of ours
    """

    is_dry: bool
    new: int = 0
    changed: int = 0
    same: int = 0
    skipped: int = 0
    unmatched: int = 0
    faulty: int = 0
    errors: list[RowError] = field(default_factory=list)


def import_report(
    provider: str, raw: bytes, *, actor: User | None, at: datetime, is_dry: bool = False
) -> Outcome:
    """Take a provider's report in; with `is_dry` say only what it would do.

    :raises UnreadableReport: if it is no report of this provider at all
    """
    outcome = Outcome(is_dry)
    zone = timezone.get_default_timezone()
    # Read whole first: a file that cannot be read to its end changes nothing.
    for row in list(read(provider, raw, zone=zone)):
        if row is None:
            outcome.skipped += 1
        elif isinstance(row, RowError):
            outcome.faulty += 1
            outcome.errors += [row][: MOST_ERRORS - len(outcome.errors)]
        else:
            _take(provider, row, outcome, actor=actor, at=at)
    return outcome


@transaction.atomic
def _take(
    provider: str, row: ReportRow, outcome: Outcome, *, actor: User | None, at: datetime
) -> None:
    order = _known(provider, row) or _take_new(provider, row, outcome, actor=actor, at=at)
    if order is None:
        return
    if _RANK[row.status] < _RANK[order.status] or not _says_more(order, row):
        outcome.same += 1
        return
    outcome.changed += 1
    if outcome.is_dry:
        return
    if row.status != order.status:
        moves.move(order, _EVENTS[row.status], at=at, actor=actor)
    for name in _COPIED:
        setattr(order, name, getattr(row, name))
    order.commission, order.imported_at = row.commission, at
    order.save(update_fields=[*_COPIED, "commission", "imported_at"])
    _book(order, at=at)


def _known(provider: str, row: ReportRow) -> MarketOrder | None:
    lines = MarketOrder.objects.select_for_update().filter(provider=provider, line=row.line)
    return lines.first()


def _take_new(
    provider: str, row: ReportRow, outcome: Outcome, *, actor: User | None, at: datetime
) -> MarketOrder | None:
    """Take in a line that nobody knew; if somebody was faster, the order that is known now."""
    click = _click_of(provider, row)
    try:
        with transaction.atomic():
            if not outcome.is_dry:
                _begin(provider, row, click, actor=actor, at=at)
    except IntegrityError:
        if faster := _known(provider, row):
            return faster
        raise
    outcome.new += 1
    outcome.unmatched += click is None
    return None


def _begin(
    provider: str,
    row: ReportRow,
    click: OutboundClick | None,
    *,
    actor: User | None,
    at: datetime,
) -> None:
    order = MarketOrder.objects.create(
        provider=provider,
        line=row.line,
        status=row.status,
        sub_id=row.sub_id,
        click=click,
        commission=row.commission,
        imported_at=at,
        **{name: getattr(row, name) for name in _COPIED},
    )
    moves.begun(order, "report", at=at, actor=actor).save()
    _book(order, at=at)


def _click_of(provider: str, row: ReportRow) -> OutboundClick | None:
    """The click that the mark names, if it led to this provider."""
    if not row.sub_id:
        return None
    led_to = ("jd",) if provider == "jd" else ("taobao", "tmall")
    clicks = OutboundClick.objects.filter(sub_id=row.sub_id, offer__marketplace__in=led_to)
    return clicks.first()


def _says_more(order: MarketOrder, row: ReportRow) -> bool:
    names = ("status", "commission", *_COPIED)
    return any(getattr(order, name) != getattr(row, name) for name in names)


def _book(order: MarketOrder, *, at: datetime) -> None:
    """Make the books say of this line what its report says; a correction reverses what stood."""
    wanted = dict(_wanted(order))
    booked = _booked(order)
    if wanted == booked:
        return
    accounts = ledger.lock([*wanted, *booked])
    step = Entry.objects.filter(lines__market_order=order).distinct().count()
    _write(
        order,
        accounts,
        {key: -sum_ for key, sum_ in booked.items()},
        "reversal",
        f"{step}:back",
        at,
    )
    settled = order.status == MarketOrder.Status.SETTLED
    cause = Entry.Cause.SETTLEMENT if settled else Entry.Cause.ESTIMATE
    _write(order, accounts, wanted, cause, str(step), at)


def _write(
    order: MarketOrder,
    accounts: dict[Key, Account],
    sums: dict[Key, int],
    cause: str,
    step: str,
    at: datetime,
) -> None:
    lines = [Move(key, amount, market_order=order.pk) for key, amount in sums.items()]
    ref = f"market:{order.provider}:{order.pk}:{step}"
    ledger.write(accounts, lines, cause=cause, ref=ref, at=at)


def _wanted(order: MarketOrder) -> Iterator[tuple[Key, int]]:
    if order.status == MarketOrder.Status.REFUNDED or not order.commission:
        return
    yield ledger.clearing(order.provider, CURRENCY), -order.commission
    share, rest = 0, order.commission
    click = order.click
    if click and click.beneficiary_id:
        share, rest = shares.cut(order.commission, click.share_bp)
        settled = order.status == MarketOrder.Status.SETTLED
        kind = Account.Kind.PAYABLE if settled else Account.Kind.PENDING
        if share:
            yield ledger.of_creator(click.beneficiary_id, CURRENCY, kind), share
    if rest:
        yield ledger.of_platform(Account.Kind.REVENUE, CURRENCY), rest


def _booked(order: MarketOrder) -> dict[Key, int]:
    """What the books say of this line so far, by account."""
    rows = Line.objects.filter(market_order=order).values("account").annotate(sum=Sum("amount"))
    sums = {row["account"]: row["sum"] for row in rows.order_by()}
    found = Account.objects.in_bulk(list(sums))
    return {ledger.key_in(found[pk]): amount for pk, amount in sums.items() if amount}
