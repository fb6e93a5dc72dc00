"""A note that tells at length what a review says in stars."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from notes.models.note import Note
from shop.models import Review


class ReviewNote(models.Model):
    """The shop knows nothing of it: this floor points down."""

    note = models.OneToOneField(Note, models.CASCADE, related_name="tells_review")
    review = models.OneToOneField(Review, models.CASCADE, related_name="+")

    class Meta:
        verbose_name = _("note of a review")
        verbose_name_plural = _("notes of reviews")

    def __str__(self):
        return f"{self.note_id} tells {self.review_id}"
