"""Coupons: who gives them, what they take off, who has one, and which order it was used for."""

from datetime import datetime

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.ids import short_id
from shop.models.order import OrderGroup
from shop.models.product import Category, Product
from shop.models.store import Store, StoreStaff


class CouponQuerySet(models.QuerySet):
    def running(self, at: datetime):
        """In their time, not stopped, of a store that is open."""
        opened = Q(store=None) | Q(store__status=Store.Status.OPEN)
        return self.filter(opened, is_active=True, starts_at__lte=at, ends_at__gt=at)

    def with_room(self):
        """Not all handed out yet."""
        return self.filter(Q(total_limit=None) | Q(claimed__lt=F("total_limit")))

    def visible_to(self, reader):
        """Whoever has the address of one may take it; one's own store's in any state."""
        if not getattr(reader, "is_authenticated", False):
            return self.filter(is_active=True)
        mine = StoreStaff.objects.filter(user=reader).values("store_id")
        return self.filter(Q(is_active=True) | Q(store__in=mine))

    def listed_for(self, reader):
        """Shown on pages of stores and products, to everybody alike."""
        return self.filter(is_active=True, is_listed=True)


class Coupon(models.Model):
    class Issuer(models.TextChoices):
        STORE = "store", _("Store")
        PLATFORM = "platform", _("Platform")
        CREATOR = "creator", _("Creator")

    class Kind(models.TextChoices):
        AMOUNT = "amount", _("Amount off")
        PERCENT = "percent", _("Per cent off")

    class Scope(models.TextChoices):
        ALL = "all", _("Everything")
        PRODUCTS = "products", _("Chosen products")
        CATEGORY = "category", _("A category")

    # More than this, and it is no longer an offer but a mistake.
    MOST_PER_USER = 20
    MOST_PERCENT = 90

    public_id = models.CharField(max_length=11, unique=True, default=short_id, editable=False)
    issuer = models.CharField(_("given by"), max_length=10, choices=Issuer, default=Issuer.STORE)
    store = models.ForeignKey(
        Store,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="coupons",
        verbose_name=_("store"),
        help_text=_("Who pays for it; empty: the platform."),
    )
    creator = models.ForeignKey(
        User,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="coupons_given",
        verbose_name=_("creator"),
        help_text=_("Who hands it out in notes."),
    )
    title = models.CharField(_("title"), max_length=60)
    code = models.CharField(
        _("code"),
        max_length=20,
        unique=True,
        null=True,
        blank=True,
        help_text=_("Whoever types it has the coupon; empty: none."),
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.AMOUNT)
    # Sums are minor units (fen); where it takes off per cent, `value` is these.
    value = models.BigIntegerField(
        _("value"), help_text=_("A sum, or per cent: a whole number from 1 to 90.")
    )
    cap = models.BigIntegerField(
        _("at most"), null=True, blank=True, help_text=_("For a per cent coupon; empty: no end.")
    )
    minimum = models.BigIntegerField(
        _("minimum spend"), default=0, help_text=_("Of the goods it is for; 0: none.")
    )
    scope = models.CharField(_("good for"), max_length=10, choices=Scope, default=Scope.ALL)
    category = models.ForeignKey(
        Category,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("category"),
    )
    products = models.ManyToManyField(
        Product, blank=True, related_name="+", verbose_name=_("products")
    )
    starts_at = models.DateTimeField(_("starts at"))
    ends_at = models.DateTimeField(_("ends at"))
    total_limit = models.PositiveIntegerField(
        _("how many"), null=True, blank=True, help_text=_("Empty: as many as are asked for.")
    )
    per_user_limit = models.PositiveSmallIntegerField(_("how many a person"), default=1)
    claimed = models.PositiveIntegerField(_("claimed"), default=0, editable=False)
    is_listed = models.BooleanField(
        _("shown"), default=True, help_text=_("On pages of the store and its products.")
    )
    is_active = models.BooleanField(_("running"), default=True)

    objects = CouponQuerySet.as_manager()

    class Meta:
        verbose_name = _("coupon")
        verbose_name_plural = _("coupons")
        indexes = [models.Index(fields=["store", "ends_at"], name="coupon_of_store")]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="amount", value__gt=0)
                | Q(kind="percent", value__gt=0, value__lte=90),
                name="coupon_value",
            ),
            models.CheckConstraint(
                condition=(Q(cap=None) | Q(cap__gt=0)) & Q(minimum__gte=0), name="coupon_bounds"
            ),
            models.CheckConstraint(
                condition=Q(issuer="platform", store=None, creator=None)
                | Q(issuer="store", store__isnull=False, creator=None)
                | Q(issuer="creator", store__isnull=False, creator__isnull=False),
                name="coupon_has_payer",
            ),
            models.CheckConstraint(
                condition=Q(scope="category", category__isnull=False)
                | (~Q(scope="category") & Q(category=None)),
                name="coupon_scope",
            ),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="coupon_period"),
            models.CheckConstraint(
                condition=Q(total_limit=None) | Q(claimed__lte=F("total_limit")),
                name="coupon_not_overclaimed",
            ),
            models.CheckConstraint(
                condition=Q(per_user_limit__gte=1, per_user_limit__lte=20),
                name="coupon_per_user",
            ),
        ]

    def __str__(self):
        return self.title

    def is_running(self, at: datetime) -> bool:
        return self.is_active and self.starts_at <= at < self.ends_at

    @property
    def left(self) -> int | None:
        """How many may still be claimed; None where there is no end to them."""
        return None if self.total_limit is None else max(self.total_limit - self.claimed, 0)


class CouponClaimQuerySet(models.QuerySet):
    def visible_to(self, user):
        """A buyer's own."""
        return self.filter(user=user) if user.is_authenticated else self.none()

    def unused(self):
        return self.filter(group=None)


class CouponClaim(models.Model):
    """One coupon in one person's hand. An order takes it, and gives it back if it is closed."""

    public_id = models.CharField(max_length=11, unique=True, default=short_id, editable=False)
    coupon = models.ForeignKey(
        Coupon, models.PROTECT, related_name="claims", verbose_name=_("coupon")
    )
    user = models.ForeignKey(User, models.CASCADE, related_name="coupon_claims")
    # The person's first, second … and how many a person could have then.
    number = models.PositiveSmallIntegerField()
    most = models.PositiveSmallIntegerField()
    # Opaque: which note handed it out.
    source = models.CharField(max_length=40, blank=True)
    group = models.ForeignKey(
        OrderGroup, models.PROTECT, null=True, blank=True, related_name="coupon_claims"
    )
    claimed_at = models.DateTimeField(_("claimed at"))

    objects = CouponClaimQuerySet.as_manager()

    class Meta:
        verbose_name = _("claimed coupon")
        verbose_name_plural = _("claimed coupons")
        indexes = [
            models.Index(fields=["user", "-id"], name="coupon_unused", condition=Q(group=None))
        ]
        constraints = [
            models.UniqueConstraint(fields=["coupon", "user", "number"], name="coupon_claim_once"),
            models.CheckConstraint(
                condition=Q(number__gte=1, number__lte=F("most")), name="coupon_claim_number"
            ),
        ]

    def __str__(self):
        return f"{self.coupon_id} of {self.user_id}"


class CouponUse(models.Model):
    """Append-only but for `returned_at`: what a coupon took off an order."""

    claim = models.ForeignKey(CouponClaim, models.PROTECT, related_name="uses")
    group = models.ForeignKey(
        OrderGroup, models.PROTECT, related_name="coupon_uses", verbose_name=_("order group")
    )
    amount = models.BigIntegerField(_("amount"))
    used_at = models.DateTimeField(_("used at"))
    returned_at = models.DateTimeField(_("returned at"), null=True, blank=True)

    class Meta:
        verbose_name = _("used coupon")
        verbose_name_plural = _("used coupons")
        constraints = [
            models.UniqueConstraint(
                fields=["claim"], name="coupon_used_once", condition=Q(returned_at=None)
            ),
            models.CheckConstraint(condition=Q(amount__gt=0), name="coupon_use_amount"),
        ]

    def __str__(self):
        return f"{self.amount} off {self.group_id}"
