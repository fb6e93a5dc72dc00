"""Reading the shelves."""

from django.db.models import Prefetch
from drf_spectacular.utils import extend_schema
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet, ReadOnlyModelViewSet

from shop.api.catalogue_serializers import (
    CategorySerializer,
    ProductRowSerializer,
    ProductSerializer,
    StoreSerializer,
)
from shop.models import Category, OutboundOffer, Product, Sku, Store
from shop.product_filter import ProductFilter
from shop.services import showcase


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
        skus = showcase.with_available(Sku.objects.filter(is_active=True))
        return products.visible_to(self.request.user).prefetch_related(
            Prefetch("skus", skus.order_by("position", "pk")),
            Prefetch("offers", OutboundOffer.objects.filter(is_active=True).order_by("pk")),
            "pictures__picture__renditions",
        )

    @extend_schema(responses=ProductRowSerializer(many=True))
    def list(self, request, *args, **kwargs):
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        rows = ProductRowSerializer(showcase.cards(page or []), many=True)
        return self.get_paginated_response(rows.data)


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


class CategoryViewSet(ListModelMixin, GenericViewSet):
    """All categories; each names the one above it."""

    queryset = Category.objects.select_related("parent").order_by("pk")
    serializer_class = CategorySerializer
    pagination_class = None
    filter_backends: list[type] = []

    def list(self, request, *args, **kwargs):
        return Response(self.get_serializer(self.get_queryset(), many=True).data)
