"""A product pinned to a note."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from notes.models.note import Note
from notes.models.slide import NoteSlide
from shop.models import Product


class ProductTag(models.Model):
    """The label that readers see follows from the relation and cannot be removed."""

    class Relation(models.TextChoices):
        BOUGHT = "bought", _("I bought it")
        GIFTED = "gifted", _("It was given to me")
        PAID = "paid", _("I am paid for this")
        AFFILIATE = "affiliate", _("I earn commission")
        OWN_BRAND = "own_brand", _("My own brand")

    SPONSORED = (Relation.GIFTED, Relation.PAID, Relation.OWN_BRAND)

    # Found by the index of `product_tag_once`.
    note = models.ForeignKey(Note, models.CASCADE, related_name="product_tags", db_index=False)
    product = models.ForeignKey(
        Product, models.PROTECT, related_name="product_tags", verbose_name=_("product")
    )
    slide = models.ForeignKey(
        NoteSlide, models.SET_NULL, null=True, blank=True, related_name="product_tags"
    )
    # Per mille of the picture's width and height; both or neither, with the slide.
    x = models.PositiveSmallIntegerField(null=True, blank=True)
    y = models.PositiveSmallIntegerField(null=True, blank=True)
    relation = models.CharField(_("relation"), max_length=10, choices=Relation)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("product tag")
        verbose_name_plural = _("product tags")
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["note", "product"], name="product_tag_once"),
            models.CheckConstraint(
                condition=Q(x=None, y=None) | Q(x__lte=1000, y__lte=1000), name="product_tag_place"
            ),
        ]

    def __str__(self):
        return f"{self.note_id} → {self.product_id}"

    @property
    def label(self) -> str:
        """What readers are told: sponsored, affiliate, or nothing to tell."""
        if self.relation in self.SPONSORED:
            return "sponsored"
        return "affiliate" if self.relation == self.Relation.AFFILIATE else ""
