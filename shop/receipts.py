"""A receipt of an order as PDF, with the letters that it needs, Chinese ones too."""

from functools import lru_cache
from importlib.resources import files
from io import BytesIO

from django.utils.translation import gettext as _
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from core.wording import exact, money
from shop.models import OrderGroup, OrderLine

FACE = "Noto Sans SC"
# The package has one file of all weights, in which the thinnest lies outlined: a line around each
# letter, so wide for each point of its size, makes it regular.
STROKE, FILLED_AND_STROKED = 0.025, 2
LEFT, RIGHT, TOP, BOTTOM = 20 * mm, A4[0] - 20 * mm, A4[1] - 22 * mm, 24 * mm
LEADING = 16


def pdf(group: OrderGroup) -> bytes:
    """What was bought, what was paid and how; goods that went back are named too."""
    return _Page(group).drawn()


@lru_cache(maxsize=1)
def _learn_face() -> None:
    """Read the typeface once a process, when the first receipt is asked for."""
    fonts = files("justmytype_intl_cjk") / "fonts" / "ofl" / "notosanssc"
    pdfmetrics.registerFont(TTFont(FACE, str(fonts / "NotoSansSC[wght].ttf")))


class _Page:
    def __init__(self, group: OrderGroup) -> None:
        _learn_face()
        self.group, self.sheet = group, BytesIO()
        # The same order gives the same bytes.
        self.canvas = Canvas(self.sheet, pagesize=A4, invariant=1)
        self.canvas.setTitle(_("Receipt %(number)s") % {"number": group.number})
        self.y = TOP

    def drawn(self) -> bytes:
        self._head()
        for order in self.group.store_orders.all():
            self._gap()
            self._row(order.store.name, size=12)
            for line in order.lines.all():
                self._line(line)
            if order.shipping:
                self._row(_("Delivery"), self._money(order.shipping))
        self._sums()
        self.canvas.showPage()
        self.canvas.save()
        return self.sheet.getvalue()

    def _head(self) -> None:
        group = self.group
        self._row(_("Receipt"), "rednote", size=20)
        self._gap()
        self._row(_("Order %(number)s") % {"number": group.number})
        if group.paid_at:
            self._row(_("Paid on %(moment)s") % {"moment": exact(group.paid_at)})
        place = (group.address.get(name, "") for name in ("recipient", "region", "street"))
        self._row(" ".join(part for part in place if part))

    def _line(self, line: OrderLine) -> None:
        name = f"{line.title} {line.variant}".strip()
        self._row(f"{line.quantity} × {name}", self._money(line.amount))
        if line.discount:
            self._row(_("Discount"), f"−{self._money(line.discount)}")

    def _sums(self) -> None:
        self._gap()
        self._row(_("Total paid"), self._money(self.group.total), size=13)
        back = sum(
            refund.amount
            for order in self.group.store_orders.all()
            for refund in order.refunds.all()
            if refund.status == "succeeded"
        )
        if back:
            self._row(_("Refunded"), f"−{self._money(back)}")
        self._gap()
        self._row(_("This receipt is no tax invoice. Ask the store for one on the order's page."))

    def _money(self, minor: int) -> str:
        return money(minor, self.group.currency)

    def _gap(self) -> None:
        self.y -= LEADING / 2

    def _row(self, left: str, right: str = "", *, size: int = 10) -> None:
        if self.y < BOTTOM:
            self.canvas.showPage()
            self.y = TOP
        self.canvas.setFont(FACE, size)
        self.canvas.setLineWidth(STROKE * size)
        shown = _fitting(left, size, RIGHT - LEFT - 40 * mm)
        self.canvas.drawString(LEFT, self.y, shown, mode=FILLED_AND_STROKED)
        self.canvas.drawRightString(RIGHT, self.y, right, mode=FILLED_AND_STROKED)
        self.y -= LEADING * size / 10


def _fitting(text: str, size: int, width: float) -> str:
    """The text, shortened where it would run into the sum."""
    if pdfmetrics.stringWidth(text, FACE, size) <= width:
        return text
    while text and pdfmetrics.stringWidth(text + "…", FACE, size) > width:
        text = text[:-1]
    return text + "…"
