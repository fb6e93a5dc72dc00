"""What an order would cost, before it is placed."""

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.permissions import IsAuthenticated
from rest_framework.response import Response
from rest_framework.views import APIView

from shop.api import order_serializers as shapes
from shop.api.order_views import Request, address_of, want_of
from shop.models import Cart
from shop.services import addresses, coupon_choices, payments, quote, refusals, shipping


class QuoteLineSerializer(serializers.Serializer):
    sku = serializers.IntegerField(source="sku.pk")
    quantity = serializers.IntegerField()
    price = serializers.IntegerField()
    amount = serializers.IntegerField()
    discount = serializers.IntegerField()
    available = serializers.IntegerField()
    is_deal = serializers.SerializerMethodField()

    def get_is_deal(self, line) -> bool:
        return line.deal is not None


class StoreQuoteSerializer(serializers.Serializer):
    store = serializers.CharField(source="store.slug")
    is_served = serializers.BooleanField(help_text="Whether the store ships there.")
    goods = serializers.IntegerField()
    shipping = serializers.IntegerField()
    discount = serializers.IntegerField()
    total = serializers.IntegerField()
    lines = QuoteLineSerializer(many=True)


class ProblemSerializer(serializers.Serializer):
    code = serializers.CharField()
    detail = serializers.CharField()


class QuoteSerializer(serializers.Serializer):
    """`coupons` are those applied, `total` what placing the order now would ask."""

    currency = serializers.CharField()
    goods = serializers.IntegerField()
    shipping = serializers.IntegerField()
    discount = serializers.IntegerField()
    total = serializers.IntegerField()
    stores = StoreQuoteSerializer(many=True)
    coupons = serializers.ListField(child=serializers.CharField())
    providers = serializers.ListField(child=serializers.CharField())
    problems = ProblemSerializer(many=True)


class QuoteView(APIView):
    permission_classes = [IsAuthenticated]

    @extend_schema(
        request=shapes.QuoteRequestSerializer,
        responses=QuoteSerializer,
        operation_id="checkout_quote",
    )
    def post(self, request: Request) -> Response:
        """Today's sum by store; without `coupons`, with those that take most off."""
        shape = shapes.QuoteRequestSerializer(data=request.data)
        shape.is_valid(raise_exception=True)
        sent = shape.validated_data
        lines = sent.get("lines")
        cart = Cart.objects.filter(user=request.user).first()
        wants = quote.of_cart(cart) if lines is None else [want_of(line) for line in lines]
        if not wants:
            raise refusals.nothing_to_buy()
        address = address_of(request, sent)
        to = shipping.destination_of(addresses.snapshot(address)) if address else None
        offer = quote.quote(wants, buyer=request.user, to=to)
        now = timezone.now()
        laid = coupon_choices.lay(offer, request.user, chosen=sent.get("coupons"), at=now)
        return Response(QuoteSerializer(_shown(laid)).data)


def _shown(laid: coupon_choices.Laid) -> dict:
    offer = laid.offer
    stores = [part.store for part in offer.stores]
    problems = [{"code": one.code, "detail": one.message} for one in offer.problems()]
    if reason := payments.why_unpayable(stores):
        problems.append({"code": "no_way_to_pay", "detail": reason})
    return {
        "currency": offer.currency,
        "goods": offer.goods,
        "shipping": offer.shipping,
        "discount": offer.discount,
        "total": offer.total,
        "stores": offer.stores,
        "coupons": laid.claims,
        "providers": payments.gateways_for(stores),
        "problems": problems,
    }
