"""After-sales cases and invoices as the API takes and gives them."""

from typing import Any

from rest_framework import serializers

from core.serializers import CountField, MinorUnitsField, StrictSerializer
from shop.models import AfterSale, AfterSaleMessage, Invoice
from shop.services.aftersales.thread import LONGEST, MOST_PICTURES


class UploadsField(serializers.ListField):
    """Ids of the caller's own uploads, sent with `is_private`."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            child=serializers.UUIDField(), required=False, max_length=MOST_PICTURES, **kwargs
        )


class WishSerializer(StrictSerializer):
    """`asked`: a sum for a refund without return; `replacement`: the variant of an exchange."""

    kind = serializers.ChoiceField(choices=AfterSale.Kind.choices)
    reason = serializers.ChoiceField(choices=AfterSale.Reason.choices)
    quantity = CountField(min_value=1)
    text = serializers.CharField(required=False, allow_blank=True, max_length=LONGEST)
    asked = MinorUnitsField(required=False, min_value=1)
    replacement = MinorUnitsField(required=False, min_value=1)
    uploads = UploadsField()


class CaseRequestSerializer(WishSerializer):
    line = MinorUnitsField(min_value=1)


class MessageRequestSerializer(StrictSerializer):
    text = serializers.CharField(required=False, allow_blank=True, max_length=LONGEST)
    uploads = UploadsField()


class BackSerializer(StrictSerializer):
    carrier = serializers.CharField(max_length=40)
    tracking = serializers.CharField(max_length=60)


class CaseMessageSerializer(serializers.ModelSerializer):
    pictures = serializers.SerializerMethodField()

    class Meta:
        model = AfterSaleMessage
        fields = ["side", "text", "at", "pictures"]

    def get_pictures(self, message: AfterSaleMessage) -> list[int]:
        """Numbers of the pictures: `/after-sales/<number>/pictures/<n>` shows each to its sides."""
        return [row.pk for row in message.evidence.all()]


class CaseSerializer(serializers.ModelSerializer):
    order = serializers.CharField(source="order.group.number")
    refunded = serializers.IntegerField(source="refund.amount", default=None)
    messages = CaseMessageSerializer(many=True)

    class Meta:
        model = AfterSale
        fields = [
            "number",
            "order",
            "line",
            "kind",
            "reason",
            "status",
            "quantity",
            "asked",
            "replacement",
            "revisions",
            "due_at",
            "opened_at",
            "ended_at",
            "refunded",
            "back_carrier",
            "back_tracking",
            "messages",
        ]


class InvoiceRequestSerializer(StrictSerializer):
    kind = serializers.ChoiceField(choices=Invoice.Kind.choices)
    title = serializers.CharField(max_length=80)
    tax_number = serializers.CharField(max_length=30, required=False, allow_blank=True, default="")
    email = serializers.EmailField()


class InvoiceSerializer(serializers.ModelSerializer):
    class Meta:
        model = Invoice
        fields = [
            "kind",
            "title",
            "tax_number",
            "email",
            "status",
            "number",
            "requested_at",
            "issued_at",
        ]
