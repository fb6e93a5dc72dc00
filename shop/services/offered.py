"""What one piece costs now, flash deals included: for pages, and for the price that lists show."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, TypedDict

from django.db.models.functions import Now

from shop.models import FlashDeal, Product, Sku
from shop.services import deals, prices
from shop.services.deals import Chance
from shop.services.prices import Price

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations


class Free(TypedDict):
    """Pieces that can be bought now: all of them, and those of a deal."""

    available: int
    dealt: int


@dataclass(frozen=True, slots=True)
class Headline:
    """What lists show of a product, as its columns are called.

    :param deal_ends_at: until when, if it is a deal's price
    """

    price_from: int
    price_was: int | None
    deal_ends_at: datetime | None


def at_deals(costs: Mapping[int, Price], chances: Mapping[int, Chance]) -> dict[int, Price]:
    """These prices by SKU, with the deal's where one piece can be had for it."""
    found = dict(costs)
    for sku, chance in chances.items():
        usual = costs[sku].minor
        if chance.fits(1, usual):
            found[sku] = Price(chance.deal.price, usual, chance.deal.ends_at, is_deal=True)
    return found


def costs(
    skus: "Iterable[WithAnnotations[Sku, Free]]", *, buyer_id: int | None = None
) -> dict[int, tuple[Price, Price]]:
    """By SKU: what this buyer pays for one, and what anybody pays who has had none of a deal.

    :param skus: of `showcase.with_available`; where no deal has pieces left, none is asked for
    """
    shelf = list(skus)
    usual = prices.in_force(shelf)
    dealt = [sku.pk for sku in shelf if sku.dealt > 0]
    chances = deals.chances(deals.open_stocks(dealt), buyer_id) if dealt else {}
    fresh = {pk: replace(chance, left=chance.deal.per_user_limit) for pk, chance in chances.items()}
    own, public = at_deals(usual, chances), at_deals(usual, fresh)
    return {sku.pk: (own[sku.pk], public[sku.pk]) for sku in shelf}


def headlines(skus: Iterable[Sku]) -> dict[int, Headline]:
    """By product: the lowest price of these variants for which anybody can have one piece.

    Of variants that cost the same it is the oldest's, in whatever order they come.
    """
    asked = list(skus)
    chances = deals.chances(deals.open_stocks(sku.pk for sku in asked), None)
    costs = at_deals(prices.in_force(asked), chances)
    lowest: dict[int, Price] = {}
    for sku in sorted(asked, key=lambda one: (costs[one.pk].minor, one.pk)):
        lowest.setdefault(sku.product_id, costs[sku.pk])
    return {
        pk: Headline(cost.minor, cost.was, cost.until if cost.is_deal else None)
        for pk, cost in lowest.items()
    }


def headline_of(product: Product, found: Mapping[int, Headline]) -> Headline:
    """What lists show of it; where nothing is sold, the last price, and no deal."""
    return found.get(product.pk) or Headline(product.price_from, None, None)


def products_due() -> list[int]:
    """Products that show a deal's price which is none any longer, or not yet one that is."""
    shown = Product.objects.filter(deal_ends_at__isnull=False)
    running = FlashDeal.objects.running(Now()).values_list("sku__product", flat=True)
    return _differing({*shown.values_list("pk", flat=True), *running})


def _differing(products: Collection[int]) -> list[int]:
    if not products:
        return []
    found = headlines(Sku.objects.filter(product__in=products, is_active=True))
    rows = Product.objects.filter(pk__in=products).order_by("pk")
    return [
        row.pk
        for row in rows.only("price_from", "price_was", "deal_ends_at")
        if Headline(row.price_from, row.price_was, row.deal_ends_at) != headline_of(row, found)
    ]
