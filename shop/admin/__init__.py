"""The brand and platform admin of the shop."""

from shop.admin import (
    cases,
    invoices,
    ledger,
    market,
    orders,
    platform,
    products,
    promotions,
    stock,
    stores,
    verification,
    voices,
)

__all__ = [
    "cases",
    "invoices",
    "ledger",
    "market",
    "orders",
    "platform",
    "products",
    "promotions",
    "stock",
    "stores",
    "verification",
    "voices",
]
