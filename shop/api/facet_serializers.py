"""By what a list of products can be narrowed, and what a product has cost, in JSON."""

from rest_framework import serializers


class CategoryCountSerializer(serializers.Serializer):
    slug = serializers.CharField()
    name = serializers.CharField()
    count = serializers.IntegerField()


class StoreCountSerializer(serializers.Serializer):
    slug = serializers.CharField()
    name = serializers.CharField()
    count = serializers.IntegerField()


class ValueCountSerializer(serializers.Serializer):
    code = serializers.CharField()
    name = serializers.CharField()
    count = serializers.IntegerField()


class RangeSerializer(serializers.Serializer):
    """Numbers from `low` to `high`, both included; null: without a bound on that side."""

    attr = serializers.CharField(source="text", help_text="As the parameter `attr` takes it.")
    low = serializers.DecimalField(12, 3, allow_null=True)
    high = serializers.DecimalField(12, 3, allow_null=True)


class AttributeCountSerializer(serializers.Serializer):
    code = serializers.CharField()
    name = serializers.CharField()
    unit = serializers.CharField(allow_blank=True)
    values = ValueCountSerializer(many=True)
    ranges = RangeSerializer(many=True, help_text="Of an attribute of numbers.")


class FacetsSerializer(serializers.Serializer):
    """Counted among the first thousand that fit: exact unless `is_more`."""

    total = serializers.IntegerField()
    is_more = serializers.BooleanField(help_text="Each figure is a lower bound.")
    on_sale = serializers.IntegerField()
    categories = CategoryCountSerializer(many=True)
    stores = StoreCountSerializer(many=True)
    attributes = AttributeCountSerializer(many=True)


class StepSerializer(serializers.Serializer):
    at = serializers.DateTimeField()
    price = serializers.IntegerField(help_text="Minor units: the cheapest variant since then.")


class PriceHistorySerializer(serializers.Serializer):
    """Half a year of prices, oldest first."""

    currency = serializers.CharField()
    steps = StepSerializer(many=True)
    lowest_of_month = serializers.IntegerField(allow_null=True)
    lowest_before_now = serializers.IntegerField(
        allow_null=True, help_text="Of the thirty days before today's price came."
    )


class AnswerSerializer(serializers.Serializer):
    code = serializers.CharField(source="attribute.code")
    name = serializers.CharField(source="attribute.name")
    value = serializers.CharField(source="shown")
