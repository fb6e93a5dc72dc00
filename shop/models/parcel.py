"""What a store sends: parcels, what lies in each, and where its carrier has seen it."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from shop.models.aftersale import AfterSale
from shop.models.order import OrderLine, StoreOrder


class ParcelQuerySet(models.QuerySet):
    def of_purchase(self):
        """Those that bring what was bought; a replacement belongs to its case."""
        return self.filter(case=None)


class Parcel(models.Model):
    order = models.ForeignKey(
        StoreOrder, models.PROTECT, related_name="parcels", verbose_name=_("order")
    )
    # The case whose replacement is inside; None for what was bought.
    case = models.ForeignKey(
        AfterSale,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="parcels",
        verbose_name=_("after-sales case"),
    )
    carrier = models.CharField(_("carrier"), max_length=40)
    tracking = models.CharField(_("tracking number"), max_length=60)
    shipped_at = models.DateTimeField(_("shipped at"))
    delivered_at = models.DateTimeField(_("delivered at"), null=True, blank=True)
    asked_at = models.DateTimeField(_("carrier last asked at"), null=True, blank=True)

    objects = ParcelQuerySet.as_manager()

    class Meta:
        verbose_name = _("parcel")
        verbose_name_plural = _("parcels")
        constraints = [
            models.UniqueConstraint(fields=["order", "carrier", "tracking"], name="parcel_once")
        ]
        indexes = [
            models.Index(
                fields=["asked_at"], name="parcel_on_its_way", condition=Q(delivered_at=None)
            )
        ]

    def __str__(self):
        return f"{self.carrier} {self.tracking}"


class ParcelLine(models.Model):
    """So many pieces of a line; a trigger refuses more than were bought."""

    parcel = models.ForeignKey(Parcel, models.PROTECT, related_name="lines")
    line = models.ForeignKey(OrderLine, models.PROTECT, related_name="parcel_lines")
    quantity = models.PositiveIntegerField(_("quantity"))

    class Meta:
        verbose_name = _("parcel line")
        verbose_name_plural = _("parcel lines")
        constraints = [
            models.UniqueConstraint(fields=["parcel", "line"], name="parcel_line_once"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="parcel_line_of_something"),
        ]

    def __str__(self):
        return f"{self.quantity} of line {self.line_id}"


class TrackingEvent(models.Model):
    """Append-only: where a carrier says that it has seen the parcel."""

    class Kind(models.TextChoices):
        ACCEPTED = "accepted", _("Collected by the carrier")
        IN_TRANSIT = "in_transit", _("On its way")
        OUT_FOR_DELIVERY = "out_for_delivery", _("Out for delivery")
        DELIVERED = "delivered", _("Delivered")
        PROBLEM = "problem", _("Held up")

    parcel = models.ForeignKey(Parcel, models.PROTECT, related_name="events")
    kind = models.CharField(max_length=16, choices=Kind)
    place = models.CharField(max_length=80, blank=True)
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("tracking event")
        verbose_name_plural = _("tracking events")
        constraints = [
            models.UniqueConstraint(fields=["parcel", "at", "kind"], name="tracking_event_once")
        ]

    def __str__(self):
        return f"{self.kind} at {self.place}"
