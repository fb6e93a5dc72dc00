"""A cart as its page shows it: by store, with what has changed since, and what it will cost."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db.models import F, OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from shop.models import (
    Cart,
    CartLine,
    Product,
    ProductPicture,
    ShippingRule,
    Sku,
    Stock,
    Store,
    for_sale,
)
from shop.services import deals, payments, prices, shipping, showcase

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

    Row = WithAnnotations[CartLine, showcase.Available]


@dataclass(frozen=True)
class Line:
    """One line; `notice` is "", "price_changed", "short", "sold_out" or "withdrawn".

    :param source: what led to it, in words of a higher floor; "" if nothing did
    """

    pk: int
    sku: Sku
    product: Product
    cover: ProductPicture | None
    quantity: int
    price: int
    price_seen: int
    available: int
    is_selected: bool
    is_saved: bool
    notice: str
    source: str

    @property
    def amount(self) -> int:
        return self.price * self.quantity

    @property
    def is_buyable(self) -> bool:
        return self.notice in ("", "price_changed")

    @property
    def counts(self) -> bool:
        return self.is_selected and self.is_buyable

    @property
    def most(self) -> int:
        return max(min(CartLine.MOST, self.available), 1)


@dataclass(frozen=True)
class Parcel:
    """What one store will ship, and what that costs where most live.

    :param rule: by which its fee goes; None if it ships nowhere
    """

    store: Store
    rule: ShippingRule | None
    lines: list[Line] = field(default_factory=list)

    @property
    def goods(self) -> int:
        return sum(line.amount for line in self.lines if line.counts)

    @property
    def shipping(self) -> int:
        counted = [line for line in self.lines if line.counts]
        if not counted or self.rule is None:
            return 0
        grams = sum(line.sku.weight * line.quantity for line in counted)
        return self.rule.fee_for(goods=self.goods, grams=grams)

    @property
    def total(self) -> int:
        return self.goods + self.shipping

    @property
    def unpayable(self) -> str:
        """Why nothing of this store can be paid here; "" if it can."""
        return payments.why_unpayable([self.store])

    @property
    def missing_for_free(self) -> int:
        """How much more would make shipping free; 0 where it is, or never will be."""
        if not self.shipping or self.rule is None or self.rule.free_from is None:
            return 0
        return self.rule.free_from - self.goods


@dataclass(frozen=True)
class Overview:
    """:param saved: lines for later, which cost nothing now"""

    parcels: list[Parcel]
    saved: list[Line] = field(default_factory=list)

    @property
    def lines(self) -> list[Line]:
        return [line for parcel in self.parcels for line in parcel.lines]

    @property
    def count(self) -> int:
        return sum(line.quantity for line in self.lines)

    @property
    def selected_count(self) -> int:
        return sum(line.quantity for line in self.lines if line.counts)

    @property
    def sums(self) -> list["CurrencySum"]:
        """Goods, shipping and total by currency; nearly always one."""
        currencies = dict.fromkeys(parcel.store.currency for parcel in self.parcels)
        return [CurrencySum(currency, self.parcels) for currency in currencies]


class CurrencySum:
    def __init__(self, currency: str, parcels: list[Parcel]) -> None:
        own = [parcel for parcel in parcels if parcel.store.currency == currency]
        self.currency = currency
        self.goods = sum(parcel.goods for parcel in own)
        self.shipping = sum(parcel.shipping for parcel in own)
        self.total = self.goods + self.shipping


def of(cart: Cart | None) -> Overview:
    """Read the cart in five queries, however long it is; six where a store ships by rules."""
    if cart is None:
        return Overview([])
    rows = list(_rows(cart))
    covers = showcase.first_pictures(row.sku.product_id for row in rows)
    costs = prices.in_force(row.sku for row in rows)
    chances = deals.chances(deals.open_stocks(row.sku_id for row in rows), cart.user_id)
    asked = {
        row.pk: deals.cost(costs[row.sku_id].minor, chances.get(row.sku_id), row.quantity)
        for row in rows
    }
    lines = [_line(row, covers.get(row.sku.product_id), asked[row.pk]) for row in rows]
    saved = [line for line in lines if line.is_saved]
    return Overview(_parcels([line for line in lines if not line.is_saved]), saved)


def _parcels(lines: list[Line]) -> list[Parcel]:
    stores = {line.product.store_id: line.product.store for line in lines}
    rules = shipping.rules_of(stores.values())
    parcels = {pk: Parcel(store, shipping.usual(store, rules)) for pk, store in stores.items()}
    for line in lines:
        parcels[line.product.store_id].lines.append(line)
    return list(parcels.values())


def _rows(cart: Cart) -> "QuerySet[Row]":
    free = F("on_hand") - F("held") - F("committed")
    stock = (
        Stock.objects.filter(for_sale(), sku=OuterRef("sku")).values("sku").annotate(free=Sum(free))
    )
    return (
        cart.lines.select_related("sku__product__store", "referral")
        .annotate(available=Coalesce(Subquery(stock.values("free")), 0))
        .order_by("-pk")
    )


def _line(row: "Row", cover: ProductPicture | None, price: int) -> Line:
    return Line(
        pk=row.pk,
        sku=row.sku,
        product=row.sku.product,
        cover=cover,
        quantity=row.quantity,
        price=price,
        price_seen=row.price_seen,
        available=row.available,
        is_selected=row.is_selected,
        is_saved=row.is_saved,
        source=row.referral.source if row.referral else "",
        notice=_notice(row, price),
    )


def _notice(row: "Row", price: int) -> str:
    product = row.sku.product
    is_sold = row.sku.is_active and product.is_on_sale
    if not is_sold or product.store.status != Store.Status.OPEN:
        return "withdrawn"
    if row.available <= 0:
        return "sold_out"
    if row.available < row.quantity:
        return "short"
    return "price_changed" if row.price_seen != price else ""
