"""Who led a buyer to a product, and for which share."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from shop.models.product import Product


class Referral(models.Model):
    """Made when a tagged product is opened; the rate is frozen at that click.

    `source` is opaque here: what wrote it knows what it means.
    """

    product = models.ForeignKey(Product, models.CASCADE, related_name="referrals")
    buyer = models.ForeignKey(
        User, models.CASCADE, null=True, blank=True, related_name="referrals_followed"
    )
    # A guest's random cookie value, until a login gives the row to a buyer.
    visitor = models.CharField(max_length=40, blank=True)
    beneficiary = models.ForeignKey(User, models.CASCADE, related_name="referrals_earned")
    rate_bp = models.PositiveIntegerField(_("rate"), help_text=_("Basis points."))
    source = models.CharField(max_length=40)
    clicked_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    class Meta:
        verbose_name = _("referral")
        verbose_name_plural = _("referrals")
        indexes = [
            models.Index(fields=["buyer", "product", "-clicked_at"], name="referral_of_buyer"),
            models.Index(fields=["visitor", "product", "-clicked_at"], name="referral_of_visitor"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(buyer__isnull=False) | ~Q(visitor=""), name="referral_has_follower"
            ),
            models.CheckConstraint(condition=Q(rate_bp__lte=10_000), name="referral_rate"),
        ]

    def __str__(self):
        return f"{self.source} → {self.product_id}"
