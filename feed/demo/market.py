"""Who left for Taobao from one product, and what Taobao's report says they ordered there."""

from datetime import date, datetime, timedelta

from accounts.models import User
from notes.models import ProductTag
from shop.models import OutboundClick, OutboundOffer, Product
from shop.services import market_orders, outbound, referrals

# An address of the alliance, which takes a mark for each click.
UNION = "https://s.click.taobao.com/t?e=m%3D2%26s%3Ddemo"
HEAD = "创建时间,商品名称,商品数,付款金额,订单状态,付款预估收入,结算预估收入,订单编号,子订单号,unid"
# Days ago, state, estimate, settlement, paid; the last row is of somebody whom nobody led.
ROWS = (
    (6, "订单结算", "9.30", "9.30", "186.00"),
    (4, "订单付款", "9.30", "", "186.00"),
    (3, "订单失效", "9.30", "", "186.00"),
    (2, "订单付款", "4.65", "", "93.00"),
)


def tell(product: Product, buyers: list[User], *, actor: User, at: datetime) -> None:
    """Let them go, order, and be reported; a repeat adds nothing."""
    offer = OutboundOffer.objects.filter(product=product, url__startswith=UNION[:27]).first()
    if offer is None:
        offer = OutboundOffer(
            product=product,
            marketplace="taobao",
            url=UNION,
            last_price=product.price_from - 300,
            price_seen_at=date(2026, 11, 1),
        )
        outbound.save_offer(offer)
    if OutboundClick.objects.filter(offer=offer).exists():
        return
    for number, buyer in enumerate(buyers[: len(ROWS) + 2]):
        _leave(offer, buyer, number, at - timedelta(days=7, minutes=-number))
    marks = list(OutboundClick.objects.filter(offer=offer).order_by("pk"))
    lines = [_line(product, number, marks, at) for number in range(len(ROWS))]
    raw = "\r\n".join([HEAD, *lines]).encode("utf-8-sig")
    market_orders.import_report("taobao", raw, actor=actor, at=at)


def _leave(offer: OutboundOffer, buyer: User, number: int, at: datetime) -> None:
    tags = ProductTag.objects.filter(product=offer.product).exclude(note__author=buyer)
    tag = tags.select_related("note__author").order_by("pk").first()
    if tag:
        referrals.remember(
            offer.product,
            buyer=buyer,
            beneficiary=tag.note.author,
            source=tag.note.public_id,
            at=at - timedelta(minutes=2),
        )
    outbound.leave(offer, visitor=f"{number:040x}", user=buyer, at=at)


def _line(product: Product, number: int, marks: list[OutboundClick], at: datetime) -> str:
    days, state, estimate, settled, paid = ROWS[number]
    is_known = number < len(ROWS) - 1 and number < len(marks)
    mark = marks[number].sub_id if is_known else ""
    when = f"{at - timedelta(days=days):%Y-%m-%d %H:%M:%S}"
    cells = (when, product.title, "1", paid, state, estimate, settled)
    return ",".join([*cells, f"88{number:04d}", f"99{number:04d}", mark])
