"""What a note has earned, from whom, and the news that is not folded in yet."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from notes.models import Comment, Note


class NoteScore(models.Model):
    """Two decaying sums; quality is computed from them when it is read. See docs/ranking.md.

    `value` and `impressions` are the totals. The newcomers' raw parts stand beside them, since
    all newcomers together weigh at most 3 on a note.
    """

    note = models.OneToOneField(
        Note, models.CASCADE, primary_key=True, related_name="score", verbose_name=_("note")
    )
    value = models.FloatField("V", default=0, help_text=_("Value earned, decayed to as_of."))
    impressions = models.FloatField(
        "I", default=0, help_text=_("Weighted impressions, decayed to as_of.")
    )
    # Parts of V, by trusted readers: what blame takes off, and how many voices praise and blame.
    blame = models.FloatField(_("blame in V"), default=0, db_default=0)
    praised_by = models.FloatField(_("voices for it"), default=0, db_default=0)
    blamed_by = models.FloatField(_("voices against it"), default=0, db_default=0)
    doubt = models.FloatField(
        _("doubt in V"),
        default=0,
        db_default=0,
        help_text=_("What too few independent voices vouch for."),
    )
    newcomer_value = models.FloatField(_("V of newcomers"), default=0)
    newcomer_impressions = models.FloatField(_("I of newcomers"), default=0)
    newcomer_blame = models.FloatField(_("blame by newcomers"), default=0, db_default=0)
    newcomer_praised_by = models.FloatField(_("newcomers for it"), default=0, db_default=0)
    newcomer_blamed_by = models.FloatField(_("newcomers against it"), default=0, db_default=0)
    newcomer_weight = models.FloatField(_("weight of newcomers"), default=0)
    as_of = models.DateTimeField(_("as of"))
    prior = models.FloatField(
        "A", default=0, help_text=_("Authenticity − promotion, from the text: −0.20 to +0.12.")
    )
    # Raw feed impressions, unweighted: whether the note has had its trial.
    feed_impressions = models.PositiveIntegerField(_("times shown in the feed"), default=0)
    # Copied from the note, so that lists are read from one index.
    channel = models.CharField(_("channel"), max_length=12, blank=True)
    published_at = models.DateTimeField(_("published at"))
    is_listed = models.BooleanField(_("listed"), default=True)
    # ln Q + hour of publishing / ageing: an order of candidates that time does not change.
    rank = models.FloatField(_("rank"), default=0)

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

    @property
    def believed(self) -> float:
        """V as far as independent voices vouch for it: what quality is computed from."""
        return self.value - self.doubt


class Contribution(models.Model):
    """What one reader has given one note: unweighted sums, so that trust can be set anew.

    Σ over readers of w · (value + reach · engaged, impressions) is the note's (V, I).
    """

    note = models.ForeignKey(Note, models.CASCADE, related_name="contributions")
    reader = models.ForeignKey(User, models.CASCADE, related_name="contributions")
    value = models.FloatField(default=0, help_text=_("Σ g·x of attention, decayed to as_of."))
    impressions = models.FloatField(default=0, help_text=_("Σ g, decayed to as_of."))
    engaged = models.FloatField(default=0, help_text=_("Σ x of engagement, decayed to as_of."))
    # The g of the best way on which the reader met the note: it may become known after the act.
    reach = models.FloatField(default=0)
    as_of = models.DateTimeField()
    # The weight with which it stands in the note's sums now, before the newcomers' cap.
    weight = models.FloatField(default=0)
    is_newcomer = models.BooleanField(default=True)
    similarity = models.FloatField("r", default=0)
    acts = models.IntegerField(default=0)
    is_engaged = models.BooleanField(default=False)
    engaged_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("contribution")
        verbose_name_plural = _("contributions")
        constraints = [models.UniqueConstraint(fields=["note", "reader"], name="contribution_once")]
        indexes = [
            models.Index(
                fields=["reader", "-engaged_at"],
                name="contribution_history",
                condition=models.Q(is_engaged=True),
            ),
            models.Index(
                fields=["note", "-engaged_at"],
                name="contribution_engagers",
                condition=models.Q(is_engaged=True),
            ),
            models.Index(
                fields=["-as_of"],
                name="contribution_touched",
                condition=models.Q(engaged_at__isnull=False),
            ),
        ]

    def __str__(self):
        return f"{self.reader_id} → {self.note_id}"


class News(models.Model):
    """One event that a worker will fold into a score: written with the act itself, then deleted."""

    note = models.ForeignKey(Note, models.CASCADE, related_name="+")
    reader = models.ForeignKey(User, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=16)
    # g·x and g of attention.
    value = models.FloatField(default=0)
    impressions = models.FloatField(default=0)
    reach = models.FloatField(default=0)
    feed_impressions = models.SmallIntegerField(default=0)
    # x of an engagement, and 1; both negative where it was taken back.
    engaged = models.FloatField(default=0)
    acts = models.SmallIntegerField(default=0)
    at = models.DateTimeField()
    written_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("news")
        verbose_name_plural = _("news")

    def __str__(self):
        return f"{self.kind} on {self.note_id}"


class CommentWorth(models.Model):
    """c of a comment as it stands in the score, so that it can be raised and taken back exactly."""

    comment = models.OneToOneField(Comment, models.CASCADE, primary_key=True, related_name="worth")
    own = models.FloatField(default=0, help_text=_("By its own text."))
    is_heard = models.BooleanField(default=False)
    # Of the text, folded: the same text again and again is worth nothing.
    digest = models.BinaryField(max_length=16)
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("comment's worth")
        verbose_name_plural = _("comments' worth")
        indexes = [models.Index(fields=["digest", "-at"], name="comment_worth_again")]

    def __str__(self):
        return f"{self.comment_id}: {self.own:.2f}"


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

    channel = models.CharField(_("channel"), max_length=12)
    mean = models.FloatField(_("mean"))
    notes = models.PositiveIntegerField(_("notes counted"))
    at = models.DateTimeField(_("computed at"))

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
