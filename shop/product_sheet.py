"""A store's products as a sheet: which columns there are, and how cells are read and written.

Pure: no row of the database is touched here.
"""

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

MOST_BYTES = 2 << 20
MOST_ROWS = 5000
MOST_YUAN = Decimal(10**7)
MOST_PIECES = 1_000_000
COLUMNS = (
    "product",
    "title",
    "category",
    "description",
    "code",
    "options",
    "price",
    "sold",
    "stock",
    "stock_change",
)
NEEDED = ("product", "title", "category", "code", "price")
# A cell that begins like this would be run as a formula by the program that opens it.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_NUMBER = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?", re.ASCII)
_YES, _NO = {"yes", "1", "true", "是"}, {"no", "0", "false", "否"}


@dataclass(frozen=True)
class Fault:
    """:param row: as a spreadsheet counts: the heading is row 1"""

    row: int
    column: str
    reason: str


@dataclass(frozen=True)
class Line:
    """One row, read: a variant, with what it says of its product."""

    row: int
    product: str
    title: str
    category: str
    description: str
    code: str
    options: Mapping[str, str]
    price: int
    is_sold: bool
    stock_change: int


@dataclass
class Sheet:
    lines: list[Line] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


def read(content: bytes) -> Sheet:
    """Every row that can be read, and every fault with its row, column and reason."""
    sheet = Sheet()
    text = _decoded(content, sheet)
    if text is None:
        return sheet
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    except csv.Error as broken:
        sheet.faults.append(Fault(1, "", _("This is no CSV file: %(why)s.") % {"why": broken}))
        return sheet
    heading = [name.strip().lower() for name in rows[0]] if rows else []
    if _accepts(heading, len(rows), sheet):
        for number, cells in enumerate(rows[1:], start=2):
            if any(cell.strip() for cell in cells):
                _read_row(number, heading, cells, sheet)
    return sheet


def written(rows: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """The lines of a CSV file that Excel and others read as UTF-8, and run nothing of."""
    yield "\ufeff" + _csv_line(COLUMNS)
    for row in rows:
        yield _csv_line([_harmless(row[name]) for name in COLUMNS])


def options_in_words(options: Mapping[str, str]) -> str:
    return ", ".join(f"{axis}: {value}" for axis, value in options.items())


def _decoded(content: bytes, sheet: Sheet) -> str | None:
    if len(content) > MOST_BYTES:
        reason = _("The file is larger than %(most)d MB.") % {"most": MOST_BYTES >> 20}
    else:
        try:
            text = content.decode("utf-8-sig")
        except UnicodeDecodeError as wrong:
            row = content.count(b"\n", 0, wrong.start) + 1
            reason = _("This is not UTF-8: save the sheet as “CSV UTF-8”.")
            sheet.faults.append(Fault(row, "", reason))
            return None
        if "\x00" not in text:
            return text
        reason = _("This is no text: save the sheet as “CSV UTF-8”.")
    sheet.faults.append(Fault(1, "", reason))
    return None


def _accepts(heading: list[str], rows: int, sheet: Sheet) -> bool:
    for name in NEEDED:
        if name not in heading:
            sheet.faults.append(Fault(1, name, _("This column is missing.")))
    for name in heading:
        if name not in COLUMNS:
            sheet.faults.append(Fault(1, name[:40], _("Nobody knows this column.")))
        elif heading.count(name) > 1:
            sheet.faults.append(Fault(1, name, _("This column stands twice.")))
    if rows > MOST_ROWS + 1:
        reason = _("The sheet has more than %(most)d rows.") % {"most": MOST_ROWS}
        sheet.faults.append(Fault(MOST_ROWS + 2, "", reason))
    if not sheet.faults and rows < 2:
        sheet.faults.append(Fault(2, "", _("There is nothing below the heading.")))
    return not sheet.faults


def _read_row(number: int, heading: list[str], cells: list[str], sheet: Sheet) -> None:
    if len(cells) > len(heading):
        sheet.faults.append(Fault(number, "", _("This row has more cells than the heading.")))
        return
    given = dict(zip(heading, cells, strict=False))
    values: dict[str, Any] = {}
    for name, reader in _READERS.items():
        try:
            values[name] = reader(_plain(given.get(name, "")))
        except ValueError as wrong:
            sheet.faults.append(Fault(number, name, str(wrong)))
    if len(values) == len(_READERS):
        sheet.lines.append(
            Line(
                row=number,
                is_sold=values.pop("sold"),
                **values,
            )
        )


def _plain(cell: str) -> str:
    """What was meant: without the mark that keeps a cell from being a formula."""
    cell = cell.strip()
    if cell.startswith("'") and cell[1:].startswith(_FORMULA):
        return cell[1:]
    return cell


def _harmless(value: Any) -> str:
    text = str(value)
    is_number = _NUMBER.fullmatch(text) is not None
    return f"'{text}" if text.startswith(_FORMULA) and not is_number else text


def _csv_line(cells: Iterable[str]) -> str:
    target = io.StringIO()
    csv.writer(target).writerow(cells)
    return target.getvalue()


def _text(most: int, *, needed: bool = False) -> Callable[[str], str]:
    def read_text(cell: str) -> str:
        if needed and not cell:
            raise ValueError(_("This is needed."))
        if len(cell) > most:
            raise ValueError(_("This has more than %(most)d characters.") % {"most": most})
        if any(not char.isprintable() and char not in "\r\n\t" for char in cell):
            raise ValueError(_("This holds characters that cannot be shown."))
        return cell

    return read_text


def _price(cell: str) -> int:
    if not re.fullmatch(r"[+-]?[0-9]{1,12}(\.[0-9]{1,2})?", cell, re.ASCII):
        raise ValueError(_("Write a price like 88 or 88.50."))
    yuan = Decimal(cell)
    if not 0 <= yuan <= MOST_YUAN:
        raise ValueError(_("A price lies between 0 and %(most)d.") % {"most": MOST_YUAN})
    return int(yuan * 100)


def _change(cell: str) -> int:
    if not cell:
        return 0
    if not re.fullmatch(r"[+-]?[0-9]{1,9}", cell, re.ASCII) or abs(int(cell)) > MOST_PIECES:
        raise ValueError(_("Write a difference like +12 or -3."))
    return int(cell)


def _sold(cell: str) -> bool:
    if cell.lower() in _NO:
        return False
    if not cell or cell.lower() in _YES:
        return True
    raise ValueError(_("Write yes or no."))


def _options(cell: str) -> dict[str, str]:
    options: dict[str, str] = {}
    for part in _text(200)(cell).replace("，", ",").split(","):
        if not part.strip():
            continue
        axis, colon, value = part.replace("：", ":").partition(":")
        if not (colon and axis.strip() and value.strip()) or axis.strip() in options:
            raise ValueError(_("Write it like this: Colour: Sage, Size: M"))
        options[axis.strip()] = value.strip()
    return options


_READERS: dict[str, Callable[[str], Any]] = {
    "product": _text(20),
    "title": _text(80, needed=True),
    "category": _text(40, needed=True),
    "description": _text(4000),
    "code": _text(40, needed=True),
    "options": _options,
    "price": _price,
    "sold": _sold,
    "stock_change": _change,
}
