"""How many there are, how many are promised, and every move between."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from shop.models.aftersale import AfterSale
from shop.models.order import OrderLine
from shop.models.product import Product, Sku


class StockQuerySet(models.QuerySet):
    def low(self, most: int | None = None):
        """Variants on sale of which so few are free to sell."""
        most = Stock.LOW if most is None else most
        return self.filter(
            bucket="main",
            on_hand__lte=F("held") + F("committed") + most,
            sku__is_active=True,
            sku__product__status=Product.Status.ON_SALE,
        )


def for_sale(path: str = "") -> Q:
    """Stock that may be sold now: the main one, and that of a deal while it runs."""
    now = {f"{path}opens_at__lte": Now(), f"{path}closes_at__gt": Now()}
    return Q(**{f"{path}opens_at": None}) | Q(**now)


class Stock(models.Model):
    """What can be sold is on_hand − held − committed; the database refuses any oversell."""

    # So few left, and somebody should count and order.
    LOW = 5

    sku = models.ForeignKey(Sku, models.CASCADE, related_name="stocks", verbose_name=_("variant"))
    bucket = models.CharField(_("warehouse"), max_length=20, default="main")
    # A deal's stock is for sale while the deal runs; the main one always.
    opens_at = models.DateTimeField(null=True, blank=True, editable=False)
    closes_at = models.DateTimeField(null=True, blank=True, editable=False)
    on_hand = models.BigIntegerField(_("on hand"), default=0)
    held = models.BigIntegerField(_("held"), default=0, editable=False)
    committed = models.BigIntegerField(_("committed"), default=0, editable=False)

    objects = StockQuerySet.as_manager()

    class Meta:
        verbose_name = _("stock")
        verbose_name_plural = _("stock")
        indexes = [
            models.Index(
                fields=["closes_at"], name="stock_of_deals", condition=Q(closes_at__isnull=False)
            )
        ]
        constraints = [
            models.UniqueConstraint(fields=["sku", "bucket"], name="stock_once"),
            models.CheckConstraint(
                condition=Q(opens_at=None, closes_at=None) | Q(closes_at__gte=F("opens_at")),
                name="stock_period",
            ),
            models.CheckConstraint(
                condition=Q(on_hand__gte=0, held__gte=0, committed__gte=0),
                name="stock_not_negative",
            ),
            models.CheckConstraint(
                condition=Q(on_hand__gte=F("held") + F("committed")), name="stock_not_oversold"
            ),
        ]

    def __str__(self):
        return f"{self.sku.product} · {self.sku}"

    @property
    def available(self) -> int:
        return self.on_hand - self.held - self.committed


class StockMove(models.Model):
    """Append-only; the reference makes every move happen once."""

    stock = models.ForeignKey(Stock, models.PROTECT, related_name="moves")
    reference = models.CharField(max_length=80, unique=True)
    on_hand_delta = models.BigIntegerField(default=0)
    held_delta = models.BigIntegerField(default=0)
    committed_delta = models.BigIntegerField(default=0)
    reason = models.CharField(_("reason"), max_length=120, blank=True)
    actor = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    at = models.DateTimeField(_("changed at"), auto_now_add=True)

    class Meta:
        verbose_name = _("stock move")
        verbose_name_plural = _("stock moves")

    def __str__(self):
        return self.reference


class StockHoldQuerySet(models.QuerySet):
    def of_group(self, group):
        return self.filter(line__order__group=group).select_related("stock")

    def of_order(self, order):
        """What was bought; a replacement's hold belongs to its case."""
        return self.filter(line__order=order, case=None).select_related("stock")

    def committed(self):
        """Paid for, and still in the house."""
        return self.filter(status=StockHold.Status.COMMITTED)


class StockHold(models.Model):
    """One line's claim on stock: held → committed → shipped, or released."""

    class Status(models.TextChoices):
        HELD = "held", _("Held")
        COMMITTED = "committed", _("Committed")
        SHIPPED = "shipped", _("Shipped")
        RELEASED = "released", _("Released")

    line = models.ForeignKey(OrderLine, models.PROTECT, related_name="holds")
    stock = models.ForeignKey(Stock, models.PROTECT, related_name="holds")
    # The exchange that this piece is for; None for what was bought.
    case = models.ForeignKey(AfterSale, models.PROTECT, null=True, blank=True, related_name="holds")
    quantity = models.PositiveIntegerField()
    status = models.CharField(max_length=10, choices=Status, default=Status.HELD)

    objects = StockHoldQuerySet.as_manager()

    class Meta:
        verbose_name = _("stock hold")
        verbose_name_plural = _("stock holds")
        constraints = [
            # Once paid, a hold may be parted: some pieces leave, others go back to the shelf.
            models.UniqueConstraint(
                fields=["line", "stock"], name="hold_once", condition=Q(status="held")
            ),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="hold_of_something"),
        ]

    def __str__(self):
        return f"{self.quantity} for line {self.line_id}: {self.status}"
