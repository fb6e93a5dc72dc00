"""The orders of a store: read, and marked as shipped."""

from django.contrib import admin, messages
from django.http import Http404, HttpResponseRedirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.translation import gettext_lazy as _
from unfold.decorators import action, display

from core.admin import ENDED, MOVING, QUIET, WAITING, WELL, in_colour
from core.errors import RuleViolation
from core.wording import ago, exact, money
from shop.admin.base import EVERYBODY, NOBODY, OWNER, SERVICE, StoreInline
from shop.admin.desk import MOST_SLIPS, DeskPages
from shop.admin.desk_filters import (
    LateFilter,
    NearPages,
    OpenCaseFilter,
    OwnStoreFilter,
    PlacedFilter,
    ProductFilter,
)
from shop.admin.forms import ShipForm
from shop.models import OrderLine, StatusChange, StoreOrder
from shop.services import desk, fulfilment, moves, next_steps

# The order in which an address is read; the database keeps its keys in its own.
ADDRESS = ("recipient", "phone", "region", "street", "postcode")


class LineInline(StoreInline):
    model = OrderLine
    store_path = "order__store"
    changers = adders = NOBODY
    fields = readonly_fields = ("title", "variant", "quantity", "price", "sum", "led_by")

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("beneficiary", "order__group")

    @display(description=_("unit price"))
    def price(self, line):
        return money(line.unit_price, line.order.group.currency)

    @display(description=_("amount"))
    def sum(self, line):
        return money(line.amount, line.order.group.currency)

    @display(description=_("led here by"))
    def led_by(self, line):
        return f"@{line.beneficiary.handle}" if line.beneficiary else "–"


@admin.register(StoreOrder)
class StoreOrderAdmin(DeskPages):
    """Nothing of an order is saved by its form: the one button calls its service."""

    viewers = EVERYBODY
    changers = (OWNER, SERVICE)
    form = ShipForm
    list_display = ["number", "store", "state", "buyer", "sum", "placed", "due"]
    paginator = NearPages
    actions = ["print_slips"]
    actions_list = ["ship_by_table_link"]
    actions_detail = ["print_slip"]
    list_select_related = ["store", "group__buyer"]
    list_filter = [
        "status",
        LateFilter,
        OpenCaseFilter,
        PlacedFilter,
        ProductFilter,
        OwnStoreFilter,
    ]
    search_fields = ["number"]
    search_help_text = _("Order or tracking number, recipient, @buyer, or last digits of a phone.")
    ordering = ["-id"]
    inlines = [LineInline]
    actions_submit_line = ["mark_shipped"]
    shown = ["number", "store", "status", "due", "buyer", "address", "sum", "placed"]
    parcel = ["carrier", "tracking", "units"]
    state = in_colour(
        "status",
        _("status"),
        pending_payment=MOVING,
        paid=WAITING,
        partly_shipped=WAITING,
        shipped=WELL,
        received=WELL,
        completed=WELL,
        closed=QUIET,
        refunded=ENDED,
    )

    def get_search_results(self, request, queryset, search_term):
        return (desk.found(queryset, search_term) if search_term else queryset), False

    @admin.action(description=_("Print packing slips"))
    def print_slips(self, request, queryset):
        keys = ",".join(str(pk) for pk in queryset.values_list("pk", flat=True)[:MOST_SLIPS])
        return HttpResponseRedirect(reverse("admin:shop_storeorder_slips") + f"?ids={keys}")

    @action(description=_("Packing slip"))
    def print_slip(self, request, object_id):
        if not self.get_queryset(request).filter(pk=object_id).exists():
            raise Http404
        return HttpResponseRedirect(reverse("admin:shop_storeorder_slips") + f"?ids={object_id}")

    @action(description=_("Ship by a table"))
    def ship_by_table_link(self, request):
        return HttpResponseRedirect(reverse("admin:shop_storeorder_ship_by_table"))

    def get_fieldsets(self, request, obj=None):
        may_ship = moves.may(obj, "ship") and self.has_change_permission(request, obj)
        return [
            (None, {"fields": self.shown}),
            *([(_("New parcel"), {"fields": self.parcel})] if may_ship else []),
            (_("Parcels"), {"fields": ["parcels"]}),
            (_("What happened"), {"fields": ["timeline"]}),
        ]

    def get_readonly_fields(self, request, obj=None):
        return [*self.shown, "parcels", "timeline"]

    def get_actions_submit_line(self, request, object_id):
        # The base asks by key alone, before it looks whose order that is.
        order = self.get_object(request, str(object_id))
        if order is None or not self.has_change_permission(request, order):
            return []
        if not moves.may(order, "ship"):
            return []
        return super().get_actions_submit_line(request, object_id)

    def render_change_form(self, request, context, *args, **kwargs):
        context |= {"show_save": False, "show_save_and_continue": False}
        return super().render_change_form(request, context, *args, **kwargs)

    def save_model(self, request, obj, form, change):
        request.refused_to_ship = None if form.fields else _("This is no longer possible.")
        if form.is_shipping() and form.fields:
            request.parcel = form.cleaned_data
            self.mark_shipped(request, obj)

    @action(description=_("Mark as shipped"))
    def mark_shipped(self, request, obj):
        order = self.get_queryset(request).get(pk=obj.pk)
        try:
            fulfilment.ship(
                order,
                carrier=request.parcel["carrier"],
                tracking=request.parcel["tracking"],
                units=request.parcel["units"],
                actor=request.user,
                at=timezone.now(),
            )
        except RuleViolation as refusal:
            # Shipped or refunded by somebody else between the form's check and here.
            request.refused_to_ship = refusal.message

    def response_change(self, request, obj):
        """Back to the order, where its history says what happened."""
        if request.refused_to_ship:
            self.message_user(request, request.refused_to_ship, messages.ERROR)
        else:
            self.message_user(request, _("Marked as shipped."), messages.SUCCESS)
        return HttpResponseRedirect(request.path)

    @display(description=_("buyer"))
    def buyer(self, order):
        return f"{order.group.buyer.name} · {order.group.buyer}"

    @display(description=_("total"))
    def sum(self, order):
        return money(order.total, order.group.currency)

    @display(description=_("placed at"), ordering="group__placed_at")
    def placed(self, order):
        return exact(order.group.placed_at)

    @display(description=_("address"))
    def address(self, order):
        kept = order.group.address
        rows = ((kept[name],) for name in ADDRESS if kept.get(name))
        return format_html_join("", "<div>{}</div>", rows)

    @display(description=_("next deadline"), ordering="ship_by")
    def due(self, order):
        """What happens next, and when; a dash where nothing does."""
        step = next_steps.of_order(order, at=timezone.now())
        return f"{step} ({ago(step.moment)})" if step else None

    @display(description=_("parcels"))
    def parcels(self, order):
        sent = order.parcels.order_by("pk").prefetch_related("lines__line", "events")
        return render_to_string("shop/admin/_parcels.html", {"parcels": sent})

    @display(description=_("history"))
    def timeline(self, order):
        changes = StatusChange.objects.filter(machine="store_order", subject=order.pk)
        rows = [
            (_state(change.to_state), exact(change.at), change.actor or _("the system"))
            for change in changes.select_related("actor").order_by("id")
        ]
        return render_to_string("shop/admin/_history.html", {"rows": rows})


def _state(value):
    return dict(StoreOrder.Status.choices).get(value, value)
