"""What a buyer placed: one group to pay, one order a store to ship, lines, and who moved what."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.ids import order_number
from shop.models.product import Sku
from shop.models.store import Store, StoreStaff


class OrderGroupQuerySet(models.QuerySet):
    def visible_to(self, user):
        """A buyer's own."""
        return self.filter(buyer=user) if user.is_authenticated else self.none()


class OrderGroup(models.Model):
    class Status(models.TextChoices):
        PENDING_PAYMENT = "pending_payment", _("Awaiting payment")
        CLOSING = "closing", _("Closing")
        CLOSED = "closed", _("Closed")
        PAID = "paid", _("Paid")

    number = models.CharField(
        _("number"), max_length=20, unique=True, default=order_number, editable=False
    )
    buyer = models.ForeignKey(
        User, models.PROTECT, related_name="order_groups", verbose_name=_("buyer")
    )
    status = models.CharField(
        _("status"), max_length=16, choices=Status, default=Status.PENDING_PAYMENT
    )
    currency = models.CharField(_("currency"), max_length=3, default="CNY")
    goods = models.BigIntegerField(_("goods"))
    shipping = models.BigIntegerField(_("shipping"), default=0)
    # What coupons take off the goods; never off the shipping.
    discount = models.BigIntegerField(_("discount"), default=0)
    total = models.BigIntegerField(_("total"))
    # Where it goes, as it was when placed: name, phone, region, street.
    address = models.JSONField(_("address"))
    placed_at = models.DateTimeField(_("placed at"))
    expires_at = models.DateTimeField(_("to be paid by"))
    paid_at = models.DateTimeField(_("paid at"), null=True, blank=True)
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)

    objects = OrderGroupQuerySet.as_manager()

    class Meta:
        verbose_name = _("order group")
        verbose_name_plural = _("order groups")
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    goods__gte=F("discount"),
                    shipping__gte=0,
                    discount__gte=0,
                    total=F("goods") + F("shipping") - F("discount"),
                ),
                name="order_group_sum",
            )
        ]
        indexes = [
            models.Index(
                fields=["expires_at"],
                name="order_group_unpaid",
                condition=Q(status__in=["pending_payment", "closing"]),
            ),
            models.Index(fields=["buyer", "-id"], name="order_group_of_buyer"),
        ]

    def __str__(self):
        return self.number


class StoreOrderQuerySet(models.QuerySet):
    def visible_to(self, user):
        """A buyer's own orders. Staff meet theirs in the admin."""
        return self.filter(group__buyer=user) if user.is_authenticated else self.none()

    def for_staff(self, user):
        if user.is_superuser:
            return self
        return self.filter(store__in=StoreStaff.objects.filter(user=user).values("store_id"))


class StoreOrder(models.Model):
    class Status(models.TextChoices):
        PENDING_PAYMENT = "pending_payment", _("Awaiting payment")
        PAID = "paid", _("Paid, to be shipped")
        PARTLY_SHIPPED = "partly_shipped", _("Partly shipped")
        SHIPPED = "shipped", _("Shipped")
        RECEIVED = "received", _("Received")
        COMPLETED = "completed", _("Completed")
        CLOSED = "closed", _("Closed")
        REFUNDED = "refunded", _("Refunded")

    number = models.CharField(
        _("number"), max_length=20, unique=True, default=order_number, editable=False
    )
    group = models.ForeignKey(
        OrderGroup, models.PROTECT, related_name="store_orders", verbose_name=_("order group")
    )
    store = models.ForeignKey(Store, models.PROTECT, related_name="orders", verbose_name=_("store"))
    status = models.CharField(
        _("status"), max_length=16, choices=Status, default=Status.PENDING_PAYMENT
    )
    goods = models.BigIntegerField(_("goods"))
    shipping = models.BigIntegerField(_("shipping"), default=0)
    discount = models.BigIntegerField(_("discount"), default=0)
    ship_by = models.DateTimeField(_("to be shipped by"), null=True, blank=True)
    # The promised date went by with something left to ship.
    late_at = models.DateTimeField(_("late since"), null=True, blank=True)
    shipped_at = models.DateTimeField(_("shipped at"), null=True, blank=True)
    delivered_at = models.DateTimeField(_("delivered at"), null=True, blank=True)
    # When it counts as received, and when as completed, if nobody says anything.
    receive_by = models.DateTimeField(_("received at the latest"), null=True, blank=True)
    received_at = models.DateTimeField(_("received at"), null=True, blank=True)
    complete_by = models.DateTimeField(_("completed at"), null=True, blank=True)

    objects = StoreOrderQuerySet.as_manager()

    class Meta:
        verbose_name = _("order")
        verbose_name_plural = _("orders")
        constraints = [
            models.UniqueConstraint(fields=["group", "store"], name="store_order_once"),
            models.CheckConstraint(
                condition=Q(goods__gte=F("discount"), shipping__gte=0, discount__gte=0),
                name="store_order_sum",
            ),
        ]
        indexes = [
            models.Index(fields=["store", "status", "-id"], name="store_order_desk"),
            models.Index(fields=["store", "-id"], name="store_order_newest"),
            models.Index(
                fields=["ship_by"],
                name="store_order_to_ship",
                condition=Q(status__in=["paid", "partly_shipped"]),
            ),
            models.Index(
                fields=["receive_by"], name="store_order_to_receive", condition=Q(status="shipped")
            ),
            models.Index(
                fields=["complete_by"],
                name="store_order_to_complete",
                condition=Q(status="received"),
            ),
        ]

    def __str__(self):
        return self.number

    @property
    def total(self) -> int:
        return self.goods + self.shipping - self.discount


class OrderLine(models.Model):
    order = models.ForeignKey(StoreOrder, models.PROTECT, related_name="lines")
    sku = models.ForeignKey(Sku, models.PROTECT, related_name="order_lines")
    # As it was when bought.
    title = models.CharField(_("product"), max_length=80)
    variant = models.CharField(_("variant"), max_length=120, blank=True)
    unit_price = models.BigIntegerField(_("unit price"))
    quantity = models.PositiveIntegerField(_("quantity"))
    amount = models.BigIntegerField(_("amount"))
    # This line's share of what coupons take off, and how much of that the platform pays.
    discount = models.BigIntegerField(_("discount"), default=0)
    subsidy = models.BigIntegerField(_("paid by the platform"), default=0)
    # Copied from the last eligible Referral: the creator who led here, and the frozen rate.
    beneficiary = models.ForeignKey(
        User, models.SET_NULL, null=True, blank=True, related_name="lines_caused"
    )
    rate_bp = models.PositiveIntegerField(default=0)
    source = models.CharField(max_length=40, blank=True)

    class Meta:
        verbose_name = _("order line")
        verbose_name_plural = _("order lines")
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    quantity__gt=0,
                    unit_price__gte=0,
                    amount=F("unit_price") * F("quantity"),
                ),
                name="order_line_sum",
            ),
            models.CheckConstraint(
                condition=Q(discount__gte=F("subsidy"), subsidy__gte=0, amount__gte=F("discount")),
                name="order_line_discount",
            ),
        ]
        indexes = [
            models.Index(fields=["source"], name="order_line_source", condition=~Q(source=""))
        ]

    def __str__(self):
        return f"{self.quantity} × {self.title}"

    @property
    def paid(self) -> int:
        """What the buyer pays for this line, in minor units."""
        return self.amount - self.discount


class StatusChange(models.Model):
    """Append-only: who moved what, when, by which event."""

    machine = models.CharField(_("kind of row"), max_length=16)
    subject = models.BigIntegerField(_("row"), help_text=_("Primary key of the moved row."))
    event = models.CharField(_("event"), max_length=24)
    from_state = models.CharField(_("from state"), max_length=16)
    to_state = models.CharField(_("to state"), max_length=16)
    actor = models.ForeignKey(
        User, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("by whom")
    )
    at = models.DateTimeField(_("changed at"))

    class Meta:
        verbose_name = _("status change")
        verbose_name_plural = _("status changes")
        indexes = [models.Index(fields=["machine", "subject", "id"], name="status_change_of")]

    def __str__(self):
        return f"{self.machine} {self.subject}: {self.from_state} → {self.to_state}"
