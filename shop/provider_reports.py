"""Providers' reports of orders, as files: which column means what, and what each row says. Pure.

The names are those of the reports that partners download, and of the same fields in the
providers' interfaces (Taobao Alliance: order details; JD Union: order rows).
"""

import csv
import io
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from core.errors import RuleViolation

MOST_BYTES = 10 * 2**20
MOST_ROWS = 50_000
ENCODINGS = ("utf-8-sig", "gb18030")
ESTIMATED, SETTLED, REFUNDED = "estimated", "settled", "refunded"
_MOST_MINOR = 10**13


class UnreadableReport(RuleViolation):
    code = "unreadable_report"
    status = 400


class BadCell(ValueError):
    """What is wrong with a cell, in words."""


@dataclass(frozen=True, slots=True)
class Format:
    """How one provider writes its report.

    :param columns: our field → the heads under which it may stand, the surest first
    :param statuses: what stands in the column of states → ours; others are skipped
    """

    columns: Mapping[str, tuple[str, ...]]
    statuses: Mapping[str, str]


FORMATS: Mapping[str, Format] = {
    "taobao": Format(
        {
            "line": ("子订单号", "淘宝子订单编号", "trade_id"),
            "order_number": ("订单编号", "淘宝父订单编号", "trade_parent_id"),
            "sub_id": ("unid", "UNID"),
            "title": ("商品名称", "商品标题", "item_title"),
            "quantity": ("商品数", "商品数量", "item_num"),
            "paid": ("付款金额", "alipay_total_price"),
            "estimate": ("付款预估收入", "效果预估", "pub_share_pre_fee"),
            "settlement": ("结算预估收入", "预估收入", "pub_share_fee"),
            "status": ("订单状态", "tk_status"),
            "ordered_at": ("创建时间", "付款时间", "tk_create_time", "tk_paid_time"),
            "settled_at": ("结算时间", "tk_earning_time"),
        },
        {
            **dict.fromkeys(("订单付款", "12", "订单成功", "14"), ESTIMATED),
            **dict.fromkeys(("订单结算", "3"), SETTLED),
            **dict.fromkeys(("订单失效", "13", "维权", "维权成功"), REFUNDED),
        },
    ),
    "jd": Format(
        {
            "line": ("订单行ID", "子单号", "id"),
            "order_number": ("订单号", "orderId"),
            "sub_id": ("子联盟ID", "子渠道标识", "subUnionId"),
            "title": ("商品名称", "skuName"),
            "quantity": ("商品数量", "skuNum"),
            "paid": ("预估计佣金额", "estimateCosPrice"),
            "estimate": ("预估佣金", "estimateFee"),
            "settlement": ("实际佣金", "actualFee"),
            "status": ("订单状态", "validCode"),
            "ordered_at": ("下单时间", "orderTime"),
            "settled_at": ("完成时间", "finishTime"),
        },
        {
            **dict.fromkeys(("已付款", "16"), ESTIMATED),
            **dict.fromkeys(("已完成", "17", "已结算", "18"), SETTLED),
            # From 2 to 14 and above 18 a code names why the line is void.
            **dict.fromkeys(("无效", *map(str, range(2, 15)), *map(str, range(19, 40))), REFUNDED),
        },
    ),
}
_NEEDED = ("line", "sub_id", "estimate", "status")
_DATES = ("%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M", "%Y/%m/%d %H:%M:%S", "%Y/%m/%d %H:%M", "%Y-%m-%d")


@dataclass(frozen=True, slots=True)
class ReportRow:
    """One line of an order as reported; sums in minor units."""

    line: str
    sub_id: str
    status: str
    commission: int
    order_number: str = ""
    title: str = ""
    quantity: int = 1
    paid: int = 0
    ordered_at: datetime | None = None
    settled_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class RowError:
    """:param number: of the row in the file, the head being 1"""

    number: int
    column: str
    message: str


def read(provider: str, raw: bytes, *, zone: tzinfo) -> Iterator[ReportRow | RowError | None]:
    """What each row of a report says, or what is wrong with it; None for a row without meaning yet.

    :raises UnreadableReport: if it is no report of this provider at all
    """
    form = FORMATS.get(provider)
    if form is None:
        raise UnreadableReport(_("Choose a provider."), field="provider")
    reader = csv.reader(io.StringIO(_decoded(raw)))
    heads = [head.strip() for head in next(reader, [])]
    places = _places(form, heads)
    for number, cells in enumerate(reader, start=2):
        if number > MOST_ROWS + 1:
            text = _("A report may have %(most)d rows.") % {"most": MOST_ROWS}
            raise UnreadableReport(text, field="file")
        if any(cell.strip() for cell in cells):
            yield _row(form, heads, places, cells, number, zone)


def _decoded(raw: bytes) -> str:
    if len(raw) > MOST_BYTES:
        raise UnreadableReport(_("The file is larger than 10 MB."), field="file")
    for encoding in ENCODINGS:
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise UnreadableReport(_("The file is not text in UTF-8 or GBK."), field="file")


def _places(form: Format, heads: list[str]) -> dict[str, int]:
    places = {}
    for field, names in form.columns.items():
        found = next((name for name in names if name in heads), None)
        if found is not None:
            places[field] = heads.index(found)
    missing = [form.columns[field][0] for field in _NEEDED if field not in places]
    if missing:
        text = _("These columns are missing: %(names)s.") % {"names": ", ".join(missing)}
        raise UnreadableReport(text, field="file", detail={"missing": missing})
    return places


def _row(
    form: Format,
    heads: list[str],
    places: Mapping[str, int],
    cells: list[str],
    number: int,
    zone: tzinfo,
) -> ReportRow | RowError | None:
    field = ""

    def cell(name: str, read_cell: Callable[[str], Any], default: Any = None) -> Any:
        nonlocal field
        field = name
        place = places.get(name)
        text = cells[place].strip() if place is not None and place < len(cells) else ""
        return read_cell(text) if text else default

    try:
        state = cell("status", lambda text: _status(form, text), "")
        if not state:
            return None
        estimate, settlement = cell("estimate", _minor, 0), cell("settlement", _minor)
        is_settled = state == SETTLED and settlement is not None
        return ReportRow(
            line=_given(cell("line", _short, "")),
            sub_id=cell("sub_id", _short, ""),
            status=state,
            commission=settlement if is_settled else estimate,
            order_number=cell("order_number", _short, ""),
            title=cell("title", lambda text: text[:200], ""),
            quantity=cell("quantity", _count, 1),
            paid=cell("paid", _minor, 0),
            ordered_at=cell("ordered_at", lambda text: _moment(text, zone)),
            settled_at=cell("settled_at", lambda text: _moment(text, zone)),
        )
    except BadCell as wrong:
        head = heads[places[field]] if field in places else field
        return RowError(number, head, str(wrong))


def _status(form: Format, text: str) -> str:
    # "无效-取消", "无效（拆单）": the word before the reason.
    word = text.replace("（", "-").replace("(", "-").partition("-")[0].strip()
    return form.statuses.get(text) or form.statuses.get(word) or ""


def _given(text: str) -> str:
    if not text:
        raise BadCell(_("This must not be empty."))
    return text


def _short(text: str) -> str:
    # Spreadsheets keep long numbers whole behind a tab or an apostrophe.
    text = text.strip("\t'` ")
    if len(text) > 64 or not text.isprintable():
        raise BadCell(_("This is too long or holds signs that do not belong there."))
    return text


def _count(text: str) -> int:
    if not text.isdecimal() or len(text) > 6:
        raise BadCell(_("This is no number of pieces."))
    return int(text)


def _minor(text: str) -> int:
    """Yuan as people write them to whole fen: "¥1,234.565" is 123457."""
    try:
        yuan = Decimal(text.replace(",", "").lstrip("¥￥ "))
        minor = int((yuan * 100).quantize(Decimal(1), rounding=ROUND_HALF_UP))
    except (InvalidOperation, ValueError, OverflowError):
        raise BadCell(_("This is no sum of money.")) from None
    if not 0 <= minor <= _MOST_MINOR:
        raise BadCell(_("This is no sum of money."))
    return minor


def _moment(text: str, zone: tzinfo) -> datetime:
    if text.isdecimal() and len(text) == 13:
        return datetime.fromtimestamp(int(text) / 1000, tz=zone)
    for form in _DATES:
        try:
            return datetime.strptime(text, form).replace(tzinfo=zone)
        except ValueError:
            continue
    raise BadCell(_("This is no date like 2026-11-22 10:00:00."))
