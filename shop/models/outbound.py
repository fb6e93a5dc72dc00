"""Ways out to Tmall, Taobao and JD: rows checked on save, never an address in a parameter."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.ids import short_id
from shop.models.product import Product


class OutboundOffer(models.Model):
    class Marketplace(models.TextChoices):
        TMALL = "tmall", _("Tmall")
        TAOBAO = "taobao", _("Taobao")
        JD = "jd", _("JD")

    public_id = models.CharField(max_length=11, unique=True, default=short_id, editable=False)
    product = models.ForeignKey(Product, models.CASCADE, related_name="offers")
    marketplace = models.CharField(_("marketplace"), max_length=10, choices=Marketplace)
    url = models.URLField(_("address"), max_length=500)
    last_price = models.BigIntegerField(
        _("last known price"), null=True, blank=True, help_text=_("Minor units (fen).")
    )
    price_seen_at = models.DateField(_("price seen on"), null=True, blank=True)
    is_active = models.BooleanField(_("shown"), default=True)

    class Meta:
        verbose_name = _("outbound offer")
        verbose_name_plural = _("outbound offers")

    def __str__(self):
        return f"{self.product_id} @ {self.marketplace}"


class OutboundClick(models.Model):
    """Append-only."""

    offer = models.ForeignKey(OutboundOffer, models.CASCADE, related_name="clicks")
    user = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    visitor = models.CharField(max_length=40)
    # Counted for pay: the first of (visitor, offer) in 30 minutes.
    is_counted = models.BooleanField(default=True)
    source = models.CharField(max_length=40, blank=True)
    sub_id = models.CharField(max_length=20, blank=True)
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("outbound click")
        verbose_name_plural = _("outbound clicks")
        indexes = [models.Index(fields=["offer", "visitor", "-at"], name="click_recent")]

    def __str__(self):
        return f"{self.offer_id} at {self.at:%F %T}"
