"""Orders in several states, placed, paid and shipped by the services themselves."""

from datetime import datetime, timedelta

from accounts.models import User
from feed.demo import after_sales, chance, desks
from shop.gateways import test as provider
from shop.models import OrderGroup, Product
from shop.services import (
    attempts,
    checkout,
    closing,
    deadlines,
    fulfilment,
    idempotency,
    payments,
    tracking,
)
from shop.services.quoted import Want

ADDRESS = {
    "recipient": "林小满",
    "phone": "13800138000",
    "region": "浙江省 杭州市 西湖区",
    "street": "龙井路 1 号",
    "postcode": "310013",
}
# How far each order has come.
STAGES = (
    *("placed", "paid", "shipped", "paid", "cancelled", "shipped", "placed", "paid"),
    *("late", "partly", "received", "completed", *after_sales.STORIES),
)
# How many days ago those began that take longer than an hour.
DAYS_AGO = {"shipped": 1, "partly": 1, "late": 4, "received": 6, "completed": 20}
DAYS_AGO |= dict.fromkeys(after_sales.STORIES, 2)


def place(
    buyers: list[User], products: dict[str, list[Product]], *, actor: User, at: datetime, count: int
) -> None:
    """Place so many orders; a repeat places none twice."""
    offered = [product for listed in products.values() for product in listed]
    for number in range(count):
        draw, stage = chance.of("order", number), STAGES[number % len(STAGES)]
        begun = at - timedelta(days=DAYS_AGO.get(stage, 0), seconds=number * 9)
        buyer = buyers[number % len(buyers)]
        chosen = offered[number % 8] if number % 3 == 0 else draw.choice(offered)
        if number % 2:
            chosen = desks.led_to(buyer) or chosen
        sku = desks.in_stock(chosen)
        if sku is None:
            continue
        try:
            receipt = checkout.place_order(
                buyer=buyer,
                key=f"demo-order-{number}",
                address=ADDRESS,
                provider="test",
                at=begun,
                wants=[Want(sku.pk, 2 if stage == "partly" else 1)],
            )
        except idempotency.KeyReused:
            # It was placed before, when another variant was in stock.
            continue
        if not receipt.is_replay:
            _advance(receipt.number, stage, actor, begun=begun, at=at)
    deadlines.mark_late(at=at)
    tracking.poll(at=at)


def _advance(number: str, stage: str, actor: User, *, begun: datetime, at: datetime) -> None:
    group = OrderGroup.objects.get(number=number)
    if stage == "placed":
        return
    if stage == "cancelled":
        closing.cancel(group, actor=group.buyer, at=at)
        return
    # The demo's provider has a clock of its own, by which this order is placed now.
    group.expires_at = at + timedelta(minutes=15)
    group.save(update_fields=["expires_at"])
    pay(group, begun + timedelta(minutes=1))
    if stage in ("paid", "late"):
        return
    for order in group.store_orders.all():
        units = {order.lines.get().pk: 1} if stage == "partly" else None
        parcel = f"SF{chance.of('tracking', number).randrange(10**12):012d}"
        fulfilment.ship(
            order,
            carrier="顺丰速运",
            tracking=parcel,
            units=units,
            actor=actor,
            at=begun + timedelta(hours=5),
        )
        after_sales.finish(order, stage, at=at)
        if stage in after_sales.STORIES:
            after_sales.tell(order, stage, actor=actor, at=at)


def pay(group: OrderGroup, at: datetime) -> None:
    """As the payer does it at the demo's provider; then ask the provider."""
    payment = attempts.start(group, "test", return_url="http://localhost/orders", at=at)
    provider.decide(payment.pay_url.rstrip("/").rsplit("/", 1)[-1], "approve")
    payments.query(payment, at=at)
