"""#topics."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from notes.models.note import Note


class Topic(models.Model):
    # NFKC, case-folded, without '#': the address of its page.
    key = models.CharField(max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=40)
    notes = models.ManyToManyField(Note, through="NoteTopic", related_name="topics")

    class Meta:
        verbose_name = _("topic")
        verbose_name_plural = _("topics")

    def __str__(self):
        return f"#{self.name}"


class NoteTopic(models.Model):
    note = models.ForeignKey(Note, models.CASCADE, related_name="topicings")
    topic = models.ForeignKey(Topic, models.CASCADE, related_name="topicings")
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("topic of a note")
        verbose_name_plural = _("topics of notes")
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["note", "topic"], name="note_topic_once")]
        indexes = [models.Index(fields=["topic", "-note"], name="topic_newest")]

    def __str__(self):
        return f"{self.note_id} {self.topic_id}"


class TopicFollow(models.Model):
    """A reader who wants to meet notes with this topic."""

    follower = models.ForeignKey(User, models.CASCADE, related_name="topics_followed")
    topic = models.ForeignKey(Topic, models.CASCADE, related_name="follows")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("followed topic")
        verbose_name_plural = _("followed topics")
        constraints = [
            models.UniqueConstraint(fields=["follower", "topic"], name="topic_follow_once")
        ]

    def __str__(self):
        return f"{self.follower_id} → {self.topic_id}"
