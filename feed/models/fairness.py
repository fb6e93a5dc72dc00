"""What explore and search showed, as sums that stay when attention goes; and what they tell."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from notes.models import Note


class NoteShown(models.Model):
    """How often explore and search showed a note to signed-in readers in a day."""

    note = models.ForeignKey(Note, models.CASCADE, related_name="+")
    day = models.DateField()
    times = models.PositiveIntegerField()

    class Meta:
        verbose_name = _("showings of a note")
        verbose_name_plural = _("showings of notes")
        constraints = [
            models.UniqueConstraint(fields=["day", "note"], name="note_shown_once_a_day")
        ]

    def __str__(self):
        return f"{self.note_id} on {self.day}: {self.times}"


class FirstViews(models.Model):
    """When a note had been shown so often that readers have had their say."""

    note = models.OneToOneField(Note, models.CASCADE, primary_key=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("first views")
        verbose_name_plural = _("first views")

    def __str__(self):
        return f"{self.note_id}: {self.at}"


class FairnessReport(models.Model):
    """Who was seen in the last so many days; one row for each span, written anew each hour."""

    days = models.PositiveSmallIntegerField(primary_key=True)
    results = models.JSONField()
    measured_at = models.DateTimeField()

    class Meta:
        verbose_name = _("report on fairness")
        verbose_name_plural = _("reports on fairness")

    def __str__(self):
        return f"{self.days} days"
