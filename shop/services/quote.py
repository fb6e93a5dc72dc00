"""What some SKUs cost together now, store by store, and what stands against buying them."""

from collections.abc import Iterable, Sequence

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from core.prepared import Prepared
from shop.models import Cart, CartLine, Sku, Stock
from shop.services import prices, refusals
from shop.services.quoted import Quote, QuoteLine, StoreQuote, Want
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


def quote(wants: Iterable[Want]) -> Quote:
    """Today's prices and stock for these wants; the same SKU twice is one line.

    :raises UnfitQuantity: if a quantity or the whole is beyond bounds
    :raises NotOnSale: if a SKU does not exist
    """
    asked = _merged(wants)
    stocked = _stocked([want.sku_id for want in asked])
    costs = prices.in_force(sku for sku, _stock in stocked.values())
    parts: dict[int, list[QuoteLine]] = {}
    for want in asked:
        sku, stock = stocked[want.sku_id]
        line = QuoteLine(sku, want.quantity, stock, costs[sku.pk].minor, want.price_seen)
        parts.setdefault(sku.product.store_id, []).append(line)
    priced = Quote([_part(parts[pk]) for pk in sorted(parts)])
    if priced.total > MOST_MINOR:
        raise refusals.UnfitQuantity(_("This is more than one order can hold."), field="lines")
    return priced


def _part(lines: Sequence[QuoteLine]) -> StoreQuote:
    store = lines[0].sku.product.store
    return StoreQuote(store, lines, store.shipping_for(sum(line.amount for line in lines)))


def _stocked(sku_ids: Sequence[int]) -> dict[int, tuple[Sku, Stock | None]]:
    """Each SKU, with its product and store, and its stock."""
    rows: list[Stock] = _STOCKS.objects(skus=list(sku_ids))
    found: dict[int, tuple[Sku, Stock | None]] = {row.sku_id: (row.sku, row) for row in rows}
    if missing := [pk for pk in sku_ids if pk not in found]:
        # Never counted: it exists, and there are none.
        uncounted = Sku.objects.select_related("product__store").in_bulk(missing)
        found |= {pk: (sku, None) for pk, sku in uncounted.items()}
    if absent := [{"sku": pk} for pk in sku_ids if pk not in found]:
        raise refusals.not_on_sale(absent)
    return found


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
    return Stock.objects.filter(sku__in=[skus], bucket=BUCKET).select_related("sku__product__store")


_STOCKS = Prepared(_stocks_of, "skus", lists=["skus"])
