"""What readers do with a note. Truth; what it is worth is said elsewhere."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.ids import short_id
from notes.models.note import Note


class _Engagement(models.Model):
    note = models.ForeignKey(Note, models.CASCADE, related_name="%(class)ss")
    user = models.ForeignKey(User, models.CASCADE, related_name="%(class)ss")
    at = models.DateTimeField()

    class Meta:
        abstract = True

    def __str__(self):
        return f"{self.user_id} {self._meta.model_name} {self.note_id}"


def _once(name):
    return [models.UniqueConstraint(fields=["note", "user"], name=f"{name}_once")]


def _newest(name):
    return [models.Index(fields=["user", "-at"], name=f"{name}_of_user")]


class Like(_Engagement):
    class Meta:
        verbose_name = _("like")
        verbose_name_plural = _("likes")
        constraints = _once("like")
        indexes = _newest("like")


class Save(_Engagement):
    class Meta:
        verbose_name = _("save")
        verbose_name_plural = _("saves")
        constraints = _once("save")
        indexes = _newest("save")


class Share(_Engagement):
    class Meta:
        verbose_name = _("share")
        verbose_name_plural = _("shares")
        constraints = _once("share")
        indexes = _newest("share")


class Hide(_Engagement):
    class Reason(models.TextChoices):
        NOT_INTERESTED = "not_interested", _("Not interested")
        SEEN_TOO_OFTEN = "seen_too_often", _("Seen too often")
        LOW_QUALITY = "low_quality", _("Low quality")
        ADVERTISING = "advertising", _("Feels like advertising")

    reason = models.CharField(max_length=16, choices=Reason, default=Reason.NOT_INTERESTED)

    class Meta:
        verbose_name = _("hide")
        verbose_name_plural = _("hides")
        constraints = _once("hide")
        indexes = _newest("hide")


class CommentQuerySet(models.QuerySet):
    def shown(self):
        """Neither withdrawn nor taken down, and no reply to one that is."""
        return self.filter(
            Q(parent=None) | Q(parent__withdrawn_at=None, parent__hidden_at=None),
            withdrawn_at=None,
            hidden_at=None,
        )

    def first_level(self):
        return self.filter(parent=None)

    def listed_for(self, reader):
        """Shown comments, without those of people blocked either way."""
        shown = self.shown().filter(author__is_active=True)
        if not getattr(reader, "is_authenticated", False):
            return shown
        return shown.exclude(author__blocks_made__blocked=reader).exclude(
            author__blocks_received__blocker=reader
        )


class Comment(models.Model):
    MOST = 1000

    public_id = models.CharField(max_length=11, unique=True, default=short_id, editable=False)
    note = models.ForeignKey(Note, models.CASCADE, related_name="comments")
    author = models.ForeignKey(User, models.CASCADE, related_name="comments")
    # The comment of the first level under which this one stands.
    parent = models.ForeignKey(
        "self", models.CASCADE, null=True, blank=True, related_name="replies"
    )
    # Whom a reply answers, where that is not the parent.
    answers = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="+")
    text = models.CharField(_("comment"), max_length=MOST)
    at = models.DateTimeField()
    # Sent by the form: the same one twice is the same comment.
    token = models.CharField(max_length=40, blank=True, editable=False)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    hidden_at = models.DateTimeField(_("taken down at"), null=True, blank=True)

    objects = CommentQuerySet.as_manager()

    class Meta:
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        constraints = [
            models.UniqueConstraint(
                fields=["author", "token"], name="comment_token_once", condition=~Q(token="")
            )
        ]
        indexes = [
            models.Index(fields=["note", "-at"], name="comment_of_note", condition=Q(parent=None)),
            models.Index(fields=["parent", "at"], name="comment_replies"),
            models.Index(fields=["author", "-at"], name="comment_of_author"),
        ]

    def __str__(self):
        return self.text[:40]
