"""By what shelves can be narrowed: for the shop's pages and the API alike."""

import re

import django_filters
from django.db.models import Exists, F, OuterRef
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from core.serializers import INT8_MAX
from shop.models import Product, Stock
from shop.services import attributes, categories, ranges

LONGEST_QUERY = 80
LONGEST_ATTRIBUTES = 200
# name → columns; the key comes last, so that every row has one place.
SORTS = {
    "new": ("-pk",),
    "best": ("-sold", "-pk"),
    "cheap": ("price_from", "pk"),
    "dear": ("-price_from", "-pk"),
}
_PAIR = re.compile(r"([a-z0-9-]{1,30}):([a-z0-9-]{1,30})", re.ASCII)


def attribute_pairs(text: str) -> list[tuple[str, str]]:
    """`glaze:sand,glaze:sage,size:m` as pairs; what is none is left out."""
    found = [_PAIR.fullmatch(part.strip()) for part in text.split(",")]
    return list(dict.fromkeys((pair[1], pair[2]) for pair in found if pair))


class ProductFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(
        field_name="title",
        lookup_expr="icontains",
        label=_("Words of the title"),
        max_length=LONGEST_QUERY,
    )
    category = django_filters.CharFilter(
        method="in_category", label=_("Category"), max_length=LONGEST_QUERY
    )
    store = django_filters.CharFilter(
        field_name="store__slug", label=_("Store"), max_length=LONGEST_QUERY
    )
    price_min = django_filters.NumberFilter(
        field_name="price_from",
        lookup_expr="gte",
        label=_("Price from"),
        min_value=0,
        max_value=INT8_MAX,
        decimal_places=0,
    )
    price_max = django_filters.NumberFilter(
        field_name="price_from",
        lookup_expr="lte",
        label=_("Price to"),
        min_value=0,
        max_value=INT8_MAX,
        decimal_places=0,
    )
    rating = django_filters.NumberFilter(
        method="rated", label=_("Stars, at least"), min_value=1, max_value=5, decimal_places=1
    )
    in_stock = django_filters.BooleanFilter(method="still_there", label=_("In stock"))
    on_sale = django_filters.BooleanFilter(method="reduced", label=_("On sale now"))
    attr = django_filters.CharFilter(
        method="answering",
        label=_("Attributes: glaze:sand,glaze:sage,size:m; numbers by ranges: capacity:350..600"),
        max_length=LONGEST_ATTRIBUTES,
    )
    sort = django_filters.ChoiceFilter(
        method="as_it_is", label=_("Sort by"), choices=[(name, name) for name in SORTS]
    )

    class Meta:
        model = Product
        fields = [
            "q",
            "category",
            "store",
            "price_min",
            "price_max",
            "rating",
            "in_stock",
            "on_sale",
            "attr",
            "sort",
        ]

    @cached_property
    def tree(self):
        """The categories, read once for all that is asked of them here."""
        return categories.tree()

    def in_category(self, queryset, name, value):
        """A category with those below it."""
        node = self.tree.by_slug.get(value)
        return queryset.filter(category__in=self.tree.within(node)) if node else queryset.none()

    def rated(self, queryset, name, value):
        enough = F("rating_count") * value
        return queryset.filter(rating_count__gt=0, rating_sum__gte=enough)

    def still_there(self, queryset, name, value):
        free = F("held") + F("committed")
        left = Stock.objects.filter(
            sku__product=OuterRef("pk"), sku__is_active=True, on_hand__gt=free
        )
        return queryset.filter(Exists(left)) if value else queryset.filter(~Exists(left))

    def reduced(self, queryset, name, value):
        return queryset.filter(price_was__isnull=not value)

    def answering(self, queryset, name, value):
        """One of the values, or of the ranges, of each attribute that is named."""
        pairs, spans = attribute_pairs(value), ranges.named(value)
        if not pairs and not spans:
            return queryset.none()
        queryset = ranges.narrowed(queryset, spans)
        for choices in attributes.choices_named(pairs):
            queryset = queryset.filter(facets__overlap=choices) if choices else queryset.none()
        return queryset

    def as_it_is(self, queryset, name, value):
        """The order is a matter of the page, since its cursor needs to know it."""
        return queryset
