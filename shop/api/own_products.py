"""Products written by their store: the same acts as in the admin, for its staff alone."""

from django.db.models import Prefetch
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.exceptions import PermissionDenied
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.permissions import SAFE_METHODS, IsAuthenticated
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from shop.api import own_serializers as shapes
from shop.models import Product, Sku, Store
from shop.services import catalogue, matrix, own_products, showcase


class OwnProductViewSet(RetrieveModelMixin, ListModelMixin, GenericViewSet):
    """A store's products in every state, the newest first: for who works there.

    Customer service reads; owners and editors write. Stock is changed in the admin, by differences.
    """

    permission_classes = [IsAuthenticated]
    serializer_class = shapes.OwnProductSerializer
    lookup_field = "public_id"
    lookup_value_regex = "[A-Za-z0-9]{1,20}"
    queryset = Product.objects.none()
    filter_backends: list[type] = []
    ordering = ("-pk",)
    store: Store

    def initial(self, request, *args, **kwargs):
        super().initial(request, *args, **kwargs)
        self.store = get_object_or_404(
            Store.objects.staffed_by(request.user), slug=self.kwargs["slug"]
        )
        is_reading = request.method in SAFE_METHODS
        if not is_reading and not own_products.may_change(request.user, self.store):
            raise PermissionDenied

    def get_queryset(self):
        skus = showcase.with_available(Sku.objects.all()).order_by("position", "pk")
        # The schema is drawn without a store.
        store = getattr(self, "store", None)
        mine = Product.objects.filter(store=store).select_related("category", "store")
        return mine.prefetch_related(Prefetch("skus", skus), "pictures__picture")

    @extend_schema(
        operation_id="own_products_create",
        request=shapes.NewProductSerializer,
        responses={201: shapes.OwnProductSerializer},
    )
    def create(self, request, slug):
        """Open a draft, with its variants and pictures: all of it or nothing."""
        sent = _checked(shapes.NewProductSerializer, request)
        product = own_products.create(self.store, actor=request.user, **sent)
        return self._shown(product, status=201)

    @extend_schema(
        operation_id="own_products_change",
        request=shapes.ProductChangeSerializer,
        responses=shapes.OwnProductSerializer,
    )
    def partial_update(self, request, slug, public_id):
        """Change title, description, category; name the pictures to show, in their order."""
        sent = _checked(shapes.ProductChangeSerializer, request)
        product = own_products.change(self.get_object(), actor=request.user, **sent)
        return self._shown(product)

    @extend_schema(
        operation_id="own_products_publish",
        methods=["PUT"],
        request=None,
        responses=shapes.OwnProductSerializer,
    )
    @extend_schema(
        operation_id="own_products_withdraw",
        methods=["DELETE"],
        responses=shapes.OwnProductSerializer,
    )
    @action(detail=True, methods=["put", "delete"])
    def publication(self, request, slug, public_id):
        """Put it on sale, or take it off; a repeat changes nothing."""
        act = catalogue.publish if request.method == "PUT" else catalogue.withdraw
        return self._shown(act(self.get_object()))

    @extend_schema(
        operation_id="own_products_matrix",
        request=shapes.MatrixSerializer,
        responses=shapes.PlanSerializer,
    )
    @action(detail=True, methods=["put"])
    def matrix(self, request, slug, public_id):
        """Make a variant for each combination; what was there keeps its code, price and stock."""
        sent = _checked(shapes.MatrixSerializer, request)
        product = self.get_object()
        axes = {axis["name"]: axis["values"] for axis in sent["axes"]}
        if sent["is_dry"]:
            plan = matrix.plan(product, axes)
        else:
            plan = matrix.generate(product, axes, price=sent["price"], prefix=sent["code_start"])
        told = {
            "kept": [sku.pk for sku, _options in plan.kept],
            "new": plan.new,
            "retired": [sku.pk for sku in plan.retired],
        }
        return Response(shapes.PlanSerializer(told).data)

    @extend_schema(
        operation_id="own_products_add_variant",
        request=shapes.OwnVariantSerializer,
        responses={201: shapes.OwnProductSerializer},
    )
    @action(detail=True, methods=["post"])
    def variants(self, request, slug, public_id):
        """Add one variant; nobody has counted it yet."""
        sent = _checked(shapes.OwnVariantSerializer, request)
        product = self.get_object()
        own_products.write_variant(Sku(product=product), sent)
        return self._shown(product, status=201)

    @extend_schema(
        operation_id="own_products_change_variant",
        request=shapes.VariantChangeSerializer,
        responses=shapes.OwnProductSerializer,
    )
    @action(
        detail=True,
        methods=["patch"],
        url_path="variants/(?P<variant>[0-9]{1,18})",
        url_name="variant",
    )
    def variant(self, request, slug, public_id, variant):
        """Change a variant; one that is sold no longer is kept for the orders that hold it."""
        sent = _checked(shapes.VariantChangeSerializer, request)
        product = self.get_object()
        own_products.write_variant(get_object_or_404(product.skus, pk=variant), sent)
        return self._shown(product)

    def _shown(self, product, *, status=200):
        fresh = self.get_queryset().get(pk=product.pk)
        return Response(shapes.OwnProductSerializer(fresh).data, status=status)


def _checked(shape, request):
    sent = shape(data=request.data)
    sent.is_valid(raise_exception=True)
    return sent.validated_data
