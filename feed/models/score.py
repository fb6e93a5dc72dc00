"""What a note has earned, from whom, and the news that is not folded in yet."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from notes.models import Note


class NoteScore(models.Model):
    """Two decaying sums; quality is computed from them when it is read. See docs/ranking.md."""

    note = models.OneToOneField(Note, models.CASCADE, primary_key=True, related_name="score")
    value = models.FloatField("V", default=0, help_text=_("Value earned, decayed to as_of."))
    impressions = models.FloatField(
        "I", default=0, help_text=_("Weighted impressions, decayed to as_of.")
    )
    as_of = models.DateTimeField()
    prior = models.FloatField(
        "A", default=0, help_text=_("Authenticity − promotion, from the text: −0.20 to +0.12.")
    )
    # Raw feed impressions, unweighted: whether the note has had its trial.
    feed_impressions = models.PositiveIntegerField(default=0)
    # Copied from the note, so that lists are read from one index.
    channel = models.CharField(max_length=12, blank=True)
    published_at = models.DateTimeField()
    is_listed = models.BooleanField(default=True)
    # Q · D when last written; lists take their candidates by it and compute exactly.
    rank = models.FloatField(default=0)

    class Meta:
        verbose_name = _("score")
        verbose_name_plural = _("scores")
        indexes = [
            models.Index(fields=["-rank"], name="score_best", condition=models.Q(is_listed=True)),
            models.Index(
                fields=["channel", "-rank"],
                name="score_best_of_channel",
                condition=models.Q(is_listed=True),
            ),
            models.Index(
                fields=["-published_at"],
                name="score_trial",
                condition=models.Q(is_listed=True, feed_impressions__lt=100),
            ),
        ]

    def __str__(self):
        return f"{self.note_id}: V={self.value:.2f} I={self.impressions:.1f}"


class Contribution(models.Model):
    """What one reader has given one note: unweighted sums, so that trust can be set anew.

    Σ over readers of w · (value, impressions) is the note's (V, I).
    """

    note = models.ForeignKey(Note, models.CASCADE, related_name="contributions")
    reader = models.ForeignKey(User, models.CASCADE, related_name="contributions")
    value = models.FloatField(default=0, help_text=_("Σ g·x, decayed to as_of."))
    impressions = models.FloatField(default=0, help_text=_("Σ g, decayed to as_of."))
    as_of = models.DateTimeField()
    # The weight with which it stands in the note's sums now.
    weight = models.FloatField(default=0)
    similarity = models.FloatField("r", default=0)
    is_engaged = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("contribution")
        verbose_name_plural = _("contributions")
        constraints = [models.UniqueConstraint(fields=["note", "reader"], name="contribution_once")]
        indexes = [
            models.Index(
                fields=["reader", "-as_of"],
                name="contribution_history",
                condition=models.Q(is_engaged=True),
            )
        ]

    def __str__(self):
        return f"{self.reader_id} → {self.note_id}"


class News(models.Model):
    """One event that a worker will fold into a score: written with the act itself, then deleted."""

    note = models.ForeignKey(Note, models.CASCADE, related_name="+")
    reader = models.ForeignKey(User, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=16)
    # g·x and g of the event; negative where an act was taken back.
    value = models.FloatField(default=0)
    impressions = models.FloatField(default=0)
    feed_impressions = models.SmallIntegerField(default=0)
    at = models.DateTimeField()
    written_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("news")
        verbose_name_plural = _("news")

    def __str__(self):
        return f"{self.kind} on {self.note_id}"


class DirtyNote(models.Model):
    """A note whose readers' trust must be weighed anew (the trust pass)."""

    note = models.OneToOneField(Note, models.CASCADE, primary_key=True, related_name="+")
    since = models.DateTimeField()

    class Meta:
        verbose_name = _("dirty note")
        verbose_name_plural = _("dirty notes")

    def __str__(self):
        return str(self.note_id)


class ChannelMean(models.Model):
    """μ of a channel, one row a version, written hourly."""

    channel = models.CharField(max_length=12)
    mean = models.FloatField()
    notes = models.PositiveIntegerField()
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("channel mean")
        verbose_name_plural = _("channel means")
        indexes = [models.Index(fields=["channel", "-at"], name="channel_mean_newest")]

    def __str__(self):
        return f"{self.channel}: {self.mean:.3f}"


class ReaderTrust(models.Model):
    """How much of the feed a reader has seen: the base of the reader's weight."""

    reader = models.OneToOneField(User, models.CASCADE, primary_key=True, related_name="trust")
    feed_views = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("reader's trust")
        verbose_name_plural = _("readers' trust")

    def __str__(self):
        return f"{self.reader_id}: {self.feed_views}"
