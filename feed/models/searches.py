"""Who searched what: a reader's own history, a log without names, and its sums."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User


class SearchHistory(models.Model):
    """A signed-in reader's searches, each text once, the last moment kept."""

    reader = models.ForeignKey(User, models.CASCADE, related_name="searches")
    key = models.CharField(max_length=80)
    text = models.CharField(max_length=80)
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("search in a history")
        verbose_name_plural = _("searches in histories")
        constraints = [
            models.UniqueConstraint(fields=["reader", "key"], name="search_history_once")
        ]
        indexes = [models.Index(fields=["reader", "-at"], name="search_history_newest")]

    def __str__(self):
        return f"{self.reader_id}: {self.text}"


class Searched(models.Model):
    """One search in the log. It names nobody: `who` and `network` are keyed digests.

    Kept thirty days for trends and related searches, then only its sums.
    """

    key = models.CharField(max_length=80)
    text = models.CharField(max_length=80)
    who = models.BinaryField(max_length=12)
    network = models.BinaryField(max_length=12)
    # The page token's key: what was opened from this page was found by this search.
    page = models.CharField(max_length=32, blank=True)
    has_hits = models.BooleanField(default=True)
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("logged search")
        verbose_name_plural = _("logged searches")
        indexes = [
            models.Index(fields=["-at"], name="searched_newest"),
            models.Index(fields=["who", "at"], name="searched_by"),
            models.Index(fields=["page"], name="searched_page", condition=~models.Q(page="")),
        ]

    def __str__(self):
        return self.text


class SearchDay(models.Model):
    """Sums of one text on one day."""

    day = models.DateField(_("day"))
    key = models.CharField(max_length=80)
    text = models.CharField(_("text"), max_length=80)
    searches = models.PositiveIntegerField(_("searches"))
    readers = models.PositiveIntegerField(
        _("readers"), help_text=_("No network counts for more than two.")
    )

    class Meta:
        verbose_name = _("searches of a day")
        verbose_name_plural = _("searches of days")
        constraints = [models.UniqueConstraint(fields=["day", "key"], name="search_day_once")]
        indexes = [models.Index(fields=["key", "day"], name="search_day_of_key")]

    def __str__(self):
        return f"{self.day} {self.text}: {self.readers}"


class RelatedSearch(models.Model):
    """Two texts that at least five readers searched in one go, or opened the same notes from."""

    key = models.CharField(max_length=80)
    other = models.CharField(max_length=80)
    text = models.CharField(max_length=80)
    readers = models.PositiveIntegerField()

    class Meta:
        verbose_name = _("related search")
        verbose_name_plural = _("related searches")
        constraints = [models.UniqueConstraint(fields=["key", "other"], name="related_search_once")]

    def __str__(self):
        return f"{self.key} → {self.text}"
