"""Deals, coupons, and what an order would cost."""

from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.permissions import AllowAny, IsAuthenticated
from rest_framework.request import Request as AnyRequest
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.models import User
from core.serializers import StrictSerializer
from shop.models import Coupon, CouponClaim, FlashDeal, Product, Store
from shop.services import coupons, promotions


class Request(AnyRequest):
    """Of somebody who is signed in."""

    user: User


class CouponSerializer(serializers.ModelSerializer):
    id = serializers.CharField(source="public_id")
    store = serializers.CharField(source="store.slug", default=None)
    creator = serializers.CharField(source="creator.handle", default=None)
    category = serializers.CharField(source="category.slug", default=None)

    class Meta:
        model = Coupon
        fields = [
            "id",
            "issuer",
            "store",
            "creator",
            "title",
            "kind",
            "value",
            "cap",
            "minimum",
            "scope",
            "category",
            "starts_at",
            "ends_at",
            "left",
        ]


class DealSerializer(serializers.ModelSerializer):
    sku = serializers.IntegerField(source="sku_id")

    class Meta:
        model = FlashDeal
        fields = ["sku", "price", "per_user_limit", "starts_at", "ends_at"]


class DealShownSerializer(serializers.Serializer):
    deal = DealSerializer()
    regular = serializers.IntegerField()
    left = serializers.IntegerField()
    currency = serializers.CharField()


class CouponShownSerializer(serializers.Serializer):
    coupon = CouponSerializer()
    is_had = serializers.BooleanField()


class PromotionsSerializer(serializers.Serializer):
    deals = DealShownSerializer(many=True)
    coupons = CouponShownSerializer(many=True)


class ClaimSerializer(serializers.ModelSerializer):
    """`id` is what the checkout takes among `coupons`."""

    id = serializers.CharField(source="public_id")
    coupon = CouponSerializer()

    class Meta:
        model = CouponClaim
        fields = ["id", "coupon", "claimed_at"]


class NewClaimSerializer(StrictSerializer):
    coupon = serializers.CharField(max_length=11, required=False)
    code = serializers.CharField(max_length=20, required=False)

    def validate(self, data):
        if len(data) != 1:
            message = _("Name a coupon or a code.")
            raise serializers.ValidationError({"coupon": [message]})
        return data


class OffersView(APIView):
    permission_classes = [AllowAny]

    @extend_schema(
        responses=PromotionsSerializer,
        operation_id="offers_retrieve",
        parameters=[OpenApiParameter("product", str), OpenApiParameter("store", str)],
    )
    def get(self, request: AnyRequest) -> Response:
        """Running deals and coupons to be had: of a product, of a store, or of the platform."""
        product = store = None
        if public_id := request.query_params.get("product", "")[:20]:
            rows = Product.objects.visible_to(request.user).select_related("store", "category")
            product = get_object_or_404(rows, public_id=public_id)
        elif slug := request.query_params.get("store", "")[:60]:
            store = get_object_or_404(Store.objects.visible_to(request.user), slug=slug)
        now = timezone.now()
        found = promotions.of(reader=request.user, product=product, store=store, at=now)
        return Response(PromotionsSerializer(found).data)


class CouponsView(APIView):
    permission_classes = [IsAuthenticated]

    @extend_schema(responses=ClaimSerializer(many=True), operation_id="coupons_list")
    def get(self, request: Request) -> Response:
        """The caller's coupons that can be used now, at most a hundred."""
        rows = coupons.held(request.user, at=timezone.now())
        return Response(ClaimSerializer(rows, many=True).data)

    @extend_schema(
        request=NewClaimSerializer,
        responses={201: ClaimSerializer},
        operation_id="coupons_claim",
    )
    def post(self, request: Request) -> Response:
        """Claim a coupon, by its id or by a code."""
        asked = NewClaimSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        now = timezone.now()
        if code := asked.validated_data.get("code"):
            coupon = coupons.by_code(code, at=now)
        else:
            public_id = asked.validated_data["coupon"]
            rows = Coupon.objects.visible_to(request.user)
            coupon = get_object_or_404(rows, public_id=public_id)
        claim = coupons.claim(coupon, user=request.user, at=now)
        return Response(ClaimSerializer(claim).data, status=201)
