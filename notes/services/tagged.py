"""The products of a note with what changes by itself: price, state and stock."""

from django.db.models import F, OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from core.prepared import Found, Prepared
from notes.models import Note, ProductTag
from shop.models import Stock, for_sale


def tags_of(note: int) -> Found:
    """The product tags of the note with this key, in their order, each with `available` pieces."""
    return _OF_NOTE.found(note=note)


def _of_note(note: int) -> QuerySet[ProductTag]:
    stock = (
        Stock.objects.filter(for_sale(), sku__product=OuterRef("product"), sku__is_active=True)
        .order_by()
        .values("sku__product")
        .annotate(left=Sum(F("on_hand") - F("held") - F("committed")))
    )
    tags = ProductTag.objects.filter(note=Note(pk=note)).select_related("product__store")
    return tags.annotate(available=Coalesce(Subquery(stock.values("left")), 0))


_OF_NOTE = Prepared(_of_note, "note")
