"""The brand and platform admin of the shop."""

from shop.admin import ledger, market, orders, platform, products, stock, stores, verification

__all__ = ["ledger", "market", "orders", "platform", "products", "stock", "stores", "verification"]
