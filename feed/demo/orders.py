"""Orders in several states, placed, paid and shipped by the services themselves."""

from datetime import datetime, timedelta

from accounts.models import User
from feed.demo import chance, desks
from shop.gateways import test as provider
from shop.models import OrderGroup, Product
from shop.services import attempts, checkout, closing, fulfilment, idempotency, payments
from shop.services.quoted import Want

ADDRESS = {
    "recipient": "林小满",
    "phone": "13800138000",
    "region": "浙江省 杭州市 西湖区",
    "street": "龙井路 1 号",
    "postcode": "310013",
}
# How far each order has come.
STAGES = ("placed", "paid", "shipped", "paid", "cancelled", "shipped", "placed", "paid")


def place(
    buyers: list[User], products: dict[str, list[Product]], *, actor: User, at: datetime, count: int
) -> None:
    """Place so many orders; a repeat places none twice."""
    offered = [product for listed in products.values() for product in listed]
    for number in range(count):
        draw = chance.of("order", number)
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
                at=at - timedelta(seconds=number * 9),
                wants=[Want(sku.pk, 1)],
            )
        except idempotency.KeyReused:
            # It was placed before, when another variant was in stock.
            continue
        if not receipt.is_replay:
            _advance(receipt.number, STAGES[number % len(STAGES)], actor, at)


def _advance(number: str, stage: str, actor: User, at: datetime) -> None:
    group = OrderGroup.objects.get(number=number)
    if stage == "placed":
        return
    if stage == "cancelled":
        closing.cancel(group, actor=group.buyer, at=at)
        return
    pay(group, at)
    if stage == "shipped":
        for order in group.store_orders.all():
            tracking = f"SF{chance.of('tracking', number).randrange(10**12):012d}"
            fulfilment.ship(order, carrier="SF Express", tracking=tracking, actor=actor, at=at)


def pay(group: OrderGroup, at: datetime) -> None:
    """As the payer does it at the demo's provider; then ask the provider."""
    payment = attempts.start(group, "test", return_url="http://localhost/orders", at=at)
    provider.decide(payment.pay_url.rstrip("/").rsplit("/", 1)[-1], "approve")
    payments.query(payment, at=at)
