"""Money in, money back, what providers told us, and answers that must not be given twice."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import User
from core.ids import order_number
from shop.models.order import OrderGroup, OrderLine, StoreOrder


class Payment(models.Model):
    class Status(models.TextChoices):
        CREATED = "created", _("Created")
        OPENING = "opening", _("Opening")
        PENDING = "pending", _("Pending")
        UNKNOWN = "unknown", pgettext_lazy("payment", "Unknown")
        CAPTURED = "captured", _("Captured")
        PARTLY_REFUNDED = "partly_refunded", _("Partly refunded")
        REFUNDED = "refunded", _("Refunded")
        FAILED = "failed", _("Failed")
        CLOSED = "closed", _("Closed")

    group = models.ForeignKey(
        OrderGroup, models.PROTECT, related_name="payments", verbose_name=_("order group")
    )
    provider = models.CharField(_("provider"), max_length=20)
    out_trade_no = models.CharField(
        _("our number"), max_length=20, unique=True, default=order_number, editable=False
    )
    trade_id = models.CharField(_("provider's number"), max_length=80, blank=True)
    status = models.CharField(_("status"), max_length=16, choices=Status, default=Status.CREATED)
    amount = models.BigIntegerField(_("amount"))
    currency = models.CharField(_("currency"), max_length=3, default="CNY")
    # A signed address of Alipay's, or what stands in WeChat's QR code.
    pay_url = models.TextField(_("payment page"), blank=True)
    created_at = models.DateTimeField(_("created at"))
    checked_at = models.DateTimeField(_("last asked at"), null=True, blank=True)
    captured_at = models.DateTimeField(_("captured at"), null=True, blank=True)

    class Meta:
        verbose_name = _("payment")
        verbose_name_plural = _("payments")
        constraints = [
            models.CheckConstraint(condition=Q(amount__gte=0), name="payment_amount"),
            models.UniqueConstraint(
                fields=["provider", "trade_id"],
                name="payment_trade_once",
                condition=~Q(trade_id=""),
            ),
        ]
        indexes = [
            models.Index(
                fields=["created_at"],
                name="payment_open",
                condition=Q(status__in=["created", "opening", "pending", "unknown"]),
            )
        ]

    def __str__(self):
        return f"{self.out_trade_no} {self.status}"


class Refund(models.Model):
    class Status(models.TextChoices):
        REQUESTED = "requested", _("Requested")
        APPROVED = "approved", _("Approved")
        SUBMITTING = "submitting", _("Submitting")
        UNKNOWN = "unknown", pgettext_lazy("payment", "Unknown")
        SUCCEEDED = "succeeded", _("Succeeded")
        FAILED = "failed", _("Failed")

    payment = models.ForeignKey(
        Payment, models.PROTECT, related_name="refunds", verbose_name=_("payment")
    )
    out_request_no = models.CharField(
        _("our number"), max_length=20, unique=True, default=order_number, editable=False
    )
    status = models.CharField(_("status"), max_length=16, choices=Status, default=Status.REQUESTED)
    # None where the whole capture goes back: it came too late, or twice.
    order = models.ForeignKey(
        StoreOrder,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="refunds",
        verbose_name=_("order"),
    )
    amount = models.BigIntegerField(_("amount"))
    shipping = models.BigIntegerField(_("shipping"), default=0)
    cause = models.CharField(_("cause"), max_length=24)
    requested_at = models.DateTimeField(_("requested at"))
    checked_at = models.DateTimeField(_("last asked at"), null=True, blank=True)
    settled_at = models.DateTimeField(_("settled at"), null=True, blank=True)

    class Meta:
        verbose_name = _("refund")
        verbose_name_plural = _("refunds")
        constraints = [
            models.CheckConstraint(
                condition=Q(amount__gt=0, shipping__gte=0, amount__gte=F("shipping")),
                name="refund_amount",
            )
        ]

    def __str__(self):
        return f"{self.out_request_no} {self.status}"


class RefundLine(models.Model):
    """Which part of an order line a refund gives back; no pieces where money alone goes back."""

    refund = models.ForeignKey(Refund, models.PROTECT, related_name="lines")
    line = models.ForeignKey(OrderLine, models.PROTECT, related_name="refund_lines")
    quantity = models.PositiveIntegerField(_("quantity"))
    amount = models.BigIntegerField(_("amount"))

    class Meta:
        verbose_name = _("refunded line")
        verbose_name_plural = _("refunded lines")
        constraints = [
            models.UniqueConstraint(fields=["refund", "line"], name="refund_line_once"),
            models.CheckConstraint(condition=Q(amount__gte=0), name="refund_line_amount"),
        ]

    def __str__(self):
        return f"{self.amount} of line {self.line_id}"


class CallbackInbox(models.Model):
    """Every provider event once, written in the transaction that applies it."""

    provider = models.CharField(max_length=20)
    event_id = models.CharField(max_length=100)
    out_trade_no = models.CharField(max_length=20)
    received_at = models.DateTimeField()

    class Meta:
        verbose_name = _("provider event")
        verbose_name_plural = _("provider events")
        constraints = [
            models.UniqueConstraint(fields=["provider", "event_id"], name="callback_once")
        ]

    def __str__(self):
        return f"{self.provider} {self.event_id}"


class IdempotencyKey(models.Model):
    """An answer kept under (user, key); another body under the same key is refused."""

    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    key = models.CharField(max_length=80)
    request_hash = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(null=True)
    body = models.JSONField(null=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("idempotency key")
        verbose_name_plural = _("idempotency keys")
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="idempotency_once")]

    def __str__(self):
        return self.key
