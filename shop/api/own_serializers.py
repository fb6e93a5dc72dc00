"""Products as their store writes them."""

from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers

from core.serializers import CountField, MinorUnitsField, StrictSerializer
from shop.models import Category, Product
from shop.product_sheet import MOST_YUAN
from shop.services import catalogue

MOST_MINOR = int(MOST_YUAN) * 100
_WORD: dict[str, Any] = {"min_length": 1, "max_length": 60}


class PriceField(MinorUnitsField):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_value=MOST_MINOR, help_text="Minor units, without any sale.", **kwargs)


class OwnVariantSerializer(StrictSerializer):
    id = serializers.IntegerField(source="pk", read_only=True)
    code = serializers.CharField(max_length=40)
    options = serializers.DictField(
        child=serializers.CharField(**_WORD),
        required=False,
        default=dict,
        help_text='By axis: {"Colour": "Sage"}. All variants that are sold need the same axes.',
    )
    price = PriceField()
    weight = CountField(required=False, default=0, help_text="Grams, with what it is packed in.")
    is_active = serializers.BooleanField(required=False, default=True)
    position = CountField(required=False, max_value=32_767)
    available = serializers.IntegerField(read_only=True)

    def validate_options(self, options: dict[str, str]) -> dict[str, str]:
        if any(not axis.strip() or len(axis) > 30 for axis in options):
            raise serializers.ValidationError(_("An axis has a name of 1 to 30 characters."))
        return options


class VariantChangeSerializer(OwnVariantSerializer):
    """What is not named stays."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, partial=True, **kwargs)


class GivenPictureSerializer(StrictSerializer):
    upload = serializers.UUIDField(help_text="An upload of yours, or one that is shown already.")
    alt = serializers.CharField(max_length=200, required=False, allow_blank=True, default="")


class OwnPictureSerializer(GivenPictureSerializer):
    """As it is given, read from where it is kept."""

    upload = serializers.UUIDField(source="picture.upload_id")


class OwnProductSerializer(serializers.ModelSerializer):
    category: Any = serializers.SlugRelatedField(slug_field="slug", read_only=True)
    variants = OwnVariantSerializer(source="skus", many=True)
    pictures = OwnPictureSerializer(many=True)

    class Meta:
        model = Product
        fields = [
            "public_id",
            "title",
            "description",
            "category",
            "status",
            "price_from",
            "price_was",
            "deal_ends_at",
            "variants",
            "pictures",
            "created_at",
        ]


class ProductChangeSerializer(StrictSerializer):
    """What is not named stays."""

    title = serializers.CharField(max_length=80, required=False)
    description = serializers.CharField(max_length=4000, required=False, allow_blank=True)
    category: Any = serializers.SlugRelatedField(
        slug_field="slug", queryset=Category.objects.all(), required=False
    )
    pictures = serializers.ListField(
        child=GivenPictureSerializer(), required=False, max_length=catalogue.MOST_PICTURES
    )


class NewProductSerializer(StrictSerializer):
    title = serializers.CharField(max_length=80)
    description = serializers.CharField(
        max_length=4000, required=False, allow_blank=True, default=""
    )
    category: Any = serializers.SlugRelatedField(slug_field="slug", queryset=Category.objects.all())
    variants = serializers.ListField(
        child=OwnVariantSerializer(),
        required=False,
        default=list,
        max_length=catalogue.MOST_SKUS,
    )
    pictures = serializers.ListField(
        child=GivenPictureSerializer(),
        required=False,
        default=list,
        max_length=catalogue.MOST_PICTURES,
    )


class AxisSerializer(StrictSerializer):
    name = serializers.CharField(max_length=30)
    values = serializers.ListField(
        child=serializers.CharField(**_WORD), min_length=1, max_length=catalogue.MOST_SKUS
    )


class MatrixSerializer(StrictSerializer):
    axes = serializers.ListField(
        child=AxisSerializer(), min_length=1, max_length=catalogue.MOST_AXES
    )
    price = PriceField()
    code_start = serializers.SlugField(
        max_length=32, required=False, allow_blank=True, default="", help_text="Of new variants."
    )
    is_dry = serializers.BooleanField(
        required=False, default=False, help_text="Only say what would happen."
    )

    def validate_axes(self, axes: list[dict[str, Any]]) -> list[dict[str, Any]]:
        if len({axis["name"] for axis in axes}) < len(axes):
            raise serializers.ValidationError(_("This name stands twice."))
        return axes


class PlanSerializer(serializers.Serializer):
    """Which variants stay, which come, and which are sold no longer."""

    kept = serializers.ListField(child=serializers.IntegerField())
    new = serializers.ListField(child=serializers.DictField(child=serializers.CharField()))
    retired = serializers.ListField(child=serializers.IntegerField())
