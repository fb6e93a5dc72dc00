"""Statements: what a store or creator earned in a month, line by line, out of the ledger alone."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from typing import Any

from django.db.models import Q, QuerySet, Sum
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from core.errors import RuleViolation
from core.pagination import KeysetPage, keyset_page
from shop.models import Account, Line, MarketOrder, Store
from shop.services.ledger import Owner

KINDS = tuple(kind.value for kind in Account.OWNED)
# What is owed; what was paid out is not any more.
OWED = KINDS[:3]
A_PAGE = 60
_AT_ONCE = 500
_MONTH = re.compile(r"20[0-9]{2}-(?:0[1-9]|1[0-2])", re.ASCII)


class UnknownMonth(RuleViolation):
    code = "unknown_month"
    status = 400


@dataclass(frozen=True, slots=True)
class Month:
    """A calendar month in the site's time.

    :param name: "2026-11"
    """

    name: str
    start: datetime
    end: datetime

    @property
    def before(self) -> str:
        return _name(self.start.year, self.start.month - 1)

    @property
    def after(self) -> str:
        return _name(self.start.year, self.start.month + 1)


@dataclass(frozen=True, slots=True)
class Statement:
    """Opening + change = closing, for each kind of balance."""

    owner: Owner
    currency: str
    month: Month
    opening: Mapping[str, int]
    change: Mapping[str, int]

    @property
    def closing(self) -> dict[str, int]:
        return {kind: self.opening[kind] + self.change[kind] for kind in KINDS}

    @property
    def sums(self) -> list[tuple[str, int, int, int]]:
        """A line of (label, opening, change, closing) for each kind."""
        labels = dict(Account.Kind.choices)
        closing = self.closing
        return [
            (str(labels[kind]), self.opening[kind], self.change[kind], closing[kind])
            for kind in KINDS
        ]


@dataclass(frozen=True, slots=True)
class Row:
    """One event of the month, for one line of an order.

    :param amounts: kind → what it gained
    :param source: what led the buyer here; who wrote it knows what it means
    """

    at: datetime
    cause: str
    ref: str
    order: str = ""
    title: str = ""
    product: str = ""
    quantity: int | None = None
    base: int | None = None
    rate_bp: int | None = None
    source: str = ""
    amounts: dict[str, int] = field(default_factory=dict)

    @property
    def rate(self) -> str:
        """The share in per cent, as people write it: 5, 7.5."""
        return f"{(self.rate_bp or 0) / 100:g}"

    @property
    def gains(self) -> list[tuple[str, int]]:
        labels = dict(Account.Kind.choices)
        return [(str(labels[kind]), self.amounts[kind]) for kind in KINDS if kind in self.amounts]


def month_of(text: str, *, at: datetime) -> Month:
    """The month that a text like "2026-11" names; without one, the month of this moment.

    :raises UnknownMonth: if it names none
    """
    named = text or f"{timezone.localtime(at):%Y-%m}"
    if not _MONTH.fullmatch(named):
        raise UnknownMonth(_("Name a month like 2026-11."), field="month")
    year, number = int(named[:4]), int(named[5:])
    return Month(named, _first(year, number), _first(year, number + 1))


def of(owner: Owner, month: Month, *, currency: str) -> Statement:
    """What stood there before the month, and what the month changed."""
    rows = _lines(owner, currency).values("account__kind").order_by()
    sums = rows.annotate(
        before=Sum("amount", filter=Q(at__lt=month.start), default=0),
        during=Sum("amount", filter=Q(at__gte=month.start, at__lt=month.end), default=0),
    )
    found = {row["account__kind"]: row for row in sums}
    return Statement(
        owner,
        currency,
        month,
        {kind: found[kind]["before"] if kind in found else 0 for kind in KINDS},
        {kind: found[kind]["during"] if kind in found else 0 for kind in KINDS},
    )


def page(statement: Statement, *, after: str = "", limit: int = A_PAGE) -> KeysetPage[Row]:
    """The next rows of a statement, the newest first.

    :raises BadCursor: if `after` is nothing that a page gave
    """
    found = keyset_page(_shown(statement), after=after, limit=limit, ordering=("-at", "-pk"))
    return KeysetPage(list(_rows(found.items)), found.next_cursor)


def rows(statement: Statement) -> Iterator[Row]:
    """All rows of a statement, the oldest first."""
    return _rows(_shown(statement).order_by("at", "pk").iterator(_AT_ONCE))


def table(statement: Statement) -> Iterator[list[Any]]:
    """A statement as a table of plain values: head, opening, rows, closing."""
    yield [
        *("at", "event", "reference", "order", "product", "title", "quantity", "note"),
        *("base", "rate_bp", "currency", *KINDS),
    ]
    blank = [""] * 8
    month, currency = statement.month, statement.currency
    opening = [statement.opening[kind] for kind in KINDS]
    yield [month.start.isoformat(), pgettext("balance", "Opening"), *blank, currency, *opening]
    for row in rows(statement):
        yield [
            *(timezone.localtime(row.at).isoformat(), row.cause, row.ref, row.order),
            *(row.product, row.title, _or_blank(row.quantity), row.source),
            *(_or_blank(row.base), _or_blank(row.rate_bp), currency),
            *(row.amounts.get(kind, 0) for kind in KINDS),
        ]
    closing = [statement.closing[kind] for kind in KINDS]
    yield [month.end.isoformat(), pgettext("balance", "Closing"), *blank, currency, *closing]


def _lines(owner: Owner, currency: str) -> QuerySet[Line]:
    mine = {"account__store": owner} if isinstance(owner, Store) else {"account__user": owner}
    return Line.objects.filter(account__currency=currency, **mine)


def _shown(statement: Statement) -> QuerySet[Line]:
    month = statement.month
    lines = _lines(statement.owner, statement.currency)
    return lines.filter(at__gte=month.start, at__lt=month.end).select_related(
        "entry",
        "account",
        "order",
        "order_line__sku__product",
        "market_order__click__offer__product",
    )


def _rows(lines: Iterable[Line]) -> Iterator[Row]:
    """Lines of one event and one order line make one row."""
    for _key, group in groupby(lines, key=_event):
        together = list(group)
        amounts: dict[str, int] = {}
        for line in together:
            kind = line.account.kind
            amounts[kind] = amounts.get(kind, 0) + line.amount
        yield _row(together[0], amounts)


def _event(line: Line) -> tuple[int, int | None]:
    return line.entry_id, line.order_line_id


def _row(line: Line, amounts: dict[str, int]) -> Row:
    entry, bought = line.entry, line.order_line
    row: dict[str, Any] = {
        "at": line.at,
        "cause": str(entry.get_cause_display()),
        "ref": entry.ref,
        "order": line.order.number if line.order else "",
        "amounts": amounts,
    }
    if line.market_order:
        return Row(**row | _of_market(line.market_order))
    if bought is None:
        return Row(**row)
    return Row(
        **row,
        title=bought.title,
        product=bought.sku.product.public_id,
        quantity=bought.quantity,
        base=bought.paid,
        rate_bp=bought.rate_bp,
        source=bought.source,
    )


def _of_market(order: MarketOrder) -> dict[str, Any]:
    click = order.click
    return {
        "order": order.order_number or order.line,
        "title": order.title or (click.offer.product.title if click else ""),
        "product": click.offer.product.public_id if click else "",
        "quantity": order.quantity,
        "base": order.commission,
        "rate_bp": click.share_bp if click else 0,
        "source": click.source if click else "",
    }


def _or_blank(value: int | None) -> int | str:
    return "" if value is None else value


def _first(year: int, number: int) -> datetime:
    year, number = year + (number - 1) // 12, (number - 1) % 12 + 1
    return datetime(year, number, 1, tzinfo=timezone.get_default_timezone())


def _name(year: int, number: int) -> str:
    year, number = year + (number - 1) // 12, (number - 1) % 12 + 1
    return f"{year:04d}-{number:02d}"
