"""How often something was tried: kept in PostgreSQL, so that losing Redis opens nothing."""

from datetime import datetime

from django.db import models
from django.db.models import F
from django.utils.translation import gettext_lazy as _


class RateCountQuerySet(models.QuerySet["RateCount"]):
    def add_one(self, *, key: str, window_ends_at: datetime) -> int:
        """Count one more in this window, and say how many there are now."""
        row, is_new = self.get_or_create(
            key=key, window_ends_at=window_ends_at, defaults={"count": 1}
        )
        if is_new:
            return 1
        self.filter(pk=row.pk).update(count=F("count") + 1)
        return row.count + 1


class RateCount(models.Model):
    # A digest of what is counted and for whom: no address, no network in the clear.
    key = models.CharField(max_length=64)
    window_ends_at = models.DateTimeField()
    count = models.PositiveIntegerField(default=0)

    objects = RateCountQuerySet.as_manager()

    class Meta:
        verbose_name = _("rate count")
        verbose_name_plural = _("rate counts")
        constraints = [
            models.UniqueConstraint(fields=["key", "window_ends_at"], name="rate_count_once")
        ]
        indexes = [models.Index(fields=["window_ends_at"], name="rate_count_over")]

    def __str__(self):
        return f"{self.key[:8]}: {self.count}"
