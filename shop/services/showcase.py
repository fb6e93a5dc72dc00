"""What shelves and buy boxes show, read in few queries."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, TypedDict

from django.contrib.auth.models import AnonymousUser
from django.db.models import F, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from accounts.models import User
from core.prepared import Prepared
from media.models import Picture
from shop.models import OutboundOffer, Product, ProductPicture, Sku, for_sale
from shop.services import offered, payments
from shop.services.offered import Free
from shop.services.prices import Price

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

# From here on a buyer is told how many are left.
FEW = 5


class Available(TypedDict):
    available: int


@dataclass(frozen=True)
class ProductCard:
    public_id: str
    title: str
    price_from: int
    price_was: int | None
    deal_ends_at: datetime | None
    currency: str
    store_name: str
    store_slug: str
    is_official: bool
    picture: Picture | None
    alt: str


@dataclass(frozen=True)
class Variant:
    """A choice in the buy box.

    :param group: the value of the first axis where there are several, to stand together by
    :param cost: what this reader pays for one
    :param offered: what anybody pays who has not had of its deal yet
    """

    pk: int
    label: str
    group: str
    cost: Price
    offered: Price
    available: int
    grams: int

    @property
    def price(self) -> int:
        """What it costs now."""
        return self.cost.minor

    @property
    def is_sold_out(self) -> bool:
        return self.available <= 0

    @property
    def is_few(self) -> bool:
        return 0 < self.available <= FEW


@dataclass(frozen=True)
class BuyBox:
    product: Product
    variants: list[Variant]
    axes: list[str]
    offers: list[OutboundOffer]
    chosen: Variant | None
    is_on_sale: bool

    @property
    def price_from(self) -> int:
        prices = [variant.price for variant in self.variants]
        return min(prices) if prices else self.product.price_from

    @property
    def cheapest(self) -> Variant | None:
        return min(self.variants, key=lambda variant: variant.price, default=None)

    @property
    def shown(self) -> Variant | None:
        """Whose price stands on top: the chosen variant's, else the cheapest's."""
        return self.chosen or self.cheapest

    @property
    def is_reduced(self) -> bool:
        return any(variant.cost.is_reduced for variant in self.variants)

    @property
    def has_range(self) -> bool:
        return len({variant.price for variant in self.variants}) > 1

    @property
    def has_choice(self) -> bool:
        return len(self.variants) > 1

    @property
    def unpayable(self) -> str:
        """Why it cannot be paid here; "" if it can."""
        return payments.why_unpayable([self.product.store])

    @property
    def is_sold_out(self) -> bool:
        return all(variant.is_sold_out for variant in self.variants)

    @property
    def groups(self) -> list[tuple[str, list[Variant]]]:
        """The variants by their first axis, in the merchant's order."""
        found: dict[str, list[Variant]] = {}
        for variant in self.variants:
            found.setdefault(variant.group, []).append(variant)
        return list(found.items())


def with_available(skus: QuerySet[Sku]) -> "QuerySet[WithAnnotations[Sku, Free]]":
    """Each variant with how many can still be bought, as `available`; of a deal, as `dealt`."""
    free = F("stocks__on_hand") - F("stocks__held") - F("stocks__committed")
    now = for_sale("stocks__")
    in_deal = now & Q(stocks__closes_at__isnull=False)
    return skus.annotate(
        available=Coalesce(Sum(free, filter=now), 0),
        dealt=Coalesce(Sum(free, filter=in_deal), 0),
    )


def visible(public_id: str, *, reader: User | AnonymousUser) -> Product | None:
    """The product if this reader may open its page, with its store and category."""
    if reader.is_authenticated:
        found = _FOR_READER.objects(reader=reader.pk, public_id=public_id)
    else:
        found = _FOR_ALL.objects(public_id=public_id)
    return found[0] if found else None


def buy_box(
    product: Product, *, chosen_sku: int | None = None, buyer_id: int | None = None
) -> BuyBox:
    """The variants with price and stock, and the ways out beside them.

    :param buyer_id: who may have had what deals give one person
    """
    skus = _SKUS.objects(product=product.pk)
    asked = offered.costs(skus, buyer_id=buyer_id)
    variants = [_variant(sku, *asked[sku.pk]) for sku in skus]
    return BuyBox(
        product=product,
        variants=variants,
        axes=_axes(skus),
        offers=_OFFERS.objects(product=product.pk),
        chosen=_chosen(variants, chosen_sku),
        is_on_sale=product.is_on_sale and product.store.status == product.store.Status.OPEN,
    )


def first_pictures(product_ids: Iterable[int]) -> dict[int, ProductPicture]:
    """The cover of each product, with its renditions; and the product, with its store."""
    covers = (
        ProductPicture.objects.filter(product__in=list(product_ids), picture__is_ready=True)
        .order_by("product_id", "position", "pk")
        .distinct("product_id")
        .select_related("picture", "product__store")
        .prefetch_related("picture__renditions")
    )
    return {cover.product_id: cover for cover in covers}


def cards(products: Iterable[Product]) -> list[ProductCard]:
    """Products (with their stores loaded) as cards, in the same order."""
    shelf = list(products)
    covers = first_pictures(product.pk for product in shelf)
    return [_card(product, covers.get(product.pk)) for product in shelf]


def cards_of(products: Iterable[int]) -> dict[int, ProductCard]:
    """The cards of products that are not loaded, by their keys: most come with their covers."""
    asked = list(products)
    covers = first_pictures(asked)
    shelf = [cover.product for cover in covers.values()]
    if bare := [pk for pk in asked if pk not in covers]:
        shelf += Product.objects.filter(pk__in=bare).select_related("store")
    return {product.pk: _card(product, covers.get(product.pk)) for product in shelf}


def small_url(picture: Picture | None, *, at_least: int = 300) -> str:
    """The address of its smallest file that is wide enough; empty where there is no picture."""
    files = sorted(picture.renditions.all(), key=lambda file: file.width) if picture else []
    webp = [file for file in files if file.format == "webp"]
    wide = [file for file in webp if file.width >= at_least]
    return (wide or webp[-1:])[0].file.url if webp else ""


def _card(product: Product, cover: ProductPicture | None) -> ProductCard:
    return ProductCard(
        public_id=product.public_id,
        title=product.title,
        price_from=product.price_from,
        price_was=product.price_was,
        deal_ends_at=product.deal_ends_at,
        currency=product.store.currency,
        store_name=product.store.name,
        store_slug=product.store.slug,
        is_official=product.store.is_official(),
        picture=cover.picture if cover else None,
        alt=(cover.alt if cover else "") or product.title,
    )


def _variant(sku: "WithAnnotations[Sku, Free]", cost: Price, offered_at: Price) -> Variant:
    values = [str(value) for value in sku.options.values()]
    has_rows = len(values) > 1
    return Variant(
        pk=sku.pk,
        label=" · ".join(values[1:] if has_rows else values) or sku.code,
        group=values[0] if has_rows else "",
        cost=cost,
        offered=offered_at,
        available=sku.available,
        grams=sku.weight,
    )


def _axes(skus: Iterable[Sku]) -> list[str]:
    return next((list(sku.options) for sku in skus), [])


def _chosen(variants: list[Variant], wanted: int | None) -> Variant | None:
    """The wanted variant; else the only one that is left, so that nobody must click for nothing."""
    for variant in variants:
        if variant.pk == wanted:
            return variant
    buyable = [variant for variant in variants if not variant.is_sold_out]
    return buyable[0] if len(buyable) == 1 else None


def _open_to(reader: User | None, public_id: str) -> QuerySet[Product]:
    shown = Product.objects.visible_to(reader).filter(public_id=public_id)
    return shown.select_related("store__account__avatar__picture", "category")


def _skus_of(product: int) -> QuerySet[Sku]:
    skus = Sku.objects.filter(product=Product(pk=product), is_active=True)
    return with_available(skus).order_by("position", "pk")


def _offers_of(product: int) -> QuerySet[OutboundOffer]:
    offers = OutboundOffer.objects.filter(product=Product(pk=product), is_active=True)
    return offers.order_by("marketplace", "pk")


# Compiled once: these are asked with every page of a product.
_FOR_READER = Prepared(
    lambda reader, public_id: _open_to(User(pk=reader), public_id),
    "reader",
    "public_id",
    texts=["public_id"],
)
_FOR_ALL = Prepared(lambda public_id: _open_to(None, public_id), "public_id", texts=["public_id"])
_SKUS = Prepared(_skus_of, "product")
_OFFERS = Prepared(_offers_of, "product")
