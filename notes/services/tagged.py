"""The products of a note with what changes by itself: price, state and stock."""

from django.db.models import F, OuterRef, Subquery, Sum
from django.db.models.functions import Coalesce

from notes.models import Note, ProductTag
from shop.models import Stock


def tags_of(note: Note) -> list[ProductTag]:
    """The note's product tags in their order, each with `available` pieces, in one query."""
    stock = (
        Stock.objects.filter(sku__product=OuterRef("product"), sku__is_active=True)
        .order_by()
        .values("sku__product")
        .annotate(left=Sum(F("on_hand") - F("held") - F("committed")))
    )
    tags = note.product_tags.select_related("product__store")
    return list(tags.annotate(available=Coalesce(Subquery(stock.values("left")), 0)))
