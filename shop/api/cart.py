"""The cart: for guests and accounts alike."""

from typing import Any

from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.permissions import AllowAny
from rest_framework.response import Response
from rest_framework.views import APIView

from core.serializers import CountField, StrictSerializer
from shop import cart_cookie
from shop.models import CartLine, Product, Sku
from shop.services import cart as carts
from shop.services import cart_overview, showcase


class CartLineSerializer(serializers.Serializer):
    id = serializers.IntegerField(source="pk")
    sku = serializers.IntegerField(source="sku.pk")
    product = serializers.CharField(source="product.public_id")
    title = serializers.CharField(source="product.title")
    variant = serializers.CharField(source="sku.label", allow_blank=True)
    picture_url = serializers.SerializerMethodField()
    quantity = serializers.IntegerField()
    price = serializers.IntegerField(help_text="Minor units: what one costs now.")
    price_seen = serializers.IntegerField()
    amount = serializers.IntegerField()
    is_selected = serializers.BooleanField()
    is_saved = serializers.BooleanField()
    # The metaclass takes fields away: this hides no attribute of the serializer.
    source: Any = serializers.CharField(help_text="The note that led to it, if one did.")
    notice = serializers.ChoiceField(
        choices=["", "price_changed", "short", "sold_out", "withdrawn"]
    )

    def get_picture_url(self, line: cart_overview.Line) -> str:
        return showcase.small_url(line.cover.picture if line.cover else None)


class CartParcelSerializer(serializers.Serializer):
    slug = serializers.CharField(source="store.slug")
    name = serializers.CharField(source="store.name")
    is_official = serializers.BooleanField(source="store.is_official")
    currency = serializers.CharField(source="store.currency")
    lines = CartLineSerializer(many=True)
    goods = serializers.IntegerField()
    shipping = serializers.IntegerField()
    total = serializers.IntegerField()


class CurrencySumSerializer(serializers.Serializer):
    currency = serializers.CharField()
    goods = serializers.IntegerField()
    shipping = serializers.IntegerField()
    total = serializers.IntegerField()


class CartSerializer(serializers.Serializer):
    count = serializers.IntegerField()
    selected_count = serializers.IntegerField()
    stores = CartParcelSerializer(many=True, source="parcels")
    sums = CurrencySumSerializer(many=True)
    saved = CartLineSerializer(many=True, help_text="For later: they cost nothing now.")


class NewLineSerializer(StrictSerializer):
    sku = CountField(min_value=1)
    quantity = CountField(min_value=1, max_value=CartLine.MOST, default=1)
    buy_now = serializers.BooleanField(
        default=False, help_text="Hold exactly this quantity, and choose it alone for checkout."
    )


class LineChangeSerializer(StrictSerializer):
    quantity = CountField(min_value=1, max_value=CartLine.MOST, required=False)
    is_selected = serializers.BooleanField(required=False)
    is_saved = serializers.BooleanField(required=False, help_text="Save for later, or move back.")


def _shown(cart) -> dict:
    return CartSerializer(cart_overview.of(cart)).data


class CartView(APIView):
    permission_classes = [AllowAny]

    @extend_schema(responses=CartSerializer, operation_id="cart_retrieve")
    def get(self, request):
        """The cart by store, with what changed since, and what the chosen lines will cost."""
        return Response(_shown(cart_cookie.cart_of(request)))


class CountSerializer(serializers.Serializer):
    count = serializers.IntegerField()


class CartCountView(APIView):
    permission_classes = [AllowAny]

    @extend_schema(responses=CountSerializer, operation_id="cart_count_retrieve")
    def get(self, request):
        """How many pieces lie in the cart, for the badge."""
        return Response({"count": carts.count(cart_cookie.cart_of(request))})


class CartLinesView(APIView):
    permission_classes = [AllowAny]

    @extend_schema(
        request=NewLineSerializer, responses={201: CartSerializer}, operation_id="cart_lines_create"
    )
    def post(self, request):
        """Put a variant in; one that lies there already grows by the quantity."""
        asked = NewLineSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        sold = Product.objects.visible_to(request.user)
        sku = get_object_or_404(
            Sku.objects.select_related("product__store").filter(product__in=sold),
            pk=asked.validated_data["sku"],
        )
        now = timezone.now()
        act = carts.buy_now if asked.validated_data["buy_now"] else carts.add
        cart = cart_cookie.cart_for_adding(request)
        act(
            cart,
            sku=sku,
            quantity=asked.validated_data["quantity"],
            referral=cart_cookie.referral_for(request, sku.product, now),
            at=now,
        )
        response = Response(_shown(cart), status=201)
        cart_cookie.keep(response, cart, request)
        return response


class CartLineView(APIView):
    permission_classes = [AllowAny]

    @extend_schema(
        request=LineChangeSerializer,
        responses=CartSerializer,
        operation_id="cart_lines_partial_update",
    )
    def patch(self, request, pk: int):
        """Hold another quantity of it, choose it for checkout, or not."""
        line = self._line(request, pk)
        asked = LineChangeSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        wanted, now = dict(asked.validated_data), timezone.now()
        if (is_saved := wanted.pop("is_saved", None)) is not None:
            carts.set_aside(line, is_saved=is_saved, at=now)
        carts.change(line, **wanted, at=now)
        return Response(_shown(line.cart))

    @extend_schema(responses={204: None}, operation_id="cart_lines_destroy")
    def delete(self, request, pk: int):
        """Take it out."""
        carts.remove(self._line(request, pk), at=timezone.now())
        return Response(status=204)

    def _line(self, request, pk: int) -> CartLine:
        cart = cart_cookie.cart_of(request)
        lines = CartLine.objects.select_related("cart", "sku").filter(cart=cart)
        return get_object_or_404(lines if cart else lines.none(), pk=pk)
