"""Ways out to Tmall, Taobao and JD: rows checked on save, never an address in a parameter."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.ids import short_id
from shop import marketplaces
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
        constraints = [
            # The list of hosts is the code's; that nothing hides in the address is the database's.
            models.CheckConstraint(
                condition=models.Q(url__regex=r"^https://[a-z0-9.-]*[a-z0-9]/[!-\[\]-~]*$"),
                name="outbound_offer_address",
            ),
            models.CheckConstraint(
                condition=models.Q(last_price__isnull=True) | models.Q(last_price__gte=0),
                name="outbound_offer_price",
            ),
        ]

    def __str__(self):
        return f"{self.product_id} @ {self.marketplace}"

    def clean(self):
        """Put the address into its one safe form, or refuse it at its field."""
        hosts = settings.SHOP["OUTBOUND_HOSTS"]
        try:
            self.url = marketplaces.checked(self.url, self.marketplace, more_hosts=hosts)
        except marketplaces.UnsafeAddress as refusal:
            raise ValidationError({"url": refusal.message}, code=refusal.code) from refusal


class OutboundClick(models.Model):
    """Append-only."""

    offer = models.ForeignKey(
        OutboundOffer, models.CASCADE, related_name="clicks", verbose_name=_("outbound offer")
    )
    user = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    visitor = models.CharField(max_length=40)
    # Counted for pay: the first of (visitor, offer) in 30 minutes.
    is_counted = models.BooleanField(_("counted"), default=True)
    source = models.CharField(_("came from"), max_length=40, blank=True)
    sub_id = models.CharField(_("sub ID"), max_length=20, blank=True)
    at = models.DateTimeField(_("clicked at"))

    class Meta:
        verbose_name = _("outbound click")
        verbose_name_plural = _("outbound clicks")
        indexes = [models.Index(fields=["offer", "visitor", "-at"], name="click_recent")]

    def __str__(self):
        return f"{self.offer_id} at {self.at:%F %T}"
