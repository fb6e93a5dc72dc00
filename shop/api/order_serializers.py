"""Orders, payments and addresses as the API takes and gives them."""

from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers

from core.serializers import CountField, MinorUnitsField, StrictModelSerializer, StrictSerializer
from shop import regions
from shop.models import (
    Address,
    CartLine,
    OrderGroup,
    OrderLine,
    Parcel,
    ParcelLine,
    Payment,
    StoreOrder,
    TrackingEvent,
)
from shop.services.addresses import FIELDS as ADDRESS_FIELDS
from shop.services.quote import MOST_LINES


class AddressSerializer(StrictModelSerializer):
    """In China `province` is the first two digits of its GB/T 2260 code; without it, the region
    must begin with its name. `country` is ISO 3166."""

    class Meta:
        model = Address
        fields = ["id", *ADDRESS_FIELDS, "is_default"]
        read_only_fields = ["id", "is_default"]

    def validate_country(self, country: str) -> str:
        if country not in dict(regions.countries()):
            raise serializers.ValidationError(_("There is no such country."))
        return country

    def validate_province(self, province: str) -> str:
        if province and province not in regions.PROVINCES:
            raise serializers.ValidationError(_("Choose a province."))
        return province


class WantSerializer(StrictSerializer):
    """A variant and how many; `price` is what was shown, and only compared."""

    sku = MinorUnitsField(min_value=1)
    quantity = CountField(min_value=1, max_value=CartLine.MOST)
    price = MinorUnitsField(required=False)


class QuoteRequestSerializer(StrictSerializer):
    """Without `lines`, the selected lines of the cart are meant."""

    address_id = serializers.UUIDField(required=False)
    address = AddressSerializer(required=False)
    lines = serializers.ListField(
        child=WantSerializer(), required=False, max_length=MOST_LINES, allow_empty=False
    )
    coupons = serializers.ListField(
        child=serializers.CharField(max_length=11),
        required=False,
        max_length=MOST_LINES,
        help_text="Ids of claimed coupons.",
    )


class CheckoutSerializer(QuoteRequestSerializer):
    """Without `lines`, the selected lines of the cart are bought; without `coupons`, none is used.

    Prices and the total are only compared with what they are.
    """

    provider = serializers.CharField(max_length=20)
    total = MinorUnitsField(required=False)

    def validate(self, data: dict[str, Any]) -> dict[str, Any]:
        if ("address" in data) == ("address_id" in data):
            message = self.fields["address"].error_messages["required"]
            raise serializers.ValidationError({"address": [message]})
        return data


class ReceiptSerializer(serializers.Serializer):
    number = serializers.CharField()
    status = serializers.CharField()
    currency = serializers.CharField()
    goods = serializers.IntegerField()
    shipping = serializers.IntegerField()
    discount = serializers.IntegerField()
    total = serializers.IntegerField()
    placed_at = serializers.DateTimeField()
    expires_at = serializers.DateTimeField()


class OrderLineSerializer(serializers.ModelSerializer):
    product = serializers.CharField(source="sku.product.public_id")

    class Meta:
        model = OrderLine
        fields = [
            "id",
            "sku",
            "product",
            "title",
            "variant",
            "unit_price",
            "quantity",
            "amount",
            "discount",
        ]


class TrackingEventSerializer(serializers.ModelSerializer):
    class Meta:
        model = TrackingEvent
        fields = ["kind", "place", "at"]


class ParcelLineSerializer(serializers.ModelSerializer):
    class Meta:
        model = ParcelLine
        fields = ["line", "quantity"]


class ParcelSerializer(serializers.ModelSerializer):
    """`case` is the after-sales case whose replacement is inside; null for what was bought."""

    case = serializers.CharField(source="case.number", default=None)
    lines = ParcelLineSerializer(many=True)
    events = TrackingEventSerializer(many=True)

    class Meta:
        model = Parcel
        fields = ["carrier", "tracking", "shipped_at", "delivered_at", "case", "lines", "events"]


class StoreOrderSerializer(serializers.ModelSerializer):
    store = serializers.CharField(source="store.slug")
    lines = OrderLineSerializer(many=True)
    parcels = ParcelSerializer(many=True)

    class Meta:
        model = StoreOrder
        fields = [
            "number",
            "store",
            "status",
            "goods",
            "shipping",
            "discount",
            "total",
            "ship_by",
            "late_at",
            "shipped_at",
            "delivered_at",
            "receive_by",
            "received_at",
            "complete_by",
            "lines",
            "parcels",
        ]


class OrderSerializer(serializers.ModelSerializer):
    store_orders = StoreOrderSerializer(many=True)

    class Meta:
        model = OrderGroup
        fields = [
            "number",
            "status",
            "currency",
            "goods",
            "shipping",
            "discount",
            "total",
            "address",
            "placed_at",
            "expires_at",
            "paid_at",
            "closed_at",
            "store_orders",
        ]


class PaymentSerializer(serializers.ModelSerializer):
    number = serializers.CharField(source="out_trade_no")

    class Meta:
        model = Payment
        fields = ["number", "provider", "status", "amount", "currency", "pay_url", "captured_at"]


class PaymentStartSerializer(StrictSerializer):
    provider = serializers.CharField(max_length=20)
