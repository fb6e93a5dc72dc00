"""What makes things cheaper now: running deals, and coupons to be had."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from accounts.models import Reader
from shop.models import Coupon, CouponClaim, FlashDeal, Product, ProductPicture, Stock, Store
from shop.services import coupons, showcase

SHOWN = 12


@dataclass(frozen=True, slots=True)
class DealShown:
    """:param left: pieces that are free of this deal
    :param cover: the picture of its product, where it is shown beside others
    """

    deal: FlashDeal
    left: int
    regular: int
    currency: str
    cover: ProductPicture | None = None

    @property
    def percent_left(self) -> int:
        return self.left * 100 // self.deal.quantity


@dataclass(frozen=True, slots=True)
class CouponShown:
    """:param is_had: the reader has had as many as a person may"""

    coupon: Coupon
    is_had: bool


@dataclass(frozen=True, slots=True)
class Promotions:
    deals: list[DealShown]
    coupons: list[CouponShown]

    def __bool__(self) -> bool:
        return bool(self.deals or self.coupons)


def of(
    *,
    reader: Reader,
    product: Product | None,
    store: Store | None,
    led_by: Collection[int] = (),
    at: datetime,
) -> Promotions:
    """Deals and coupons of a product, of a store, or (with neither) of the platform.

    :param led_by: creators whose notes led the reader to the product
    """
    found = list(coupons.offered(product=product, store=store, at=at)[:SHOWN])
    if product is not None and led_by:
        found = [*coupons.handed_out(led_by, product, at=at)[:SHOWN], *found]
    shown = running_deals(at=at, product=product, store=store) if product or store else []
    return Promotions(shown, _with_had(found, reader))


def running_deals(
    *, at: datetime, product: Product | None = None, store: Store | None = None
) -> list[DealShown]:
    """What runs now and has something left, what ends first in front."""
    deals = FlashDeal.objects.listed_for(None).running(at)
    if product is not None:
        deals = deals.filter(sku__product=product)
    if store is not None:
        deals = deals.filter(sku__product__store=store)
    rows = list(deals.select_related("sku__product__store").order_by("ends_at", "pk")[:SHOWN])
    stocks = Stock.objects.filter(bucket__in=[deal.bucket for deal in rows])
    left = {stock.bucket: stock.available for stock in stocks}
    covers = {} if product else showcase.first_pictures(deal.sku.product_id for deal in rows)
    return [
        _shown(deal, left[deal.bucket], covers.get(deal.sku.product_id))
        for deal in rows
        if left.get(deal.bucket)
    ]


def _shown(deal: FlashDeal, left: int, cover: ProductPicture | None) -> DealShown:
    product = deal.sku.product
    return DealShown(deal, left, deal.sku.price, product.store.currency, cover)


def _with_had(found: list[Coupon], reader: Reader) -> list[CouponShown]:
    had: dict[int, int] = {}
    if reader.is_authenticated:
        mine = CouponClaim.objects.filter(user=reader, coupon__in=found)
        for coupon in mine.values_list("coupon_id", flat=True):
            had[coupon] = had.get(coupon, 0) + 1
    return [CouponShown(one, had.get(one.pk, 0) >= one.per_user_limit) for one in found]
