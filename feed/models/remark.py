"""What a buyer's text says of the one product that it tags."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from notes.models import Note
from notes.models.verdict import BLOCKS


class Remark(models.Model):
    """A sentence of a note in which somebody who bought a thing names a weakness, or whom it
    does not suit, or what to take instead. Written anew whenever the note is scored anew.
    """

    note = models.ForeignKey(Note, models.CASCADE, related_name="remarks", verbose_name=_("note"))
    block = models.CharField(_("kind of remark"), max_length=12, choices=list(BLOCKS.items()))
    text = models.CharField(_("text"), max_length=80)

    class Meta:
        verbose_name = _("remark")
        verbose_name_plural = _("remarks")
        constraints = [models.UniqueConstraint(fields=["note", "block"], name="remark_once")]

    def __str__(self):
        return self.text
