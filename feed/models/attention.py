"""What was shown and looked at: folded out of the stream, a partition a day, for thirty days."""

from datetime import UTC
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from notes.models import Note


class TokenDayField(models.DateField):
    """The day of the page token; of a row that is made without one, the day of its moment."""

    def get_pk_value_on_save(self, instance: Any) -> Any:
        return instance.at.astimezone(UTC).date()


class Attention(models.Model):
    """One event; (token, note, kind) makes it count once.

    A token has one day, so that this holds over all partitions, of which each day has one
    (feed.days). Notes and readers are no foreign keys to the database: with them, each new day
    would lock both tables.
    """

    class Kind(models.TextChoices):
        IMPRESSION = "impression", _("Shown")
        OPEN = "open", _("Opened")
        DWELL = "dwell", _("Read for a while")
        SKIP = "skip", _("Scrolled past")
        PRODUCT_CLICK = "product_click", _("Opened a tagged product")

    class Source(models.TextChoices):
        EXPLORE = "explore", _("Explore")
        SEARCH = "search", _("Search")
        FOLLOWING = "following", _("Following")
        PROFILE = "profile", _("Profile")
        DIRECT = "direct", _("Direct link")

    pk = models.CompositePrimaryKey("token", "note_id", "kind", "day")
    token = models.CharField(max_length=32)
    note = models.ForeignKey(
        Note, models.CASCADE, related_name="+", db_constraint=False, db_index=False
    )
    kind = models.CharField(max_length=16, choices=Kind)
    day = TokenDayField()
    reader = models.ForeignKey(
        User,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        db_constraint=False,
        db_index=False,
    )
    source = models.CharField(max_length=10, choices=Source)
    position = models.PositiveSmallIntegerField(default=0)
    seconds = models.FloatField(default=0)
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("attention")
        verbose_name_plural = _("attention")
        indexes = [
            models.Index(
                fields=["reader", "-at"],
                name="attention_of_reader",
                condition=Q(reader__isnull=False),
            ),
            models.Index(fields=["note", "-at"], name="attention_of_note"),
        ]

    def __str__(self):
        return f"{self.kind} of {self.note_id}"


class AttentionCursor(models.Model):
    """How far the stream is folded; moved in the transaction that stores the events."""

    stream = models.CharField(primary_key=True, max_length=40)
    last_id = models.CharField(max_length=40, default="0-0")

    class Meta:
        verbose_name = _("attention cursor")
        verbose_name_plural = _("attention cursors")

    def __str__(self):
        return f"{self.stream} {self.last_id}"
