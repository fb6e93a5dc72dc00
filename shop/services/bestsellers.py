"""How many people bought each product lately, kept in its row for lists."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Count, Q

from shop.models import OrderLine, Product, StoreOrder

SPAN = timedelta(days=90)
# An order that was closed, or paid back whole, is no sale.
SALES = (
    StoreOrder.Status.PAID,
    StoreOrder.Status.PARTLY_SHIPPED,
    StoreOrder.Status.SHIPPED,
    StoreOrder.Status.RECEIVED,
    StoreOrder.Status.COMPLETED,
)
AT_ONCE = 500


def recount(*, at: datetime) -> int:
    """Write down who bought what in the last ninety days; how many products changed.

    People count, not pieces: who buys a hundred to climb the list is one buyer.
    """
    lines = OrderLine.objects.filter(
        order__group__paid_at__gte=at - SPAN, order__group__paid_at__lte=at, order__status__in=SALES
    )
    rows = lines.order_by().values_list("sku__product")
    buyers = dict(rows.annotate(buyers=Count("order__group__buyer", distinct=True)))
    known = Product.objects.filter(Q(pk__in=buyers) | Q(sold__gt=0)).order_by("pk")
    changed = [pk for pk, sold in known.values_list("pk", "sold") if sold != buyers.get(pk, 0)]
    chunks = [changed[start : start + AT_ONCE] for start in range(0, len(changed), AT_ONCE)]
    return sum(_write(chunk, buyers) for chunk in chunks)


@transaction.atomic
def _write(pks: list[int], buyers: dict[int, int]) -> int:
    """Those of these products that nobody else is writing; the others have their turn next time."""
    # Who imports a sheet locks products in its order: waiting here could be waiting in a circle.
    free = Product.objects.select_for_update(skip_locked=True, no_key=True).filter(pk__in=pks)
    products = list(free.only("pk", "sold"))
    for product in products:
        product.sold = buyers.get(product.pk, 0)
    Product.objects.bulk_update(products, ["sold"])
    return len(products)
