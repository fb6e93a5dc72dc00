"""Shipping many orders by a table: looked at first, then row by row, each with its own answer.

Rows of one order with one tracking number are one parcel. Each parcel is a transaction of its own:
one that cannot leave keeps none of the others. Sent again, what has left already is named so.
"""

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import RuleViolation
from shop.models import StoreOrder
from shop.services import fulfilment

MOST_ROWS = 2000
MOST_BYTES = 1 << 20
NEEDED = ("order", "carrier", "tracking")
COLUMNS = (*NEEDED, "sku", "quantity")


class BadTable(RuleViolation):
    code = "bad_table"
    status = 400


@dataclass(slots=True)
class Row:
    """One parcel as the table names it.

    :param rows: the numbers of its rows in the table, the head being 1
    :param units: SKU code → pieces; empty: all that may leave
    """

    rows: list[int]
    number: str
    carrier: str
    tracking: str
    units: dict[str, int] = field(default_factory=dict)
    error: str = ""
    is_done: bool = False


def read(raw: bytes) -> list[Row]:
    """The parcels of a table.

    :raises BadTable: if it is no table, has too many rows, or lacks a column
    """
    if len(raw) > MOST_BYTES:
        raise BadTable(_("The file is larger than 1 MB."), field="file")
    table = csv.DictReader(io.StringIO(decoded(raw)))
    names = [(name or "").strip().lower() for name in table.fieldnames or []]
    missing = [name for name in NEEDED if name not in names]
    if missing:
        raise BadTable(
            _("The first row must name the columns: %(names)s") % {"names": ", ".join(missing)},
            field="file",
        )
    table.fieldnames = names
    parcels: dict[tuple[str, str], Row] = {}
    for place, values in enumerate(table, start=2):
        if place > MOST_ROWS + 1:
            raise BadTable(_("At most %(most)d rows.") % {"most": MOST_ROWS}, field="file")
        _add(parcels, place, {key: str(value or "").strip() for key, value in values.items()})
    return list(parcels.values())


def decoded(raw: bytes) -> str:
    """The text of a table, as spreadsheets of China or of elsewhere write it."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise BadTable(_("The file is no text in UTF-8 or GB 18030."), field="file")


def _add(parcels: dict[tuple[str, str], Row], place: int, values: dict[str, str]) -> None:
    if not any(values.values()):
        return
    key = (values["order"], values["tracking"])
    parcel = parcels.setdefault(
        key, Row([], values["order"], values["carrier"][:40], values["tracking"][:60])
    )
    parcel.rows.append(place)
    sku, count = values.get("sku", ""), values.get("quantity", "") or "1"
    if not sku:
        return
    if not (count.isascii() and count.isdigit() and int(count[:9])):
        parcel.error = _("Row %(row)d: the quantity is no number from 1 up.") % {"row": place}
        return
    parcel.units[sku] = parcel.units.get(sku, 0) + int(count[:9])


class _Tried(Exception):
    pass


def ship(
    parcels: Iterable[Row],
    orders: QuerySet[StoreOrder],
    *,
    actor: User,
    at: datetime,
    is_trial: bool,
) -> None:
    """Ship each parcel, or with `is_trial` only see whether it would go; errors stay on the rows.

    :param orders: those that the actor may ship
    """
    for parcel in parcels:
        if parcel.error:
            continue
        try:
            with transaction.atomic():
                _ship(parcel, orders, actor=actor, at=at)
                if is_trial:
                    raise _Tried
            parcel.is_done = True
        except _Tried:
            continue
        except RuleViolation as refusal:
            parcel.error = refusal.message


def _ship(parcel: Row, orders: QuerySet[StoreOrder], *, actor: User, at: datetime) -> None:
    order = orders.filter(number=parcel.number).first()
    if order is None:
        raise BadTable(_("There is no such order in your store."))
    codes = dict(order.lines.values_list("sku__code", "pk"))
    strangers = sorted(set(parcel.units) - set(codes))
    if strangers:
        raise BadTable(_("Not in this order: %(codes)s") % {"codes": ", ".join(strangers)})
    units = {codes[code]: count for code, count in parcel.units.items()}
    fulfilment.ship(
        order,
        carrier=parcel.carrier,
        tracking=parcel.tracking,
        units=units or None,
        actor=actor,
        at=at,
    )
