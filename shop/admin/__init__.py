"""The brand and platform admin of the shop."""

from shop.admin import ledger, orders, platform, products, stock, stores, verification

__all__ = ["ledger", "orders", "platform", "products", "stock", "stores", "verification"]
