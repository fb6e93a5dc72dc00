"""By what shelves can be narrowed: for the shop's pages and the API alike."""

import django_filters
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from core.serializers import INT8_MAX
from shop.models import Product, Stock

LONGEST_QUERY = 80


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
    in_stock = django_filters.BooleanFilter(method="still_there", label=_("In stock"))

    class Meta:
        model = Product
        fields = ["q", "category", "store", "price_min", "price_max", "in_stock"]

    def in_category(self, queryset, name, value):
        """A category with those below it."""
        return queryset.filter(Q(category__slug=value) | Q(category__parent__slug=value))

    def still_there(self, queryset, name, value):
        free = F("held") + F("committed")
        left = Stock.objects.filter(
            sku__product=OuterRef("pk"), sku__is_active=True, on_hand__gt=free
        )
        return queryset.filter(Exists(left)) if value else queryset.filter(~Exists(left))
