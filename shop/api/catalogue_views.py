"""Reading the shelves."""

from django.db.models import Prefetch
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet, ReadOnlyModelViewSet

from shop.api.catalogue_serializers import (
    CategorySerializer,
    ProductRowSerializer,
    ProductSerializer,
    ShippingTermsSerializer,
    StoreSerializer,
)
from shop.api.facet_serializers import FacetsSerializer, PriceHistorySerializer
from shop.models import Category, OutboundOffer, Product, ProductAttribute, Sku, Store
from shop.product_filter import SORTS, ProductFilter
from shop.services import attributes, categories, facets, price_history, ranges, shipping, showcase


class ProductViewSet(RetrieveModelMixin, ListModelMixin, GenericViewSet):
    """What is sold here, newest first. `q` finds words of the title, in any language."""

    lookup_field = "public_id"
    lookup_value_regex = "[A-Za-z0-9]{1,20}"
    serializer_class = ProductSerializer
    filterset_class = ProductFilter
    queryset = Product.objects.none()

    def get_queryset(self):
        products = Product.objects.select_related("store__account", "category")
        if self.action == "list":
            return products.listed_for(self.request.user)
        if self.action == "prices":
            return products.visible_to(self.request.user)
        skus = showcase.with_available(Sku.objects.filter(is_active=True))
        return products.visible_to(self.request.user).prefetch_related(
            Prefetch("skus", skus.order_by("position", "pk")),
            Prefetch("offers", OutboundOffer.objects.filter(is_active=True).order_by("pk")),
            Prefetch("attributes", ProductAttribute.objects.select_related("attribute", "choice")),
            "pictures__picture__renditions",
        )

    @property
    def ordering(self):
        return SORTS.get(self.request.query_params.get("sort", ""), SORTS["new"])

    @extend_schema(responses=ProductRowSerializer(many=True))
    def list(self, request, *args, **kwargs):
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        rows = ProductRowSerializer(showcase.cards(page or []), many=True)
        return self.get_paginated_response(rows.data)

    @extend_schema(operation_id="products_facets", responses=FacetsSerializer)
    @action(detail=False, pagination_class=None, url_path="facets", url_name="facets")
    def facets(self, request):
        """How many of the products that fit fall to each category, store and value."""
        shelf = self.filter_queryset(Product.objects.listed_for(request.user))
        chosen = request.query_params.get("category", "")
        return Response(FacetsSerializer(_counts(facets.of(shelf), chosen)).data)

    @extend_schema(operation_id="products_prices", responses=PriceHistorySerializer, filters=False)
    @action(detail=True, url_path="prices", url_name="prices", filter_backends=[])
    def prices(self, request, public_id=None):
        """What it has cost: every change of the cheapest price in force."""
        product = self.get_object()
        history = price_history.of(product)
        shown = {
            "currency": product.store.currency,
            "steps": history.steps,
            "lowest_of_month": history.lowest_of_month,
            "lowest_before_now": history.lowest_before_now,
        }
        return Response(PriceHistorySerializer(shown).data)


class StoreViewSet(ReadOnlyModelViewSet):
    """The stores of this site."""

    lookup_field = "slug"
    serializer_class = StoreSerializer
    queryset = Store.objects.none()

    def get_queryset(self):
        stores = Store.objects.select_related("account")
        if self.action == "list":
            return stores.listed_for(self.request.user)
        return stores.visible_to(self.request.user)

    @extend_schema(operation_id="stores_shipping", responses=ShippingTermsSerializer(many=True))
    @action(detail=True, url_path="shipping", url_name="shipping", pagination_class=None)
    def shipping(self, request, slug=None):
        """What this store asks for sending, by place; one line where it has one fee."""
        store = self.get_object()
        terms = shipping.policy(store, shipping.rules_of([store]))
        return Response(ShippingTermsSerializer(terms, many=True).data)


class CategoryViewSet(ListModelMixin, GenericViewSet):
    """All categories; each names the one above it."""

    queryset = Category.objects.select_related("parent").order_by("position", "pk")
    serializer_class = CategorySerializer
    pagination_class = None
    filter_backends: list[type] = []

    def list(self, request, *args, **kwargs):
        return Response(self.get_serializer(self.get_queryset(), many=True).data)


def _counts(found, chosen):
    tree = categories.tree()
    node = tree.by_slug.get(chosen)
    stores = Store.objects.filter(pk__in=found.stores).order_by("pk")
    asked = attributes.of_category(node)
    spans = ranges.offered(asked)
    narrowing = attributes.facets_of(asked)
    return {
        "total": found.total,
        "is_more": found.is_more,
        "on_sale": found.reduced,
        "categories": [
            {"slug": tree.nodes[pk].slug, "name": tree.nodes[pk].name, "count": count}
            for pk, count in sorted(found.categories.items())
            if pk in tree.nodes
        ],
        "stores": [
            {"slug": store.slug, "name": store.name, "count": found.stores[store.pk]}
            for store in stores
        ],
        "attributes": [
            {
                "code": each.code,
                "name": each.name,
                "unit": each.unit,
                "values": _values(each, found),
                "ranges": spans.get(each.pk, []),
            }
            for each in asked
            if each.pk in spans or each in narrowing
        ],
    }


def _values(attribute, found):
    return [
        {"code": each.code, "name": each.name, "count": found.values.get(each.pk, 0)}
        for each in attribute.choices.all()
    ]
