"""The brand and platform admin of the shop."""

from shop.admin import orders, platform, products, stock, stores

__all__ = ["orders", "platform", "products", "stock", "stores"]
