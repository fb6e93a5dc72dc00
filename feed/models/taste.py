"""Which notes and readers are alike, a reader's taste, and how a reader wants the feed."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from notes.channels import Channel
from notes.models import Note


class SimilarNotes(models.Model):
    """The notes most alike, best first: packed pairs of note and likeness."""

    note = models.OneToOneField(Note, models.CASCADE, primary_key=True, related_name="+")
    cosine = models.BinaryField()
    walk = models.BinaryField()
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("similar notes")
        verbose_name_plural = _("similar notes")

    def __str__(self):
        return f"notes like {self.note_id}"


class SimilarReaders(models.Model):
    """The readers most alike, best first."""

    reader = models.OneToOneField(User, models.CASCADE, primary_key=True, related_name="+")
    near = ArrayField(models.BigIntegerField())
    likeness = ArrayField(models.FloatField())
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("similar readers")
        verbose_name_plural = _("similar readers")

    def __str__(self):
        return f"readers like {self.reader_id}"


class Taste(models.Model):
    """What a reader met and liked by topic and channel: packed (feed.ranking.packing)."""

    reader = models.OneToOneField(User, models.CASCADE, primary_key=True, related_name="+")
    topics = models.BinaryField()
    # Notes that the last searches find, best first: whole numbers of eight bytes.
    searched = models.BinaryField(default=b"")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("taste")
        verbose_name_plural = _("tastes")

    def __str__(self):
        return f"taste of {self.reader_id}"


class StaleNote(models.Model):
    """A note whose similar notes must be found anew."""

    note = models.OneToOneField(Note, models.CASCADE, primary_key=True, related_name="+")
    since = models.DateTimeField()

    class Meta:
        verbose_name = _("stale note")
        verbose_name_plural = _("stale notes")

    def __str__(self):
        return str(self.note_id)


class StaleReader(models.Model):
    """A reader whose taste and similar readers must be found anew."""

    reader = models.OneToOneField(User, models.CASCADE, primary_key=True, related_name="+")
    since = models.DateTimeField()

    class Meta:
        verbose_name = _("stale reader")
        verbose_name_plural = _("stale readers")

    def __str__(self):
        return str(self.reader_id)


class FeedSettings(models.Model):
    """How a reader wants explore; without a row everything is as for visitors."""

    reader = models.OneToOneField(
        User, models.CASCADE, primary_key=True, related_name="feed_settings"
    )
    hides_sponsored = models.BooleanField(_("hide sponsored notes"), default=False)
    is_latest_first = models.BooleanField(_("latest first"), default=False)
    # Channels in the reader's order; those that are missing follow in the usual one.
    channels = ArrayField(
        models.CharField(max_length=12, choices=Channel), default=list, blank=True
    )
    hidden_channels = ArrayField(
        models.CharField(max_length=12, choices=Channel), default=list, blank=True
    )

    class Meta:
        verbose_name = _("feed settings")
        verbose_name_plural = _("feed settings")

    def __str__(self):
        return f"feed of {self.reader_id}"

    @classmethod
    def of(cls, reader) -> "FeedSettings":
        """The reader's row, or one that is not stored yet."""
        return cls.objects.filter(reader=reader).first() or cls(reader=reader)

    def order(self) -> list[str]:
        """All channels in the reader's order, hidden ones too."""
        known = [channel for channel in self.channels if channel in Channel.values]
        return [*known, *(channel for channel in Channel.values if channel not in known)]

    def shown(self) -> list[str]:
        """The channels that the reader wants to see."""
        return [channel for channel in self.order() if channel not in self.hidden_channels]
