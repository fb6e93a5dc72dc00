"""Double-entry books: accounts, entries that sum to nothing, and payouts as records.

A positive balance is what the owner of an account is owed. What a provider holds for us stands on
its clearing account as a negative one.
"""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import User
from core.ids import order_number
from shop.models.order import OrderLine, StoreOrder
from shop.models.outbound import MarketOrder
from shop.models.store import Store, StoreStaff


class Account(models.Model):
    class Kind(models.TextChoices):
        # Of a store or a creator: not yet theirs to take, theirs, on its way, gone out.
        PENDING = "pending", pgettext_lazy("balance", "Pending")
        PAYABLE = "payable", pgettext_lazy("balance", "Payable")
        IN_PAYOUT = "in_payout", pgettext_lazy("balance", "Being paid out")
        PAID_OUT = "paid_out", pgettext_lazy("balance", "Paid out")
        # Of the platform.
        REVENUE = "revenue", _("Fees and shares of the platform")
        SUBSIDY = "subsidy", _("Coupons that the platform pays")
        UNASSIGNED = "unassigned", _("Money that goes back")
        # Of a payment provider, or of a marketplace that owes commission.
        CLEARING = "clearing", _("Held by a provider")

    OWNED = (Kind.PENDING, Kind.PAYABLE, Kind.IN_PAYOUT, Kind.PAID_OUT)
    OF_PLATFORM = (Kind.REVENUE, Kind.SUBSIDY, Kind.UNASSIGNED)

    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    store = models.ForeignKey(
        Store,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="ledger_accounts",
        verbose_name=_("store"),
    )
    user = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="ledger_accounts",
        verbose_name=_("creator"),
    )
    provider = models.CharField(_("provider"), max_length=20, blank=True)
    currency = models.CharField(_("currency"), max_length=3)
    # Σ of its lines, kept in the transaction that writes them.
    balance = models.BigIntegerField(_("balance"), default=0)

    class Meta:
        verbose_name = _("ledger account")
        verbose_name_plural = _("ledger accounts")
        constraints = [
            models.UniqueConstraint(
                fields=["store", "kind", "currency"],
                name="account_of_store_once",
                condition=Q(store__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["user", "kind", "currency"],
                name="account_of_user_once",
                condition=Q(user__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["kind", "provider", "currency"],
                name="account_of_nobody_once",
                condition=Q(store=None, user=None),
            ),
            models.CheckConstraint(
                condition=Q(
                    Q(store__isnull=False, user=None) | Q(store=None, user__isnull=False),
                    kind__in=["pending", "payable", "in_payout", "paid_out"],
                    provider="",
                )
                | Q(
                    kind__in=["revenue", "subsidy", "unassigned"],
                    store=None,
                    user=None,
                    provider="",
                )
                | Q(~Q(provider=""), kind="clearing", store=None, user=None),
                name="account_owner",
            ),
        ]

    def __str__(self):
        owner = self.store or self.user or self.provider or _("the platform")
        return f"{owner} · {self.get_kind_display()}"


class Entry(models.Model):
    """Append-only; its lines sum to zero in each currency when its transaction commits."""

    class Cause(models.TextChoices):
        CAPTURE = "capture", _("Paid by the buyer")
        STRAY_CAPTURE = "stray_capture", _("Paid too late or twice")
        REFUND = "refund", _("Given back to the buyer")
        COMPLETION = "completion", _("Order completed")
        PAYOUT = "payout", _("Payout prepared")
        PAYOUT_SENT = "payout_sent", _("Paid out")
        PAYOUT_FAILED = "payout_failed", _("Payout came back")
        ESTIMATE = "estimate", _("Marketplace commission, estimated")
        SETTLEMENT = "settlement", _("Marketplace commission")
        REVERSAL = "reversal", _("Corrected")

    cause = models.CharField(_("cause"), max_length=16, choices=Cause)
    ref = models.CharField(_("reference"), max_length=80, unique=True)
    at = models.DateTimeField(_("booked at"))

    class Meta:
        verbose_name = _("ledger entry")
        verbose_name_plural = _("ledger entries")

    def __str__(self):
        return self.ref


class Line(models.Model):
    """Append-only."""

    entry = models.ForeignKey(Entry, models.PROTECT, related_name="lines")
    account = models.ForeignKey(
        Account, models.PROTECT, related_name="lines", verbose_name=_("account")
    )
    amount = models.BigIntegerField(_("amount"))
    # As the entry's: statements ask for an account and a period.
    at = models.DateTimeField(_("booked at"))
    order = models.ForeignKey(
        StoreOrder, models.PROTECT, null=True, blank=True, related_name="ledger_lines"
    )
    order_line = models.ForeignKey(
        OrderLine, models.PROTECT, null=True, blank=True, related_name="ledger_lines"
    )
    market_order = models.ForeignKey(
        MarketOrder, models.PROTECT, null=True, blank=True, related_name="ledger_lines"
    )

    class Meta:
        verbose_name = _("ledger line")
        verbose_name_plural = _("ledger lines")
        constraints = [
            models.CheckConstraint(condition=~Q(amount=0), name="ledger_line_amount"),
            models.CheckConstraint(
                condition=Q(order_line=None) | Q(order__isnull=False), name="ledger_line_order"
            ),
        ]
        indexes = [models.Index(fields=["account", "at", "id"], name="ledger_line_of_account")]

    def __str__(self):
        return f"{self.amount} on {self.account_id}"


class PayoutQuerySet(models.QuerySet):
    def visible_to(self, user):
        """One's own as a creator. Stores meet theirs in the admin."""
        return self.filter(user=user) if user.is_authenticated else self.none()

    def for_staff(self, user):
        if user.is_superuser:
            return self
        return self.filter(store__in=StoreStaff.objects.filter(user=user).values("store_id"))


class Payout(models.Model):
    """That money was, or is to be, sent to a store or creator: the money leaves elsewhere."""

    class Status(models.TextChoices):
        PROPOSED = "proposed", _("Prepared")
        SENT = "sent", _("Sent")
        FAILED = "failed", _("Came back")

    number = models.CharField(
        _("number"), max_length=20, unique=True, default=order_number, editable=False
    )
    store = models.ForeignKey(
        Store,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="payouts",
        verbose_name=_("store"),
    )
    user = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="payouts",
        verbose_name=_("creator"),
    )
    currency = models.CharField(_("currency"), max_length=3, default="CNY")
    amount = models.BigIntegerField(_("amount"), help_text=_("Minor units (fen)."))
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.PROPOSED)
    reference = models.CharField(
        _("bank reference"),
        max_length=80,
        blank=True,
        help_text=_("What the bank or provider calls the transfer."),
    )
    proposed_at = models.DateTimeField(_("prepared at"))
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)
    failed_at = models.DateTimeField(_("came back at"), null=True, blank=True)

    objects = PayoutQuerySet.as_manager()

    class Meta:
        verbose_name = _("payout")
        verbose_name_plural = _("payouts")
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="payout_amount"),
            models.CheckConstraint(
                condition=Q(store__isnull=False, user=None) | Q(store=None, user__isnull=False),
                name="payout_owner",
            ),
            models.CheckConstraint(
                condition=~Q(status="sent") | ~Q(reference=""), name="payout_has_reference"
            ),
        ]

    def __str__(self):
        return self.number
