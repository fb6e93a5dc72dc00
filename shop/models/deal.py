"""Flash deals: a variant for less, for a time, from a stock of its own."""

from datetime import datetime

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from shop.models.product import Product, Sku
from shop.models.store import Store, StoreStaff


class FlashDealQuerySet(models.QuerySet):
    def running(self, at: datetime | Now):
        return self.filter(is_stopped=False, starts_at__lte=at, ends_at__gt=at)

    def over(self, at: datetime):
        return self.filter(Q(is_stopped=True) | Q(ends_at__lte=at))

    def visible_to(self, reader):
        """Of what is on sale; one's own store's in any state."""
        opened = Q(sku__product__store__status=Store.Status.OPEN) & Q(
            sku__product__status=Product.Status.ON_SALE, sku__is_active=True
        )
        if not getattr(reader, "is_authenticated", False):
            return self.filter(opened)
        mine = StoreStaff.objects.filter(user=reader).values("store_id")
        return self.filter(opened | Q(sku__product__store__in=mine))

    def listed_for(self, reader):
        return self.visible_to(None)


class FlashDeal(models.Model):
    """Its stock lies in the bucket `deal:<id>`; what is not sold goes back when it is over."""

    sku = models.ForeignKey(Sku, models.PROTECT, related_name="deals", verbose_name=_("variant"))
    # Minor units (fen).
    price = models.BigIntegerField(_("price"))
    quantity = models.PositiveIntegerField(
        _("pieces"), help_text=_("Taken out of the stock for this deal.")
    )
    per_user_limit = models.PositiveSmallIntegerField(_("pieces a person"), default=1)
    starts_at = models.DateTimeField(_("starts at"))
    ends_at = models.DateTimeField(_("ends at"))
    is_stopped = models.BooleanField(_("stopped"), default=False)

    objects = FlashDealQuerySet.as_manager()

    class Meta:
        verbose_name = _("flash deal")
        verbose_name_plural = _("flash deals")
        indexes = [models.Index(fields=["sku", "ends_at"], name="deal_of_sku")]
        constraints = [
            models.CheckConstraint(
                condition=Q(price__gt=0, quantity__gt=0, per_user_limit__gt=0), name="deal_figures"
            ),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="deal_period"),
        ]

    def __str__(self):
        return f"{self.sku.product} · {self.sku}"

    @property
    def bucket(self) -> str:
        return f"deal:{self.pk}"

    def is_running(self, at: datetime) -> bool:
        return not self.is_stopped and self.starts_at <= at < self.ends_at


class DealTally(models.Model):
    """How many pieces of a deal one buyer has in orders that are not closed."""

    deal = models.ForeignKey(FlashDeal, models.PROTECT, related_name="tallies")
    buyer = models.ForeignKey(User, models.CASCADE, related_name="deal_tallies")
    taken = models.PositiveIntegerField(default=0)
    # How many a person could have; kept here so that the database itself refuses more.
    most = models.PositiveIntegerField()

    class Meta:
        verbose_name = _("buyer of a deal")
        verbose_name_plural = _("buyers of a deal")
        constraints = [
            models.UniqueConstraint(fields=["deal", "buyer"], name="deal_tally_once"),
            models.CheckConstraint(condition=Q(taken__lte=F("most")), name="deal_tally_limit"),
        ]

    def __str__(self):
        return f"{self.taken} of deal {self.deal_id}"
