"""Prices for a time, and every price that was ever asked."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _

from shop.models.product import Sku


def _period() -> Func:
    """From the start on, up to the end but not at it."""
    output = DateTimeRangeField()
    return Func("starts_at", "ends_at", function="TSTZRANGE", output_field=output)


class SalePriceQuerySet(models.QuerySet):
    def in_force(self, at):
        """Those whose time it is at this moment."""
        return self.filter(starts_at__lte=at, ends_at__gt=at)

    def due(self, at):
        """Those whose start or end has come, and stands in no history yet."""
        started = Q(has_started=False, starts_at__lte=at)
        return self.filter(started | Q(has_ended=False, ends_at__lte=at))


class SalePrice(models.Model):
    """What a variant costs from `starts_at` until `ends_at`; two never hold at once."""

    sku = models.ForeignKey(
        Sku, models.CASCADE, related_name="sale_prices", verbose_name=_("variant")
    )
    # Minor units (fen).
    price = models.BigIntegerField(_("sale price"))
    starts_at = models.DateTimeField(_("starts at"))
    ends_at = models.DateTimeField(_("ends at"))
    # Kept by services.prices: whether the history knows of the start, and of the end.
    has_started = models.BooleanField(_("started"), default=False, editable=False)
    has_ended = models.BooleanField(_("ended"), default=False, editable=False)

    objects = SalePriceQuerySet.as_manager()

    class Meta:
        verbose_name = _("sale price")
        verbose_name_plural = _("sale prices")
        constraints = [
            models.CheckConstraint(condition=Q(price__gte=0), name="sale_price_not_negative"),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="sale_price_has_time"
            ),
            ExclusionConstraint(
                name="sale_price_one_at_a_time",
                expressions=[
                    ("sku", RangeOperators.EQUAL),
                    (_period(), RangeOperators.OVERLAPS),
                ],
                violation_error_message=_("Another sale of this variant overlaps this time."),
            ),
        ]
        indexes = [
            models.Index(
                fields=["starts_at"], name="sale_price_to_start", condition=Q(has_started=False)
            ),
            models.Index(
                fields=["ends_at"], name="sale_price_to_end", condition=Q(has_ended=False)
            ),
        ]

    def __str__(self):
        return f"{self.sku_id}: {self.price} ({self.starts_at:%F} – {self.ends_at:%F})"


class PriceChange(models.Model):
    """Append-only: from this moment on the variant cost this much."""

    sku = models.ForeignKey(Sku, models.PROTECT, related_name="price_changes")
    price = models.BigIntegerField(_("price"))
    at = models.DateTimeField(_("since"))

    class Meta:
        verbose_name = _("price change")
        verbose_name_plural = _("price changes")
        indexes = [models.Index(fields=["sku", "-at", "-id"], name="price_change_of")]
        constraints = [
            models.CheckConstraint(condition=Q(price__gte=0), name="price_change_not_negative")
        ]

    def __str__(self):
        return f"{self.sku_id}: {self.price} since {self.at:%F %T}"
