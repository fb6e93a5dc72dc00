"""A picture in its place in a note."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from media.models import Picture
from notes.models.note import Note


class NoteSlide(models.Model):
    # Found by the index of `slide_position_once`.
    note = models.ForeignKey(Note, models.CASCADE, related_name="slides", db_index=False)
    picture = models.ForeignKey(Picture, models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField(_("position"))
    alt = models.CharField(_("description of the picture"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("slide")
        verbose_name_plural = _("slides")
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                fields=["note", "position"],
                name="slide_position_once",
                deferrable=models.Deferrable.DEFERRED,
            ),
            models.CheckConstraint(
                condition=models.Q(position__lt=18), name="slide_eighteen_at_most"
            ),
        ]

    def __str__(self):
        return f"{self.note_id} #{self.position}"
