"""What some SKUs cost together now, store by store, and what stands against buying them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from core.errors import RuleViolation
from shop.models import Cart, CartLine, Sku, Stock, Store
from shop.services import prices
from shop.services.stock import BUCKET

MOST_LINES = 100
# A thousand million yuan in fen: beyond it somebody mistyped, and sums stay far inside a bigint.
MOST_MINOR = 10**11


class NothingToBuy(RuleViolation):
    code = "nothing_to_buy"


class UnfitQuantity(RuleViolation):
    code = "unfit_quantity"
    status = 400


class NotOnSale(RuleViolation):
    code = "not_on_sale"


class PriceChanged(RuleViolation):
    code = "price_changed"


class OutOfStock(RuleViolation):
    code = "out_of_stock"


class MixedCurrencies(RuleViolation):
    code = "mixed_currencies"


@dataclass(frozen=True, slots=True)
class Want:
    """:param price_seen: what the buyer was shown; compared, never believed"""

    sku_id: int
    quantity: int
    price_seen: int | None = None


@dataclass(frozen=True, slots=True)
class QuoteLine:
    """:param price: what one costs now, by the database's clock"""

    sku: Sku
    quantity: int
    price: int
    stock: Stock | None
    price_seen: int | None = None

    @property
    def amount(self) -> int:
        return self.price * self.quantity

    @property
    def available(self) -> int:
        return self.stock.available if self.stock else 0

    @property
    def is_sold(self) -> bool:
        product = self.sku.product
        open_store = product.store.status == Store.Status.OPEN
        return self.sku.is_active and product.is_on_sale and open_store

    @property
    def is_short(self) -> bool:
        return self.available < self.quantity

    @property
    def is_price_changed(self) -> bool:
        return self.price_seen is not None and self.price_seen != self.price

    def facts(self, **more: Any) -> dict[str, Any]:
        """The line as an error names it to a program."""
        return {
            "sku": self.sku.pk,
            "title": self.sku.product.title,
            "variant": self.sku.label,
            **more,
        }


@dataclass(frozen=True, slots=True)
class StoreQuote:
    store: Store
    lines: Sequence[QuoteLine]

    @property
    def goods(self) -> int:
        return sum(line.amount for line in self.lines)

    @property
    def shipping(self) -> int:
        """The store's fee, or nothing from its threshold on."""
        return self.store.shipping_for(self.goods)

    @property
    def total(self) -> int:
        return self.goods + self.shipping


@dataclass(frozen=True, slots=True)
class Quote:
    stores: Sequence[StoreQuote]

    @property
    def lines(self) -> list[QuoteLine]:
        return [line for part in self.stores for line in part.lines]

    @property
    def goods(self) -> int:
        return sum(part.goods for part in self.stores)

    @property
    def shipping(self) -> int:
        return sum(part.shipping for part in self.stores)

    @property
    def total(self) -> int:
        return self.goods + self.shipping

    @property
    def currency(self) -> str:
        return self.stores[0].store.currency if self.stores else "CNY"

    @property
    def shown(self) -> str:
        """What the buyer sees, to be sent back and compared: "12x2@8800 13x1@500"."""
        return " ".join(
            f"{line.sku.pk}x{line.quantity}@{line.price}"
            for line in sorted(self.lines, key=lambda line: line.sku.pk)
        )

    def problems(self, *, total_seen: int | None = None) -> list[RuleViolation]:
        """Everything that stands against buying this now, the worst first."""
        found: list[RuleViolation] = []
        if unsold := [line for line in self.lines if not line.is_sold]:
            found.append(not_on_sale([line.facts() for line in unsold]))
        if short := [line for line in self.lines if line.is_sold and line.is_short]:
            found.append(out_of_stock(short))
        changed = [line for line in self.lines if line.is_price_changed]
        if changed or total_seen not in (None, self.total):
            found.append(self._price_changed(changed))
        if len({part.store.currency for part in self.stores}) > 1:
            found.append(MixedCurrencies(_("These stores ask different currencies: order apart.")))
        return found

    def _price_changed(self, changed: Sequence[QuoteLine]) -> PriceChanged:
        return PriceChanged(
            _("A price has changed since you saw it. Please look at the new total."),
            field="lines",
            detail={
                "total": self.total,
                "skus": [
                    line.facts(price_seen=line.price_seen, price=line.price) for line in changed
                ],
            },
        )


def out_of_stock(short: Sequence[QuoteLine]) -> OutOfStock:
    """Names every line that asks for more than there is."""
    names = ", ".join(_named(line.facts()) for line in short)
    return OutOfStock(
        _("Not enough left: %(names)s.") % {"names": names},
        field="lines",
        detail={
            "skus": [line.facts(wanted=line.quantity, available=line.available) for line in short]
        },
    )


def nothing_to_buy() -> NothingToBuy:
    return NothingToBuy(_("There is nothing selected to buy."), field="lines")


def not_on_sale(facts: Sequence[Mapping[str, Any]]) -> NotOnSale:
    names = ", ".join(_named(fact) for fact in facts)
    return NotOnSale(
        _("No longer sold: %(names)s.") % {"names": names}, field="lines", detail={"skus": facts}
    )


def of_cart(cart: Cart | None) -> list[Want]:
    """The selected lines of a cart, and no others."""
    if cart is None:
        return []
    rows = CartLine.objects.filter(cart=cart, is_selected=True).order_by("sku_id")
    return [Want(sku_id, quantity) for sku_id, quantity in rows.values_list("sku_id", "quantity")]


def quote(wants: Iterable[Want]) -> Quote:
    """Today's prices and stock for these wants; the same SKU twice is one line.

    :raises UnfitQuantity: if a quantity or the whole is beyond bounds
    :raises NotOnSale: if a SKU does not exist
    """
    asked = _merged(wants)
    skus = Sku.objects.select_related("product__store").in_bulk([want.sku_id for want in asked])
    if missing := [{"sku": want.sku_id} for want in asked if want.sku_id not in skus]:
        raise not_on_sale(missing)
    stocks = {
        stock.sku_id: stock for stock in Stock.objects.filter(sku__in=list(skus), bucket=BUCKET)
    }
    costs = prices.in_force(skus.values())
    parts: dict[int, list[QuoteLine]] = {}
    for want in asked:
        sku = skus[want.sku_id]
        price, found = costs[sku.pk].minor, stocks.get(sku.pk)
        line = QuoteLine(sku, want.quantity, price, found, want.price_seen)
        parts.setdefault(sku.product.store_id, []).append(line)
    priced = Quote([StoreQuote(parts[pk][0].sku.product.store, parts[pk]) for pk in sorted(parts)])
    if priced.total > MOST_MINOR:
        raise UnfitQuantity(_("This is more than one order can hold."), field="lines")
    return priced


def _merged(wants: Iterable[Want]) -> list[Want]:
    merged: dict[int, Want] = {}
    for want in wants:
        before = merged.get(want.sku_id)
        quantity = want.quantity + (before.quantity if before else 0)
        if want.quantity < 1 or quantity > CartLine.MOST:
            raise UnfitQuantity(
                _("Choose a quantity from 1 to %(most)d.") % {"most": CartLine.MOST}, field="lines"
            )
        merged[want.sku_id] = Want(want.sku_id, quantity, want.price_seen)
    if len(merged) > MOST_LINES:
        raise UnfitQuantity(_("This is more than one order can hold."), field="lines")
    return [merged[sku_id] for sku_id in sorted(merged)]


def _named(fact: Mapping[str, Any]) -> str:
    if "title" not in fact:
        return f"#{fact['sku']}"
    return f"{fact['title']} ({fact['variant']})" if fact["variant"] else str(fact["title"])
