"""A store, and who works in it."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import User


class Provider(models.TextChoices):
    """Who may take the money."""

    TEST = "test", _("Test payment (demo, no money moves)")
    ALIPAY = "alipay", _("Alipay")
    WECHATPAY = "wechatpay", _("WeChat Pay")
    STRIPE = "stripe", _("Card (Stripe)")


class StoreQuerySet(models.QuerySet):
    def open(self):
        return self.filter(status=Store.Status.OPEN)

    def visible_to(self, reader):
        """Open stores, and one's own in any state."""
        if not getattr(reader, "is_authenticated", False):
            return self.open()
        return self.filter(models.Q(status=Store.Status.OPEN) | models.Q(pk__in=_worked_in(reader)))

    def listed_for(self, reader):
        return self.open()

    def staffed_by(self, user):
        """The stores in which this user works; platform staff see all."""
        if not user.is_active or not user.is_authenticated:
            return self.none()
        if user.is_superuser:
            return self
        return self.filter(pk__in=_worked_in(user))


def _worked_in(user):
    return StoreStaff.objects.filter(user=user).values("store_id")


class Store(models.Model):
    class Kind(models.TextChoices):
        OFFICIAL = "official", _("Official store")
        FLAGSHIP = "flagship", _("Flagship store")
        ORDINARY = "ordinary", _("Store")

    class Status(models.TextChoices):
        OPEN = "open", pgettext_lazy("store", "Open")
        CLOSED = "closed", _("Closed")

    class Shipping(models.TextChoices):
        FLAT = "flat", _("One fee, wherever it goes")
        RULES = "rules", _("By region and weight, as the rules say")

    slug = models.SlugField(_("address"), max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=60)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.ORDINARY)
    # The hub: an official account without a login of its own; staff act as it.
    account = models.OneToOneField(
        User, models.PROTECT, related_name="store", verbose_name=_("official account")
    )
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.OPEN)
    # Kept by services.verification: until when the decision for its kind stands.
    verified_until = models.DateTimeField(_("verified until"), null=True, editable=False)
    description = models.TextField(_("description"), max_length=1000, blank=True)
    shipping_terms = models.CharField(_("shipping terms"), max_length=300, blank=True)
    return_terms = models.CharField(_("return terms"), max_length=300, blank=True)
    currency = models.CharField(_("currency"), max_length=3, default="CNY")
    shipping_by = models.CharField(
        _("shipping costs"), max_length=10, choices=Shipping, default=Shipping.FLAT
    )
    # Sums are minor units (fen).
    shipping_fee = models.BigIntegerField(
        _("shipping fee"), default=0, help_text=_("For each order.")
    )
    free_shipping_from = models.BigIntegerField(
        _("free shipping from"),
        null=True,
        blank=True,
        help_text=_("Sum of the goods; empty: never."),
    )
    commission_bp = models.PositiveIntegerField(
        _("creator commission"), default=500, help_text=_("Basis points of the line (500 = 5 %).")
    )
    gateways = ArrayField(
        models.CharField(max_length=20, choices=Provider),
        default=list,
        blank=True,
        verbose_name=_("ways to pay"),
        help_text=_("Names of payment providers, by comma. Empty: all that the site offers."),
    )
    opened_at = models.DateTimeField(_("opened at"), auto_now_add=True)

    objects = StoreQuerySet.as_manager()

    class Meta:
        verbose_name = _("store")
        verbose_name_plural = _("stores")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(shipping_fee__gte=0, commission_bp__lte=10_000),
                name="store_sane_figures",
            )
        ]

    def __str__(self):
        return self.name

    def is_official(self) -> bool:
        """Whether the badge stands beside the name: while a decision says so."""
        if self.kind == self.Kind.ORDINARY or self.verified_until is None:
            return False
        return self.verified_until > timezone.now()

    def shipping_for(self, goods: int) -> int:
        """What sending goods of this sum costs, in minor units."""
        is_free = self.free_shipping_from is not None and goods >= self.free_shipping_from
        return 0 if is_free else self.shipping_fee


class StoreStaff(models.Model):
    class Role(models.TextChoices):
        OWNER = "owner", _("Owner")
        EDITOR = "editor", _("Editor")
        SERVICE = "service", _("Customer service")

    store = models.ForeignKey(Store, models.CASCADE, related_name="staff", verbose_name=_("store"))
    user = models.ForeignKey(
        User, models.CASCADE, related_name="store_roles", verbose_name=_("user")
    )
    role = models.CharField(_("role"), max_length=10, choices=Role, default=Role.EDITOR)

    class Meta:
        verbose_name = _("store staff")
        verbose_name_plural = _("store staff")
        constraints = [models.UniqueConstraint(fields=["store", "user"], name="store_staff_once")]

    def __str__(self):
        return f"{self.user} · {self.store}"
