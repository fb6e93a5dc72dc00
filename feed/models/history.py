"""What a reader wants remembered and believed: pauses, what was cleared, wishes for topics."""

from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from notes.channels import Channel
from notes.models import Topic


class HistoryPause(models.Model):
    """A reader who wants nothing remembered, until further notice or for a time.

    It stays when it is over: what was looked at meanwhile may still be on its way.
    """

    reader = models.OneToOneField(
        User, models.CASCADE, primary_key=True, related_name="history_pause"
    )
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("paused history")
        verbose_name_plural = _("paused histories")

    def __str__(self):
        return str(self.reader_id)

    def covers(self, at: datetime) -> bool:
        """Whether nothing of this moment is to be remembered."""
        return self.since <= at and (self.until is None or at < self.until)


class Forgotten(models.Model):
    """Up to which moment a reader's history was cleared."""

    reader = models.OneToOneField(User, models.CASCADE, primary_key=True, related_name="+")
    # Attention up to here is not kept, even where it arrives late.
    looked_at = models.DateTimeField()
    # Likes, saves and hides up to here stand, and lead to nothing.
    acted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("cleared history")
        verbose_name_plural = _("cleared histories")

    def __str__(self):
        return str(self.reader_id)


class Interest(models.Model):
    """What a reader has said about a topic or a channel."""

    class Wish(models.TextChoices):
        MORE = "more", _("More of it")
        LESS = "less", _("Less of it")
        NEVER = "never", _("Never")

    reader = models.ForeignKey(User, models.CASCADE, related_name="interests")
    topic = models.ForeignKey(Topic, models.CASCADE, null=True, blank=True, related_name="+")
    channel = models.CharField(max_length=12, choices=Channel, blank=True)
    wish = models.CharField(max_length=5, choices=Wish, blank=True)
    # What led to it before is not counted.
    forgotten_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("interest")
        verbose_name_plural = _("interests")
        constraints = [
            models.UniqueConstraint(
                fields=["reader", "topic"], name="interest_topic_once", condition=Q(channel="")
            ),
            models.UniqueConstraint(
                fields=["reader", "channel"],
                name="interest_channel_once",
                condition=Q(topic=None),
            ),
            models.CheckConstraint(
                condition=Q(topic=None) ^ Q(channel=""), name="interest_topic_or_channel"
            ),
        ]

    def __str__(self):
        return f"{self.reader_id}: {self.wish} {self.topic_id or self.channel}"
