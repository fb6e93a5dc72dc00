"""What some SKUs cost together now, store by store, and what stands against buying them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.db.models import F, QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from core.prepared import Prepared
from shop.models import Cart, CartLine, Sku, Stock, for_sale
from shop.services import deals, prices, refusals, shipping
from shop.services.quoted import Quote, QuoteLine, StoreQuote, Want
from shop.services.shipping import Destination
from shop.services.stock import BUCKET

MOST_LINES = 100
# A thousand million yuan in fen: beyond it somebody mistyped, and sums stay far inside a bigint.
MOST_MINOR = 10**11


def of_cart(cart: Cart | None) -> list[Want]:
    """The selected lines of a cart, and no others."""
    if cart is None:
        return []
    rows = CartLine.objects.filter(cart=cart, is_selected=True).order_by("sku_id")
    return [Want(sku_id, quantity) for sku_id, quantity in rows.values_list("sku_id", "quantity")]


def quote(
    wants: Iterable[Want], *, buyer: User | None = None, to: Destination | None = None
) -> Quote:
    """Today's prices and stock for these wants; the same SKU twice is one line.

    :param buyer: who may have had their part of a deal
    :param to: where it goes; without one, fees are what most pay
    :raises UnfitQuantity: if a quantity or the whole is beyond bounds
    :raises NotOnSale: if a SKU does not exist
    """
    asked = _merged(wants)
    rows = _STOCKS.objects(skus=[want.sku_id for want in asked])
    stocks = {row.sku_id: row for row in rows if row.bucket == BUCKET}
    chances = deals.chances(
        [row for row in rows if row.bucket != BUCKET], buyer.pk if buyer else None
    )
    skus = _skus(asked, rows)
    costs = _costs(skus, rows)
    parts: dict[int, list[QuoteLine]] = {}
    for want in asked:
        sku, price = skus[want.sku_id], costs[want.sku_id]
        line = QuoteLine(sku, want.quantity, stocks.get(sku.pk), price, want.price_seen)
        if (chance := chances.get(sku.pk)) and chance.fits(want.quantity, price):
            line = line.at_deal(chance.deal, chance.stock)
        parts.setdefault(sku.product.store_id, []).append(line)
    goods = [StoreQuote(parts[pk][0].sku.product.store, parts[pk], None) for pk in sorted(parts)]
    priced = sent_to(Quote(goods), to)
    if priced.total > MOST_MINOR:
        raise refusals.UnfitQuantity(_("This is more than one order can hold."), field="lines")
    return priced


def sent_to(offer: Quote, to: Destination | None) -> Quote:
    """The same goods, with the fees for sending them there."""
    stores = [part.store for part in offer.stores]
    rules = shipping.rules_of(stores)
    parts = [
        replace(
            part,
            fee=shipping.fee(
                part.store,
                rules,
                goods=part.goods,
                grams=sum(line.sku.weight * line.quantity for line in part.lines),
                to=to,
            ),
        )
        for part in offer.stores
    ]
    return replace(offer, stores=parts, to=to)


def _skus(asked: Sequence[Want], stocks: Iterable[Stock]) -> dict[int, Sku]:
    """Each SKU, with its product and store."""
    found = {stock.sku_id: stock.sku for stock in stocks}
    if missing := [want.sku_id for want in asked if want.sku_id not in found]:
        # Never counted: it exists, and there are none.
        found |= Sku.objects.select_related("product__store").in_bulk(missing)
    if absent := [{"sku": want.sku_id} for want in asked if want.sku_id not in found]:
        raise refusals.not_on_sale(absent)
    return found


def _costs(skus: Mapping[int, Sku], stocks: Iterable[Any]) -> dict[int, int]:
    """What each costs now: its stock was asked for together with its sale."""
    sales = {stock.sku_id: stock.sale_price for stock in stocks}
    uncounted = prices.in_force(sku for pk, sku in skus.items() if pk not in sales)
    reduced = {pk: price for pk, price in sales.items() if price is not None}
    costs = {pk: min(sku.price, reduced.get(pk, sku.price)) for pk, sku in skus.items()}
    return costs | {pk: price.minor for pk, price in uncounted.items()}


def _merged(wants: Iterable[Want]) -> list[Want]:
    merged: dict[int, Want] = {}
    for want in wants:
        before = merged.get(want.sku_id)
        quantity = want.quantity + (before.quantity if before else 0)
        if want.quantity < 1 or quantity > CartLine.MOST:
            raise refusals.UnfitQuantity(
                _("Choose a quantity from 1 to %(most)d.") % {"most": CartLine.MOST}, field="lines"
            )
        merged[want.sku_id] = Want(want.sku_id, quantity, want.price_seen)
    if len(merged) > MOST_LINES:
        raise refusals.UnfitQuantity(_("This is more than one order can hold."), field="lines")
    return [merged[sku_id] for sku_id in sorted(merged)]


def _stocks_of(skus: int) -> QuerySet[Stock]:
    stocks = Stock.objects.filter(for_sale(), sku__in=[skus])
    stocks = stocks.annotate(sale=prices.sale_now("sku"), sale_price=F("sale__price"))
    return stocks.select_related("sku__product__store")


_STOCKS = Prepared(_stocks_of, "skus", lists=["skus"])
