"""The note itself, and who may see it."""

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Block, Follow, User
from core.ids import short_id
from notes.channels import Channel

_SHOWN = Q(status="published", is_ready=True, hidden_at=None, author__is_active=True)


def _followed_by(reader):
    follows = Follow.objects.filter(follower=reader, followed=OuterRef("author"))
    return Q(visibility="followers") & Exists(follows)


def _unblocked_for(reader):
    made = Block.objects.filter(blocker=reader, blocked=OuterRef("author"))
    received = Block.objects.filter(blocked=reader, blocker=OuterRef("author"))
    return ~Exists(made) & ~Exists(received)


class NoteQuerySet(models.QuerySet):
    def released(self):
        """Published by their authors and not hidden, whether their pictures are ready or not."""
        return self.filter(status=Note.Status.PUBLISHED, hidden_at=None)

    def published(self):
        """Published, its pictures decoded, and not taken down by moderation."""
        return self.filter(status=Note.Status.PUBLISHED, is_ready=True, hidden_at=None)

    def by(self, author):
        return self.filter(author=author)

    def visible_to(self, reader):
        """The notes that this reader may open: public, link-only, followed, and own ones."""
        shown = _SHOWN & Q(visibility__in=Note.OPEN)
        if not getattr(reader, "is_authenticated", False):
            return self.filter(shown)
        shown = _SHOWN & (Q(visibility__in=Note.OPEN) | _followed_by(reader))
        return self.filter(Q(author=reader) | shown & _unblocked_for(reader))

    def listed_for(self, reader):
        """The notes that this reader may meet in feeds, search, counts and lists."""
        public = Q(visibility="public")
        if not getattr(reader, "is_authenticated", False):
            return self.filter(_SHOWN & public)
        return self.filter(_SHOWN & (public | _followed_by(reader)) & _unblocked_for(reader))

    def unblocked(self, reader):
        """Without the notes of authors who block this reader, or whom this reader blocks."""
        return self.filter(_unblocked_for(reader))

    def with_tally(self):
        """Join the counts that the worker keeps, for cards."""
        return self.select_related("tally")


class Note(models.Model):
    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        PUBLISHED = "published", _("Published")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    class Visibility(models.TextChoices):
        PUBLIC = "public", _("Everyone")
        FOLLOWERS = "followers", _("Followers")
        LINK = "link", _("Anyone with the link")
        PRIVATE = "private", _("Only me")

    OPEN = (Visibility.PUBLIC, Visibility.LINK)

    public_id = models.CharField(max_length=11, unique=True, default=short_id, editable=False)
    author = models.ForeignKey(User, models.CASCADE, related_name="notes", verbose_name=_("author"))
    # Who wrote it for an official account.
    acted_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    # Twenty units as notes.text counts them; one unit may be an emoji of many code points.
    title = models.CharField(_("title"), max_length=480, blank=True)
    body = models.TextField(_("body"), max_length=2000, blank=True)
    channel = models.CharField(_("channel"), max_length=12, choices=Channel, blank=True)
    language = models.CharField(_("language"), max_length=10, blank=True)
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.DRAFT)
    visibility = models.CharField(
        _("visible to"), max_length=10, choices=Visibility, default=Visibility.PUBLIC
    )
    # All its pictures are decoded; a note is shown from then on.
    is_ready = models.BooleanField(default=False, editable=False)
    # Goes up with every edit that a card shows: part of the key of cached cards.
    revision = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    edited_at = models.DateTimeField(_("edited at"), auto_now=True)
    published_at = models.DateTimeField(_("published at"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    hidden_at = models.DateTimeField(_("taken down at"), null=True, blank=True)

    objects = NoteQuerySet.as_manager()

    class Meta:
        verbose_name = _("note")
        verbose_name_plural = _("notes")
        constraints = [
            models.CheckConstraint(
                condition=~Q(status="published") | Q(published_at__isnull=False),
                name="note_has_moment",
            )
        ]
        indexes = [
            models.Index(fields=["author", "-published_at"], name="note_of_author"),
            models.Index(
                fields=["-published_at"], name="note_newest", condition=Q(status="published")
            ),
            models.Index(
                fields=["channel", "-published_at"],
                name="note_newest_of_channel",
                condition=Q(status="published"),
            ),
        ]

    def __str__(self):
        return self.title or self.public_id

    @property
    def is_published(self) -> bool:
        return self.status == self.Status.PUBLISHED


class NoteTally(models.Model):
    """The counts on cards: kept in batches by a worker, never inside a request."""

    note = models.OneToOneField(Note, models.CASCADE, primary_key=True, related_name="tally")
    likes = models.PositiveIntegerField(default=0)
    saves = models.PositiveIntegerField(default=0)
    shares = models.PositiveIntegerField(default=0)
    comments = models.PositiveIntegerField(default=0)
    counted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("tally")
        verbose_name_plural = _("tallies")

    def __str__(self):
        return f"{self.note_id}: ♥{self.likes} ★{self.saves} ↗{self.shares} ✎{self.comments}"


class TallyMark(models.Model):
    """A note whose counts have news. Append-only; the worker takes marks away in batches."""

    note = models.ForeignKey(Note, models.CASCADE, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("tally mark")
        verbose_name_plural = _("tally marks")

    def __str__(self):
        return str(self.note_id)
