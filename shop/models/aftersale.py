"""A buyer's case about one line: money back, goods back, or another piece; and what was said."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import User
from core.ids import order_number
from media.models import Picture
from shop.models.order import OrderLine, StoreOrder
from shop.models.payment import Refund
from shop.models.product import Sku
from shop.models.store import StoreStaff


class AfterSaleQuerySet(models.QuerySet):
    def visible_to(self, user):
        """A buyer's own cases. Staff meet theirs in the admin."""
        return self.filter(order__group__buyer=user) if user.is_authenticated else self.none()

    def for_staff(self, user):
        if user.is_superuser:
            return self
        return self.filter(order__store__in=StoreStaff.objects.filter(user=user).values("store_id"))

    def readable_by(self, user):
        """Those who may see the evidence: the buyer, who works in the store, the platform."""
        if not user.is_authenticated:
            return self.none()
        if user.is_superuser:
            return self
        stores = StoreStaff.objects.filter(user=user).values("store_id")
        return self.filter(Q(order__group__buyer=user) | Q(order__store__in=stores))

    def open(self):
        return self.exclude(status__in=AfterSale.ENDED)


class AfterSale(models.Model):
    class Kind(models.TextChoices):
        REFUND = "refund", _("Refund only")
        RETURN = "return", _("Return and refund")
        EXCHANGE = "exchange", _("Exchange")

    class Reason(models.TextChoices):
        NOT_WANTED = "not_wanted", _("No longer wanted")
        DEFECTIVE = "defective", _("Damaged or faulty")
        NOT_AS_SHOWN = "not_as_shown", _("Not as described")
        WRONG_ITEM = "wrong_item", _("Wrong item or missing parts")
        NOT_ARRIVED = "not_arrived", _("Did not arrive")
        SIZE = "size", _("Size or colour does not suit")
        OTHER = "other", _("Something else")

    class Status(models.TextChoices):
        APPLIED = "applied", _("Waiting for the store")
        REJECTED = "rejected", _("Declined by the store")
        PLATFORM_REVIEW = "platform_review", _("The platform decides")
        AWAITING_RETURN = "awaiting_return", _("To be sent back")
        RETURN_SHIPPED = "return_shipped", _("On its way back")
        REFUNDING = "refunding", _("Being refunded")
        RESHIPPING = "reshipping", _("Replacement on its way")
        DONE = "done", _("Done")
        CLOSED = "closed", _("Closed")

    ENDED = (Status.DONE, Status.CLOSED)

    number = models.CharField(
        _("number"), max_length=20, unique=True, default=order_number, editable=False
    )
    order = models.ForeignKey(
        StoreOrder, models.PROTECT, related_name="cases", verbose_name=_("order")
    )
    line = models.ForeignKey(
        OrderLine, models.PROTECT, related_name="cases", verbose_name=_("order line")
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    reason = models.CharField(_("reason"), max_length=14, choices=Reason)
    status = models.CharField(_("status"), max_length=16, choices=Status, default=Status.APPLIED)
    quantity = models.PositiveIntegerField(_("quantity"))
    # Asked for by the buyer; None: what these pieces cost.
    asked = models.BigIntegerField(_("amount asked for"), null=True, blank=True)
    # Pieces that were still in the house when it was opened; they stay there while it is open.
    is_unshipped = models.BooleanField(_("before shipping"), default=False)
    replacement = models.ForeignKey(
        Sku,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("replacement"),
    )
    revisions = models.PositiveSmallIntegerField(_("times revised"), default=0)
    # When the state resolves itself, and what then happens stands in services/aftersales.
    due_at = models.DateTimeField(_("next deadline"), null=True, blank=True)
    opened_at = models.DateTimeField(pgettext_lazy("case", "opened at"))
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    refund = models.OneToOneField(
        Refund,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="case",
        verbose_name=_("refund"),
    )
    back_carrier = models.CharField(_("carrier of the return"), max_length=40, blank=True)
    back_tracking = models.CharField(_("tracking number of the return"), max_length=60, blank=True)
    # A decision apart: what came back may be fit for the shelf, or not.
    restocked = models.PositiveIntegerField(_("pieces restocked"), null=True, blank=True)

    objects = AfterSaleQuerySet.as_manager()

    class Meta:
        verbose_name = _("after-sales case")
        verbose_name_plural = _("after-sales cases")
        constraints = [
            models.UniqueConstraint(
                fields=["line"],
                name="aftersale_one_open_a_line",
                condition=~Q(status__in=["done", "closed"]),
            ),
            models.CheckConstraint(
                condition=Q(quantity__gt=0)
                & (Q(asked=None) | Q(asked__gt=0, kind="refund"))
                & (Q(restocked=None) | Q(restocked__lte=models.F("quantity"))),
                name="aftersale_sane_figures",
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_at"],
                name="aftersale_due",
                condition=~Q(status__in=["done", "closed"]),
            ),
            models.Index(
                fields=["order"],
                name="aftersale_open_of_order",
                condition=~Q(status__in=["done", "closed"]),
            ),
        ]

    def __str__(self):
        return self.number

    def is_open(self) -> bool:
        return self.status not in self.ENDED


class AfterSaleMessage(models.Model):
    """One contribution to a case; written once, never changed."""

    class Side(models.TextChoices):
        BUYER = "buyer", _("Buyer")
        STORE = "store", _("Store")
        PLATFORM = "platform", _("Platform")

    case = models.ForeignKey(AfterSale, models.CASCADE, related_name="messages")
    side = models.CharField(max_length=10, choices=Side)
    author = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    text = models.TextField(max_length=1000, blank=True)
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("message about a case")
        verbose_name_plural = _("messages about cases")

    def __str__(self):
        return f"{self.side} about {self.case_id}"


class Evidence(models.Model):
    """A private picture that a side has put into the thread."""

    message = models.ForeignKey(AfterSaleMessage, models.CASCADE, related_name="evidence")
    picture = models.ForeignKey(Picture, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("evidence")
        verbose_name_plural = _("evidence")
        constraints = [models.UniqueConstraint(fields=["message", "picture"], name="evidence_once")]

    def __str__(self):
        return f"picture {self.picture_id} in message {self.message_id}"
