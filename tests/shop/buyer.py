"""Somebody who places orders, and what is left when one is refused."""

from shop.models import (
    IdempotencyKey,
    OrderGroup,
    OrderLine,
    Payment,
    StatusChange,
    Stock,
    StockHold,
    StockMove,
)
from shop.services import checkout
from tests.factories.orders import ADDRESS


def place(buyer, wants, at, key="k", **values):
    values = {"address": ADDRESS, "provider": "test", **values}
    return checkout.place_order(buyer=buyer, key=key, wants=wants, at=at, **values)


def nothing_written():
    tables = (OrderGroup, OrderLine, Payment, StockHold, StockMove, StatusChange, IdempotencyKey)
    sums = Stock.objects.values_list("held", "committed")
    return not any(model.objects.exists() for model in tables) and set(sums) <= {(0, 0)}
