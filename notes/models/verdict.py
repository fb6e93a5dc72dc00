"""What an author makes of a product, in short points."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from notes.models.note import Note
from shop.models import Product

# The blocks in the order of reading.
BLOCKS = {
    "pros": _("Good"),
    "cons": _("Less good"),
    "suits": _("Suits"),
    "not_for": _("Not for"),
    "alternatives": _("Alternatives"),
}


def _points(name: str) -> ArrayField:
    point = models.CharField(max_length=60)
    return ArrayField(point, verbose_name=BLOCKS[name], default=list, blank=True)


class Verdict(models.Model):
    """Optional blocks of a note; a note without any has no row.

    They stand on the note, feed the product's page, and tell the score of an honest text.
    """

    POINTS = tuple(BLOCKS)

    note = models.OneToOneField(Note, models.CASCADE, primary_key=True, related_name="verdict")
    # Which of the note's products is meant; the first one, unless the author says so.
    product = models.ForeignKey(
        Product, models.SET_NULL, null=True, blank=True, related_name="verdicts"
    )
    pros = _points("pros")
    cons = _points("cons")
    suits = _points("suits")
    not_for = _points("not_for")
    alternatives = _points("alternatives")
    used_weeks = models.PositiveSmallIntegerField(_("weeks in use"), null=True, blank=True)
    price_paid = models.BigIntegerField(
        _("price paid"), null=True, blank=True, help_text=_("Minor units (fen).")
    )

    class Meta:
        verbose_name = _("verdict")
        verbose_name_plural = _("verdicts")
        constraints = [
            models.CheckConstraint(
                condition=Q(price_paid=None) | Q(price_paid__gte=0), name="verdict_price_paid"
            )
        ]

    def __str__(self):
        return f"{self.note_id} → {self.product_id}"

    def blocks(self) -> list[tuple[str, str, list[str]]]:
        """(name, label, points) of every block that says something, in the order of reading."""
        found = [(name, str(label), getattr(self, name)) for name, label in BLOCKS.items()]
        return [block for block in found if block[2]]
