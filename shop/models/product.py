"""What is sold: products, their variants and pictures."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Upper
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.ids import short_id
from media.models import Picture
from shop.models.category import Category
from shop.models.store import Store, StoreStaff

_SOLD = Q(status="on_sale")


class ProductQuerySet(models.QuerySet):
    def on_sale(self):
        return self.filter(status=Product.Status.ON_SALE, store__status=Store.Status.OPEN)

    def visible_to(self, reader):
        """On sale, or withdrawn but once sold here, or one's own store's."""
        opened = Q(store__status=Store.Status.OPEN) & ~Q(status=Product.Status.DRAFT)
        if not getattr(reader, "is_authenticated", False):
            return self.filter(opened)
        mine = StoreStaff.objects.filter(user=reader).values("store_id")
        return self.filter(opened | Q(store__in=mine))

    def listed_for(self, reader):
        return self.on_sale()


class Product(models.Model):
    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        ON_SALE = "on_sale", _("On sale")
        WITHDRAWN = "withdrawn", pgettext_lazy("product", "Withdrawn")

    public_id = models.CharField(max_length=11, unique=True, default=short_id, editable=False)
    store = models.ForeignKey(
        Store, models.CASCADE, related_name="products", verbose_name=_("store")
    )
    category = models.ForeignKey(
        Category, models.PROTECT, related_name="products", verbose_name=_("category")
    )
    title = models.CharField(_("title"), max_length=80)
    description = models.TextField(_("description"), max_length=4000, blank=True)
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.DRAFT)
    # Kept by services.catalogue from the active SKUs, so that lists and cards need no join.
    price_from = models.BigIntegerField(_("price from"), default=0, editable=False)
    # What that variant costs without its sale; empty while none is on.
    price_was = models.BigIntegerField(_("price before"), null=True, editable=False)
    # Until when, where the price is a flash deal's.
    deal_ends_at = models.DateTimeField(_("deal ends at"), null=True, editable=False)
    # Kept by whoever keeps the reviews: all their stars, and how many there are.
    rating_sum = models.PositiveBigIntegerField(_("stars"), default=0, editable=False)
    rating_count = models.PositiveIntegerField(_("ratings"), default=0, editable=False)
    # Kept by services.bestsellers: people who bought it in the last ninety days.
    sold = models.PositiveIntegerField(_("buyers of late"), default=0, editable=False)
    # Kept by services.attributes: the values that were chosen, so that lists need no join.
    facets = ArrayField(models.BigIntegerField(), default=list, editable=False)
    # Goes up whenever a price, the title or the status changes: part of the key of cached cards.
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)

    objects = ProductQuerySet.as_manager()

    class Meta:
        verbose_name = _("product")
        verbose_name_plural = _("products")
        indexes = [
            models.Index(fields=["category", "-id"], name="product_by_category"),
            models.Index(fields=["store", "-id"], name="product_by_store"),
            GinIndex(OpClass(Upper("title"), "gin_trgm_ops"), name="product_title_trigram"),
            # Shelves, by price both ways; and what few rows of a long shelf answer to.
            models.Index(fields=["price_from", "id"], name="shelf_by_price", condition=_SOLD),
            models.Index(
                fields=["category", "price_from", "id"], name="shelf_of_category", condition=_SOLD
            ),
            models.Index(
                fields=["store", "price_from", "id"], name="shelf_of_store", condition=_SOLD
            ),
            models.Index(fields=["-sold", "-id"], name="shelf_by_sales", condition=_SOLD),
            models.Index(
                fields=["-id"],
                name="shelf_reduced",
                condition=_SOLD & Q(price_was__isnull=False),
            ),
            models.Index(
                fields=["deal_ends_at"],
                name="product_in_deal",
                condition=Q(deal_ends_at__isnull=False),
            ),
            GinIndex(fields=["facets"], name="product_facets"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(price_from__gte=0), name="product_price_from"),
            models.CheckConstraint(
                condition=Q(price_was__isnull=True) | Q(price_was__gt=F("price_from")),
                name="product_price_was",
            ),
            models.CheckConstraint(
                condition=Q(rating_sum__gte=F("rating_count"))
                & Q(rating_sum__lte=F("rating_count") * 5),
                name="product_rating",
            ),
        ]

    def __str__(self):
        return self.title

    @property
    def rating(self) -> float | None:
        """Stars from 1 to 5; None while nobody has rated it."""
        return self.rating_sum / self.rating_count if self.rating_count else None

    @property
    def is_on_sale(self) -> bool:
        return self.status == self.Status.ON_SALE


class ProductPicture(models.Model):
    product = models.ForeignKey(Product, models.CASCADE, related_name="pictures")
    picture = models.ForeignKey(Picture, models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    alt = models.CharField(_("description of the picture"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("product picture")
        verbose_name_plural = _("product pictures")
        ordering = ["position", "id"]

    def __str__(self):
        return f"{self.product_id} #{self.position}"


class Sku(models.Model):
    product = models.ForeignKey(Product, models.CASCADE, related_name="skus")
    code = models.CharField(_("code"), max_length=40)
    # {"Colour": "Sage", "Size": "M"}: axis → value, in the words of the merchant.
    options = models.JSONField(_("options"), default=dict, blank=True)
    # Minor units (fen).
    price = models.BigIntegerField(_("price"))
    weight = models.PositiveIntegerField(
        _("weight in grams"), default=0, help_text=_("With what it is packed in.")
    )
    is_active = models.BooleanField(_("sold"), default=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = "SKU"
        verbose_name_plural = "SKUs"
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["product", "code"], name="sku_code_once"),
            models.CheckConstraint(condition=Q(price__gte=0), name="sku_price_not_negative"),
        ]

    def __str__(self):
        return self.label or self.code

    @property
    def label(self) -> str:
        """The variant in words: "Sage · M"; empty where a product has one variant alone."""
        return " · ".join(str(value) for value in self.options.values())
