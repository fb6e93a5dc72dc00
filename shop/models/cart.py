"""What somebody means to buy; a guest's cart is found by a random key in a signed cookie."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.ids import order_number
from shop.models.product import Sku
from shop.models.referral import Referral


class Cart(models.Model):
    key = models.CharField(max_length=20, unique=True, default=order_number, editable=False)
    user = models.OneToOneField(User, models.CASCADE, null=True, blank=True, related_name="cart")
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("cart")
        verbose_name_plural = _("carts")

    def __str__(self):
        return f"cart {self.pk}"


class CartLine(models.Model):
    MOST = 99

    cart = models.ForeignKey(Cart, models.CASCADE, related_name="lines")
    sku = models.ForeignKey(Sku, models.CASCADE, related_name="+")
    quantity = models.PositiveIntegerField(_("quantity"), default=1)
    price_seen = models.BigIntegerField(help_text=_("What one cost when it was put in."))
    is_selected = models.BooleanField(_("selected"), default=True)
    is_saved = models.BooleanField(_("saved for later"), default=False)
    referral = models.ForeignKey(Referral, models.SET_NULL, null=True, blank=True, related_name="+")
    added_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("cart line")
        verbose_name_plural = _("cart lines")
        constraints = [
            models.UniqueConstraint(fields=["cart", "sku"], name="cart_line_once"),
            models.CheckConstraint(
                condition=Q(quantity__gte=1, quantity__lte=99), name="cart_line_quantity"
            ),
            models.CheckConstraint(
                condition=Q(is_saved=False) | Q(is_selected=False), name="cart_line_saved"
            ),
        ]

    def __str__(self):
        return f"{self.quantity} × {self.sku_id}"
