"""How many people bought each product lately, kept in its row for lists."""

from datetime import datetime, timedelta

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
    known = Product.objects.filter(Q(pk__in=buyers) | Q(sold__gt=0)).only("pk", "sold")
    changed = []
    for product in known.order_by("pk"):
        if product.sold != buyers.get(product.pk, 0):
            product.sold = buyers.get(product.pk, 0)
            changed.append(product)
    Product.objects.bulk_update(changed, ["sold"], batch_size=AT_ONCE)
    return len(changed)
