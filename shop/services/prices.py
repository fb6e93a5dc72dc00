"""The price in force: by the clock of the database, which is the same for everybody.

A sale price holds from its start up to its end, and never makes anything dearer. Every change of
the price in force is written down once, with the moment at which it came into force.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction
from django.db.models import FilteredRelation, Q, QuerySet
from django.db.models.functions import Now

from core.prepared import Prepared
from shop.models import PriceChange, Product, SalePrice, Sku

# Products at a time: each in a transaction of its own.
BATCH = 200


@dataclass(frozen=True, slots=True)
class Price:
    """What a variant costs.

    :param minor: to be paid now
    :param regular: without any sale
    :param until: when the sale or the deal ends, if there is one
    :param is_deal: whether it is a flash deal's: for so many a person, while there are some
    """

    minor: int
    regular: int
    until: datetime | None = None
    is_deal: bool = False

    @property
    def is_reduced(self) -> bool:
        return self.minor < self.regular

    @property
    def was(self) -> int | None:
        """The regular price where the buyer pays less."""
        return self.regular if self.is_reduced else None


def in_force(skus: Iterable[Sku], *, at: datetime | None = None) -> dict[int, Price]:
    """What each of these variants costs, by primary key: one query for all of them.

    :param at: a moment to ask for; without one it is now, by the database's clock
    """
    asked = {sku.pk: sku.price for sku in skus}
    sales = {pk: (price, ends_at) for pk, price, ends_at in _sales(list(asked), at)}
    return {pk: _price(regular, sales.get(pk)) for pk, regular in asked.items()}


def sale_now(path: str) -> FilteredRelation:
    """The sale in force, if there is one, of the variant at this path: two never hold at once."""
    sales = f"{path}__sale_prices"
    now = {f"{sales}__starts_at__lte": Now(), f"{sales}__ends_at__gt": Now()}
    return FilteredRelation(sales, condition=Q(**now))


def of(sku: Sku) -> Price:
    """What this one variant costs now."""
    return in_force([sku])[sku.pk]


@transaction.atomic
def record(skus: Collection[Sku]) -> bool:
    """Write down what has come into force for these variants; whether anything had.

    Their product is to be locked, or they are. A repeat writes nothing.
    """
    if not skus:
        return False
    now = database_time()
    by_pk = {sku.pk: sku for sku in skus}
    known = _last_known(list(by_pk))
    due = SalePrice.objects.filter(sku__in=list(by_pk)).due(now).order_by("starts_at")
    rows: list[PriceChange] = []
    edges = _edges(list(due), by_pk, now)
    for pk, moment, price in [*edges, *_now(by_pk.values(), now)]:
        last = known.get(pk)
        # What was said of the past stands: a sale planned backwards begins now.
        if last is None or (last.price != price and last.at < moment):
            rows.append(PriceChange(sku_id=pk, price=price, at=moment))
            known[pk] = rows[-1]
    PriceChange.objects.bulk_create(rows)
    SalePrice.objects.filter(sku__in=list(by_pk), starts_at__lte=now).update(has_started=True)
    SalePrice.objects.filter(sku__in=list(by_pk), ends_at__lte=now).update(has_ended=True)
    return bool(rows)


def products_due() -> list[int]:
    """Products of which a sale has started or ended, and nobody has written it down."""
    due = SalePrice.objects.due(Now()).order_by("sku__product").values_list("sku__product")
    return [pk for (pk,) in due.distinct()[:BATCH]]


def is_due(product: Product) -> bool:
    return SalePrice.objects.due(Now()).filter(sku__product=product).exists()


def database_time() -> datetime:
    with connection.cursor() as cursor:
        cursor.execute("SELECT STATEMENT_TIMESTAMP()")
        return cursor.fetchone()[0]


def _sales(skus: list[int], at: datetime | None) -> Iterable[tuple[int, int, datetime]]:
    if not skus:
        return []
    if at is None:
        return _NOW.rows(skus=skus)
    return _in_force(skus, at)


def _in_force(skus: list[int], at: datetime | Now) -> QuerySet:
    sales = SalePrice.objects.in_force(at).filter(sku__in=skus)
    return sales.values_list("sku_id", "price", "ends_at")


# Compiled once: asked with every quote, cart and page of a product.
_NOW = Prepared(lambda skus: _in_force([skus], Now()), "skus", lists=["skus"])


def _price(regular: int, sale: tuple[int, datetime] | None) -> Price:
    if sale is None or sale[0] >= regular:
        return Price(regular, regular)
    return Price(sale[0], regular, sale[1])


def _last_known(skus: list[int]) -> dict[int, PriceChange]:
    newest = PriceChange.objects.filter(sku__in=skus).order_by("sku_id", "-at", "-pk")
    return {change.sku_id: change for change in newest.distinct("sku_id")}


def _edges(
    due: list[SalePrice], skus: dict[int, Sku], now: datetime
) -> list[tuple[int, datetime, int]]:
    """What the sweep came late for: (variant, moment, price) of each start and end, in order."""
    starts, ends = {}, {}
    for sale in due:
        regular = skus[sale.sku_id].price
        if not sale.has_started:
            starts[sale.sku_id, sale.starts_at] = min(sale.price, regular)
        if sale.ends_at <= now:
            ends[sale.sku_id, sale.ends_at] = regular
    # Where one sale follows another without a gap, the moment belongs to the second.
    edges = ends | starts
    return [(pk, moment, edges[pk, moment]) for pk, moment in sorted(edges, key=_by_time)]


def _by_time(edge: tuple[int, datetime]) -> tuple[datetime, int]:
    return edge[1], edge[0]


def _now(skus: Iterable[Sku], now: datetime) -> list[tuple[int, datetime, int]]:
    return [(pk, now, price.minor) for pk, price in in_force(skus, at=now).items()]
