"""What the shopper who logs in has bought: on its way in two parcels, disputed, to be reviewed."""

from datetime import datetime, timedelta

from accounts.models import User
from feed.demo import chance, desks, orders, papers
from shop.models import OrderGroup, Product, StoreOrder
from shop.services import checkout, fulfilment, idempotency, invoices, showcase, tracking
from shop.services.aftersales import answering, asking, thread
from shop.services.aftersales.asking import Wish
from shop.services.quoted import Want

# A unified social credit code whose last letter fits.
TAX_NUMBER = "91330106MA2CDEFG4A"
# name, days ago, what: (channel, number of the product, pieces)
BOUGHT = (
    ("to ship", 0, (("home", 0, 1),)),
    ("parcels", 2, (("food", 1, 2), ("fashion", 2, 1))),
    ("received", 5, (("travel", 1, 1),)),
    ("disputed", 6, (("home", 3, 1),)),
)


def tell(shopper: User, products: dict[str, list[Product]], *, actor: User, at: datetime) -> None:
    """Let these orders be placed and come as far as their names say; a repeat adds nothing."""
    for name, days, things in BOUGHT:
        begun = at - timedelta(days=days, hours=2)
        group = _placed(shopper, name, _wants(products, things), begun, at)
        if group:
            parts = list(group.store_orders.order_by("pk"))
            for number, part in enumerate(parts):
                _STORIES[name](part, number, actor, begun)
    tracking.poll(at=at)


def _wants(products, things) -> list[Want]:
    chosen = []
    for channel, number, pieces in things:
        offered = products[channel]
        sku = desks.in_stock(offered[number % len(offered)], pieces)
        if sku:
            chosen.append(Want(sku.pk, pieces))
    return chosen


def _placed(buyer: User, name: str, wants, begun, at) -> OrderGroup | None:
    key = f"demo-shopper-{name}"
    if not wants:
        return None
    try:
        receipt = checkout.place_order(
            buyer=buyer, key=key, address=orders.ADDRESS, provider="test", at=begun, wants=wants
        )
    except idempotency.KeyReused:
        # It was placed before, when another variant was in stock.
        return None
    if receipt.is_replay:
        return None
    group = OrderGroup.objects.get(number=receipt.number)
    # The demo's provider has a clock of its own, by which this order is placed now.
    group.expires_at = at + timedelta(minutes=15)
    group.save(update_fields=["expires_at"])
    orders.pay(group, begun + timedelta(minutes=3))
    return group


def _to_ship(order: StoreOrder, number: int, actor: User, begun: datetime) -> None:
    """It was paid a moment ago."""


def _parcels(order: StoreOrder, number: int, actor: User, begun: datetime) -> None:
    """One store sends its pieces one by one, the other all at once; an invoice is asked for."""
    line = order.lines.get()
    if line.quantity > 1:
        _sent(order, actor, begun + timedelta(hours=4), "顺丰速运", {line.pk: 1})
        _sent(order, actor, begun + timedelta(hours=30), "中通快递", {line.pk: 1})
        invoices.request(
            order,
            kind="company",
            title="小满文化工作室",
            tax_number=TAX_NUMBER,
            email="shopper@example.com",
            at=begun + timedelta(hours=10),
        )
    else:
        _sent(order, actor, begun + timedelta(hours=9), "EMS")


def _received(order: StoreOrder, number: int, actor: User, begun: datetime) -> None:
    _sent(order, actor, begun + timedelta(hours=5), "顺丰速运")
    fulfilment.receive(order, actor=order.group.buyer, at=begun + timedelta(days=3))


def _disputed(order: StoreOrder, number: int, actor: User, begun: datetime) -> None:
    """The buyer shows a crack, the store wants to know more, and is told."""
    _received(order, number, actor, begun)
    line = order.lines.select_related("order__group", "order__store", "sku").get()
    buyer = order.group.buyer
    covers = showcase.first_pictures([line.sku.product_id])
    shown = [
        papers.flaw(buyer, name=f"flaw-{place}", cover=cover.picture)
        for place in (1, 2)
        for cover in covers.values()
    ]
    asked = begun + timedelta(days=4)
    wish = Wish(
        kind="return",
        reason="defective",
        quantity=1,
        text="打开包装就看到一道裂纹，从杯口一直到底。外箱没有破损。",
    )
    case = asking.apply(line, wish, buyer=buyer, at=asked, pictures=shown[:1])
    text = "很抱歉。请再拍一张整体的照片，以便我们向快递索赔，您不需要承担运费。"
    side = thread.Side
    thread.say(case, side=side.STORE, author=actor, text=text, at=asked + timedelta(hours=3))
    text = "补一张侧面的，裂纹看得更清楚。"
    thread.say(
        case,
        side=side.BUYER,
        author=buyer,
        text=text,
        pictures=shown[1:],
        at=asked + timedelta(hours=5),
    )
    answering.agree(case, actor=actor, at=asked + timedelta(hours=8))


def _sent(order: StoreOrder, actor: User, at: datetime, carrier: str, units=None) -> None:
    number = chance.of("shopper", order.store.slug, at.hour, carrier).randrange(10**12)
    tracking_number = f"{'SF' if carrier == '顺丰速运' else 'ZT'}{number:012d}"
    fulfilment.ship(
        order, carrier=carrier, tracking=tracking_number, units=units, actor=actor, at=at
    )


_STORIES = {
    "to ship": _to_ship,
    "parcels": _parcels,
    "received": _received,
    "disputed": _disputed,
}
