"""A buyer's wish for an invoice (发票), and the store's answer."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from shop.models.order import StoreOrder


class InvoiceQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(order__group__buyer=user) if user.is_authenticated else self.none()


class Invoice(models.Model):
    class Kind(models.TextChoices):
        PERSONAL = "personal", _("Person")
        COMPANY = "company", _("Company")

    class Status(models.TextChoices):
        REQUESTED = "requested", _("Requested")
        ISSUED = "issued", _("Issued")

    order = models.OneToOneField(
        StoreOrder, models.PROTECT, related_name="invoice", verbose_name=_("order")
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.PERSONAL)
    title = models.CharField(_("title"), max_length=80)
    tax_number = models.CharField(_("tax number"), max_length=20, blank=True)
    email = models.EmailField(_("e-mail"))
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.REQUESTED)
    number = models.CharField(_("invoice number"), max_length=30, blank=True)
    # The name of the file in private storage; "" where the store sends it by mail alone.
    file = models.CharField(_("file"), max_length=120, blank=True, editable=False)
    requested_at = models.DateTimeField(_("requested at"))
    issued_at = models.DateTimeField(_("issued at"), null=True, blank=True)
    issued_by = models.ForeignKey(
        User, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("issued by")
    )

    objects = InvoiceQuerySet.as_manager()

    class Meta:
        verbose_name = _("invoice")
        verbose_name_plural = _("invoices")
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="personal") | ~Q(tax_number=""), name="invoice_company_has_tax"
            ),
            models.CheckConstraint(
                condition=~Q(status="issued") | (~Q(number="") & Q(issued_at__isnull=False)),
                name="invoice_issued_has_number",
            ),
        ]

    def __str__(self):
        return self.title
