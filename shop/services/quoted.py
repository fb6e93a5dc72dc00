"""What a quote says: lines, by store, and together."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.utils.translation import gettext as _

from core.errors import RuleViolation
from shop import discounts
from shop.models import FlashDeal, Sku, Stock, Store
from shop.services import refusals, shipping
from shop.services.shipping import Destination


@dataclass(frozen=True, slots=True)
class Want:
    """:param price_seen: what the buyer was shown; compared, never believed"""

    sku_id: int
    quantity: int
    price_seen: int | None = None


@dataclass(frozen=True, slots=True)
class QuoteLine:
    """:param stock: where the pieces would be taken from
    :param price: what one costs now
    :param subsidy: the part of the discount that the platform pays
    :param deal: whose price and stock it is
    """

    sku: Sku
    quantity: int
    stock: Stock | None
    price: int
    price_seen: int | None = None
    discount: int = 0
    subsidy: int = 0
    deal: FlashDeal | None = None

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

    @property
    def position(self) -> discounts.Position:
        product = self.sku.product
        return discounts.Position(
            key=self.sku.pk,
            store=product.store_id,
            product=product.pk,
            category=product.category_id,
            amount=self.amount,
            pieces=self.quantity,
            is_final=self.deal is not None,
        )

    def at_deal(self, deal: FlashDeal, stock: Stock) -> "QuoteLine":
        return replace(self, deal=deal, stock=stock, price=deal.price)

    def less(self, made: discounts.Allotment) -> "QuoteLine":
        key = self.sku.pk
        discount, subsidy = made.discount.get(key, 0), made.subsidy.get(key, 0)
        return replace(self, discount=discount, subsidy=subsidy)

    def with_stock(self, stock: Stock) -> "QuoteLine":
        return replace(self, stock=stock)

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
    """:param fee: for sending it; None where the store does not ship there"""

    store: Store
    lines: Sequence[QuoteLine]
    fee: int | None

    @property
    def is_served(self) -> bool:
        return self.fee is not None

    @property
    def shipping(self) -> int:
        return self.fee or 0

    @property
    def goods(self) -> int:
        return sum(line.amount for line in self.lines)

    @property
    def discount(self) -> int:
        return sum(line.discount for line in self.lines)

    @property
    def total(self) -> int:
        return self.goods + self.shipping - self.discount


@dataclass(frozen=True, slots=True)
class Quote:
    """:param taken: what each claimed coupon takes off, by its key
    :param to: where it goes, if that is known
    """

    stores: Sequence[StoreQuote]
    taken: Mapping[int, int] = field(default_factory=dict)
    to: Destination | None = None

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
    def discount(self) -> int:
        return sum(part.discount for part in self.stores)

    @property
    def total(self) -> int:
        return self.goods + self.shipping - self.discount

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

    @property
    def positions(self) -> list[discounts.Position]:
        """The lines as coupons see them."""
        return [line.position for line in self.lines]

    def less(self, offers: Iterable[discounts.Offer]) -> "Quote":
        """The same with these coupons applied; what takes nothing off is not among `taken`."""
        made = discounts.allot(self.positions, offers)
        if not made.taken:
            return self
        parts = [
            replace(part, lines=[line.less(made) for line in part.lines]) for part in self.stores
        ]
        return replace(self, stores=parts, taken=made.taken)

    @property
    def deals(self) -> dict[int, tuple[FlashDeal, int]]:
        """Deal and pieces, by the deal's key."""
        return {line.deal.pk: (line.deal, line.quantity) for line in self.lines if line.deal}

    def problems(self, *, total_seen: int | None = None) -> list[RuleViolation]:
        """Everything that stands against buying this now, the worst first."""
        found: list[RuleViolation] = []
        lines = self.lines
        if unsold := [line for line in lines if not line.is_sold]:
            found.append(refusals.not_on_sale([line.facts() for line in unsold]))
        if short := [line for line in lines if line.is_sold and line.is_short]:
            found.append(out_of_stock(short))
        unserved = [part.store for part in self.stores if not part.is_served]
        if unserved and self.to:
            found.append(shipping.not_shipped(unserved, self.to))
        changed = [line for line in lines if line.is_price_changed]
        if changed or total_seen not in (None, self.total):
            facts = [line.facts(price_seen=line.price_seen, price=line.price) for line in changed]
            found.append(refusals.price_changed(facts, total=self.total))
        if len({part.store.currency for part in self.stores}) > 1:
            message = _("These stores ask different currencies: order apart.")
            found.append(refusals.MixedCurrencies(message))
        return found


def out_of_stock(short: Sequence[QuoteLine]) -> refusals.OutOfStock:
    """Names every line that asks for more than there is."""
    return refusals.out_of_stock(
        [line.facts(wanted=line.quantity, available=line.available) for line in short]
    )
