"""Buying the same again."""

from datetime import datetime

from core.errors import RuleViolation
from shop.models import Cart, OrderGroup
from shop.services import cart as carts


def into_cart(group: OrderGroup, cart: Cart, *, at: datetime) -> tuple[int, list[str]]:
    """Put what was bought into the cart: how many lines, and the titles that cannot be had."""
    added, gone = 0, []
    for order in group.store_orders.all():
        for line in order.lines.all():
            try:
                carts.add(cart, sku=line.sku, quantity=line.quantity, at=at)
                added += 1
            except RuleViolation:
                gone.append(line.title)
    return added, gone
