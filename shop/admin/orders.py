"""The orders of a store: read, and marked as shipped."""

from django import forms
from django.contrib import admin
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from unfold.decorators import action, display

from core.errors import RuleViolation
from shop.admin.base import EVERYBODY, NOBODY, OWNER, SERVICE, StoreAdmin, StoreInline
from shop.models import OrderLine, OutboundClick, StoreOrder
from shop.services import fulfilment


class LineInline(StoreInline):
    model = OrderLine
    store_path = "order__store"
    changers = adders = NOBODY
    fields = readonly_fields = ("title", "variant", "quantity", "price", "sum", "led_by")

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("beneficiary", "order__group")

    @display(description=_("unit price"))
    def price(self, line):
        return _amount(line.unit_price, line.order.group.currency)

    @display(description=_("amount"))
    def sum(self, line):
        return _amount(line.amount, line.order.group.currency)

    @display(description=_("led here by"))
    def led_by(self, line):
        return f"@{line.beneficiary.handle}" if line.beneficiary else "–"


class ShipForm(forms.ModelForm):
    class Meta:
        model = StoreOrder
        fields = ["carrier", "tracking"]


@admin.register(StoreOrder)
class StoreOrderAdmin(StoreAdmin):
    viewers = EVERYBODY
    changers = (OWNER, SERVICE)
    form = ShipForm
    list_display = ["number", "store", "state", "buyer", "sum", "placed", "ship_by"]
    list_select_related = ["store", "group__buyer"]
    list_filter = ["status", "store"]
    search_fields = ["number", "group__number", "group__buyer__handle"]
    ordering = ["-id"]
    inlines = [LineInline]
    actions_submit_line = ["mark_shipped"]
    shown = [
        "number",
        "store",
        "state",
        "buyer",
        "sum",
        "placed",
        "ship_by",
        "address",
        "shipped_at",
    ]
    fields = [*shown, "carrier", "tracking"]
    readonly_fields = shown

    def save_model(self, request, obj, form, change):
        """Nothing of an order is saved by the form: the pressed button calls its service."""
        if (
            f"{self.model._meta.app_label}_{self.model._meta.model_name}_mark_shipped"
            in request.POST
        ):
            self.mark_shipped(request, obj)

    @action(description=_("Mark as shipped"))
    def mark_shipped(self, request, obj):
        order = self.get_queryset(request).get(pk=obj.pk)
        try:
            fulfilment.ship(
                order,
                carrier=obj.carrier,
                tracking=obj.tracking,
                actor=request.user,
                at=timezone.now(),
            )
        except RuleViolation as refusal:
            self.message_user(request, refusal.message, "error")

    @display(
        description=_("status"),
        ordering="status",
        label={"paid": "warning", "shipped": "success", "closed": "danger"},
    )
    def state(self, order):
        return order.status, order.get_status_display()

    @display(description=_("buyer"))
    def buyer(self, order):
        return f"@{order.group.buyer.handle}"

    @display(description=_("total"))
    def sum(self, order):
        return _amount(order.total, order.group.currency)

    @display(description=_("placed at"))
    def placed(self, order):
        return order.group.placed_at

    @display(description=_("address"))
    def address(self, order):
        return ", ".join(value for value in order.group.address.values() if value)


@admin.register(OutboundClick)
class OutboundClickAdmin(StoreAdmin):
    """Who left for Tmall or JD, and from which note; kept as it happened."""

    store_path = "offer__product__store"
    changers = NOBODY
    list_display = ["offer", "is_counted", "source", "sub_id", "at"]
    list_select_related = ["offer__product"]
    list_filter = ["is_counted"]
    exclude = ["visitor", "user"]

    def has_add_permission(self, request):
        return False

    has_change_permission = has_delete_permission = lambda self, request, obj=None: False


def _amount(minor, currency):
    return f"{minor / 100:,.2f} {currency}"
