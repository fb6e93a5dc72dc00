"""Where a buyer wants things sent."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User


class AddressQuerySet(models.QuerySet):
    def visible_to(self, user):
        """A buyer's own."""
        return self.filter(user=user) if user.is_authenticated else self.none()


class Address(models.Model):
    # What an order keeps.
    KEPT = ("recipient", "phone", "country", "province", "region", "street", "postcode")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, models.CASCADE, related_name="addresses")
    recipient = models.CharField(_("recipient"), max_length=60)
    phone = models.CharField(_("phone"), max_length=20)
    country = models.CharField(_("country"), max_length=2, default="CN")
    # In China: the first two digits of the GB/T 2260 code.
    province = models.CharField(_("province"), max_length=2, blank=True)
    region = models.CharField(_("province, city, district"), max_length=120)
    street = models.CharField(_("street and number"), max_length=200)
    postcode = models.CharField(_("postcode"), max_length=12, blank=True)
    is_default = models.BooleanField(_("default"), default=False)
    used_at = models.DateTimeField(default=timezone.now)

    objects = AddressQuerySet.as_manager()

    class Meta:
        verbose_name = _("address")
        verbose_name_plural = _("addresses")
        constraints = [
            models.UniqueConstraint(
                fields=["user"], name="address_default_once", condition=Q(is_default=True)
            )
        ]

    def __str__(self):
        return f"{self.recipient}, {self.region}"

    def snapshot(self) -> dict[str, str]:
        """The address as an order keeps it."""
        return {field: getattr(self, field) for field in self.KEPT}
