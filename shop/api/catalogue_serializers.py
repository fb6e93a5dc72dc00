"""Products, stores and categories in JSON. Only read: stores write by `own_products`."""

from datetime import datetime
from typing import Any

from django.urls import reverse
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from shop.api.facet_serializers import AnswerSerializer
from shop.models import Category, OutboundOffer, Product, Store
from shop.services import catalogue, offered, showcase

# More is nobody's business.
MOST_SHOWN = 99


class CategorySerializer(serializers.ModelSerializer):
    # The metaclass takes fields away: this hides no attribute of the serializer.
    parent: Any = serializers.SlugRelatedField(slug_field="slug", read_only=True, allow_null=True)

    class Meta:
        model = Category
        fields = ["slug", "name_en", "name_zh", "parent"]


class StoreSerializer(serializers.ModelSerializer):
    is_official = serializers.BooleanField(read_only=True)
    account = serializers.CharField(source="account.handle", read_only=True)
    url = serializers.SerializerMethodField()

    class Meta:
        model = Store
        fields = [
            "slug",
            "name",
            "kind",
            "is_official",
            "verified_until",
            "account",
            "description",
            "shipping_terms",
            "return_terms",
            "currency",
            "shipping_fee",
            "free_shipping_from",
            "url",
        ]

    def get_url(self, store: Store) -> str:
        return reverse("shop:store", kwargs={"slug": store.slug})


class ShippingTermsSerializer(serializers.Serializer):
    """What sending costs to these places; the last line is everywhere else."""

    places = serializers.ListField(child=serializers.CharField())
    regions = serializers.ListField(
        source="rule.regions",
        child=serializers.CharField(),
        help_text="Provinces by GB/T 2260, countries by ISO 3166; empty: everywhere else.",
    )
    is_served = serializers.BooleanField(source="rule.is_served")
    fee = serializers.IntegerField(source="rule.fee", help_text="Minor units.")
    free_from = serializers.IntegerField(
        source="rule.free_from", allow_null=True, help_text="Minor units of goods."
    )
    first_grams = serializers.IntegerField(source="rule.first_grams", allow_null=True)
    step_grams = serializers.IntegerField(source="rule.step_grams", allow_null=True)
    step_fee = serializers.IntegerField(source="rule.step_fee", help_text="Minor units.")


class ProductRowSerializer(serializers.Serializer):
    """A product as lists and pickers show it."""

    public_id = serializers.CharField()
    title = serializers.CharField()
    store = serializers.CharField(source="store_name")
    store_slug = serializers.CharField()
    is_official = serializers.BooleanField()
    price_from = serializers.IntegerField(help_text="Minor units.")
    price_was = serializers.IntegerField(
        allow_null=True, help_text="Minor units: what it costs without the sale or deal that is on."
    )
    deal_ends_at = serializers.DateTimeField(
        allow_null=True, help_text="Until when, if the price is a flash deal's."
    )
    currency = serializers.CharField()
    picture_url = serializers.SerializerMethodField()
    url = serializers.SerializerMethodField()

    def get_picture_url(self, card: showcase.ProductCard) -> str:
        return showcase.small_url(card.picture)

    def get_url(self, card: showcase.ProductCard) -> str:
        return reverse("feed:product", kwargs={"public_id": card.public_id})


class ShownPictureSerializer(serializers.Serializer):
    url = serializers.CharField()
    width = serializers.IntegerField()
    height = serializers.IntegerField()
    colour = serializers.CharField()
    alt = serializers.CharField(allow_blank=True)


class SkuSerializer(serializers.Serializer):
    id = serializers.IntegerField(source="pk")
    code = serializers.CharField()
    options = serializers.DictField(child=serializers.CharField())
    price = serializers.SerializerMethodField(
        help_text="Minor units: what one costs now, at a flash deal's price if one runs."
    )
    regular_price = serializers.IntegerField(
        source="price", help_text="Minor units: what it costs without a sale."
    )
    sale_ends_at = serializers.SerializerMethodField(
        help_text="When the sale or the deal ends, if there is one."
    )
    is_deal = serializers.SerializerMethodField(
        help_text="Whether the price is a flash deal's: for so many a person, while there are some."
    )
    available = serializers.SerializerMethodField(help_text=f"At most {MOST_SHOWN} are told.")

    def get_price(self, sku) -> int:
        return self.context["costs"][sku.pk].minor

    def get_sale_ends_at(self, sku) -> datetime | None:
        return self.context["costs"][sku.pk].until

    def get_is_deal(self, sku) -> bool:
        return self.context["costs"][sku.pk].is_deal

    def get_available(self, sku) -> int:
        return max(0, min(sku.available, MOST_SHOWN))


class OfferSerializer(serializers.ModelSerializer):
    go_url = serializers.SerializerMethodField()

    class Meta:
        model = OutboundOffer
        fields = ["public_id", "marketplace", "last_price", "price_seen_at", "go_url"]

    def get_go_url(self, offer: OutboundOffer) -> str:
        return reverse("shop:go", kwargs={"public_id": offer.public_id})


class ProductSerializer(serializers.ModelSerializer):
    category: serializers.SlugRelatedField = serializers.SlugRelatedField(
        slug_field="slug", read_only=True
    )
    store = StoreSerializer(read_only=True)
    currency = serializers.CharField(source="store.currency", read_only=True)
    pictures = serializers.SerializerMethodField()
    rating = serializers.FloatField(allow_null=True, read_only=True)
    attributes = AnswerSerializer(many=True, read_only=True)
    axes = serializers.SerializerMethodField()
    skus = serializers.SerializerMethodField()
    offers = serializers.SerializerMethodField()
    url = serializers.SerializerMethodField()

    class Meta:
        model = Product
        fields = [
            "public_id",
            "title",
            "description",
            "status",
            "category",
            "store",
            "price_from",
            "price_was",
            "deal_ends_at",
            "currency",
            "rating",
            "rating_count",
            "attributes",
            "pictures",
            "axes",
            "skus",
            "offers",
            "url",
        ]

    @extend_schema_field(ShownPictureSerializer(many=True))
    def get_pictures(self, product: Product):
        shown = [shot for shot in product.pictures.all() if shot.picture.is_ready]
        rows = [
            {
                "url": showcase.small_url(shot.picture, at_least=1000),
                "width": shot.picture.width,
                "height": shot.picture.height,
                "colour": shot.picture.colour,
                "alt": shot.alt,
            }
            for shot in shown
        ]
        return ShownPictureSerializer(rows, many=True).data

    @extend_schema_field(serializers.DictField(child=serializers.ListField()))
    def get_axes(self, product: Product):
        return catalogue.axes(product.skus.all())

    @extend_schema_field(SkuSerializer(many=True))
    def get_skus(self, product: Product):
        reader = self.context["request"].user.pk if "request" in self.context else None
        shelf: Any = product.skus.all()
        asked = offered.costs(shelf, buyer_id=reader)
        costs = {pk: own for pk, (own, _anybody) in asked.items()}
        return SkuSerializer(product.skus.all(), many=True, context={"costs": costs}).data

    @extend_schema_field(OfferSerializer(many=True))
    def get_offers(self, product: Product):
        return OfferSerializer(product.offers.all(), many=True).data

    def get_url(self, product: Product) -> str:
        return reverse("feed:product", kwargs={"public_id": product.public_id})
