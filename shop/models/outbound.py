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
        _("last known price"), null=True, blank=True, help_text=_("What it costs there.")
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
    # Whose note led here, and their share of what the marketplace pays, frozen now.
    beneficiary = models.ForeignKey(
        User, models.SET_NULL, null=True, blank=True, related_name="outbound_clicks_caused"
    )
    share_bp = models.PositiveIntegerField(
        _("share of the creator"), default=0, help_text=_("Basis points.")
    )
    sub_id = models.CharField(_("sub ID"), max_length=20, blank=True)
    at = models.DateTimeField(_("clicked at"))

    class Meta:
        verbose_name = _("outbound click")
        verbose_name_plural = _("outbound clicks")
        constraints = [
            models.UniqueConstraint(
                fields=["sub_id"], name="click_sub_id_once", condition=~models.Q(sub_id="")
            ),
            models.CheckConstraint(
                condition=models.Q(share_bp__lte=10_000), name="click_share_sane"
            ),
        ]
        indexes = [models.Index(fields=["offer", "visitor", "-at"], name="click_recent")]

    def __str__(self):
        return f"{self.offer_id} at {self.at:%F %T}"


class MarketOrder(models.Model):
    """A line of an order at a marketplace, as its provider reported it last."""

    class Status(models.TextChoices):
        ESTIMATED = "estimated", _("Ordered there")
        SETTLED = "settled", _("Settled")
        REFUNDED = "refunded", _("Given back or void")

    provider = models.CharField(_("provider"), max_length=20)
    line = models.CharField(_("provider's line"), max_length=64)
    order_number = models.CharField(_("provider's order"), max_length=64, blank=True)
    title = models.CharField(_("product"), max_length=200, blank=True)
    quantity = models.PositiveIntegerField(_("quantity"), default=1)
    paid = models.BigIntegerField(_("paid there"), default=0)
    # What the provider pays for it, in minor units.
    commission = models.BigIntegerField(_("commission"), default=0)
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.ESTIMATED)
    sub_id = models.CharField(_("sub ID"), max_length=80, blank=True)
    click = models.ForeignKey(
        OutboundClick,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="orders",
        verbose_name=_("outbound click"),
    )
    ordered_at = models.DateTimeField(_("ordered at"), null=True, blank=True)
    settled_at = models.DateTimeField(_("settled at"), null=True, blank=True)
    imported_at = models.DateTimeField(_("last imported at"))

    class Meta:
        verbose_name = _("marketplace order")
        verbose_name_plural = _("marketplace orders")
        constraints = [
            models.UniqueConstraint(fields=["provider", "line"], name="market_order_once"),
            models.CheckConstraint(
                condition=models.Q(paid__gte=0, commission__gte=0), name="market_order_sums"
            ),
        ]

    def __str__(self):
        return f"{self.provider} {self.line}"
