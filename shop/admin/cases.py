"""The after-sales queue: what waits for the store or the platform, the nearest deadline first."""

from django.contrib import admin, messages
from django.db.models import F
from django.http import HttpResponseRedirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from unfold.decorators import action, display

from core.admin import ENDED, MOVING, QUIET, WAITING, WELL, in_colour
from core.errors import RuleViolation
from core.wording import ago, exact, money
from shop.admin.base import EVERYBODY, OWNER, SERVICE, StoreAdmin
from shop.admin.case_forms import AnswerForm
from shop.models import AfterSale
from shop.money import share_of_units
from shop.services import cases, moves, next_steps
from shop.services.aftersales import answering, settling, thread

# Button → the event that must be possible, where the machine decides.
EVENTS = {
    "reject": "reject",
    "accept": "accept_refund",
    "refuse_return": "refuse",
    "order_refund": "order_refund",
    "order_return": "order_return",
    "dismiss": "dismiss",
}


class WaitingFilter(admin.SimpleListFilter):
    """Who has to act."""

    title = _("waits for")
    parameter_name = "waits"

    def lookups(self, request, model_admin):
        return [("store", _("the store")), ("platform", _("the platform")), ("open", _("anybody"))]

    def queryset(self, request, queryset):
        if self.value() == "store":
            return queryset.filter(status__in=["applied", "return_shipped", "reshipping"])
        if self.value() == "platform":
            return queryset.filter(status="platform_review")
        return queryset.open() if self.value() == "open" else queryset


@admin.register(AfterSale)
class AfterSaleAdmin(StoreAdmin):
    """Nothing of a case is saved by its form: each button calls its service."""

    store_path = "order__store"
    viewers = EVERYBODY
    changers = (OWNER, SERVICE)
    form = AnswerForm
    list_display = ["number", "what", "kind", "state", "worth", "due", "opened_at"]
    list_select_related = ["order__group", "line", "refund"]
    list_filter = [WaitingFilter, "status", "kind"]
    search_fields = ["number", "order__number", "order__group__number"]
    ordering = [F("due_at").asc(nulls_last=True), "-id"]
    shown = ["number", "of_order", "what", "kind", "reason", "quantity", "worth", "status", "due"]
    story = ["back", "parcels", "said", "timeline"]
    actions_submit_line = [
        "agree",
        "reject",
        "accept",
        "refuse_return",
        "reship",
        "restock",
        "order_refund",
        "order_return",
        "dismiss",
        "say",
    ]
    state = in_colour(
        "status",
        _("status"),
        applied=WAITING,
        rejected=QUIET,
        platform_review=WAITING,
        awaiting_return=MOVING,
        return_shipped=WAITING,
        refunding=MOVING,
        reshipping=WAITING,
        done=WELL,
        closed=ENDED,
    )

    def get_fieldsets(self, request, obj=None):
        pressable = self._pressable(request, obj)
        fields = ["text"] if pressable - {"restock"} else []
        fields += ["carrier", "tracking"] if "reship" in pressable else []
        fields += ["pieces"] if "restock" in pressable else []
        return [
            (None, {"fields": self.shown}),
            *([(_("Answer"), {"fields": fields})] if fields else []),
            (_("What happened"), {"fields": self.story}),
        ]

    def get_readonly_fields(self, request, obj=None):
        return [*self.shown, *self.story]

    def _pressable(self, request, case) -> set[str]:
        """The buttons that would do something now."""
        if case is None or not self.has_change_permission(request, case):
            return set()
        found = {name for name, event in EVENTS.items() if moves.may(case, event)}
        if not request.user.is_superuser:
            found -= set(answering.RULINGS)
        if case.kind == AfterSale.Kind.REFUND:
            found.discard("order_return")
        is_agreeable = moves.may(case, "agree_refund")
        found |= {"agree"} if is_agreeable else set()
        found |= {"say"} if case.is_open() else set()
        if case.holds.filter(status="committed").exists():
            found.add("reship")
        if case.restocked is None and _came_back(case):
            found.add("restock")
        return found

    def get_actions_submit_line(self, request, object_id):
        case = self.get_object(request, str(object_id))
        pressable = self._pressable(request, case)
        buttons = super().get_actions_submit_line(request, object_id)
        prefix = "shop_aftersale_"
        return [one for one in buttons if one.action_name.removeprefix(prefix) in pressable]

    def render_change_form(self, request, context, *args, **kwargs):
        context |= {"show_save": False, "show_save_and_continue": False}
        return super().render_change_form(request, context, *args, **kwargs)

    def save_model(self, request, obj, form, change):
        name = form.pressed()
        request.refusal = None
        if name not in self._pressable(request, obj):
            request.refusal = _("This is no longer possible.")
            return
        request.typed = form.cleaned_data
        try:
            getattr(self, name)(request, obj)
        except RuleViolation as refusal:
            request.refusal = refusal.message

    def response_change(self, request, obj):
        if request.refusal:
            self.message_user(request, request.refusal, messages.ERROR)
        else:
            self.message_user(request, _("Done."), messages.SUCCESS)
        return HttpResponseRedirect(request.path)

    def log_change(self, request, obj, message):
        return super().log_change(request, obj, message) if not request.refusal else None

    @action(description=_("Agree"))
    def agree(self, request, obj):
        answering.agree(obj, **_by(request))

    @action(description=_("Decline"))
    def reject(self, request, obj):
        answering.reject(obj, text=request.typed["text"], **_by(request))

    @action(description=_("Accept what came back"))
    def accept(self, request, obj):
        answering.accept(obj, **_by(request))

    @action(description=_("Object to what came back"))
    def refuse_return(self, request, obj):
        answering.refuse_return(obj, text=request.typed["text"], **_by(request))

    @action(description=_("Send the replacement"))
    def reship(self, request, obj):
        parcel = {name: request.typed[name] for name in ("carrier", "tracking")}
        settling.reship(obj, **parcel, **_by(request))

    @action(description=_("Put on the shelf"))
    def restock(self, request, obj):
        settling.restock(obj, request.typed["pieces"], **_by(request))

    @action(description=_("Rule: money back"))
    def order_refund(self, request, obj):
        self._rule(request, obj, "order_refund")

    @action(description=_("Rule: send it back"))
    def order_return(self, request, obj):
        self._rule(request, obj, "order_return")

    @action(description=_("Rule: dismiss"))
    def dismiss(self, request, obj):
        self._rule(request, obj, "dismiss")

    def _rule(self, request, case, ruling):
        answering.rule(case, ruling, text=request.typed["text"], **_by(request))

    @action(description=_("Send the answer alone"))
    def say(self, request, obj):
        is_platform = request.user.is_superuser
        side = thread.Side.PLATFORM if is_platform else thread.Side.STORE
        text, now = request.typed["text"], timezone.now()
        thread.say(obj, side=side, author=request.user, text=text, at=now)

    @display(description=_("order"))
    def of_order(self, case):
        path = reverse("admin:shop_storeorder_change", args=[case.order_id])
        return format_html('<a href="{}">{}</a>', path, case.order.number)

    @display(description=_("product"))
    def what(self, case):
        return f"{case.line.title} {case.line.variant}".strip()

    @display(description=_("amount"))
    def worth(self, case):
        currency, line = case.order.group.currency, case.line
        if case.refund_id:
            return money(case.refund.amount, currency)
        # As if nothing of the line had gone back: a list asks no query a row.
        whole = share_of_units(line.paid, line.quantity, before=0, taken=case.quantity)
        return money(whole if case.asked is None else case.asked, currency)

    @display(description=_("next deadline"), ordering="due_at")
    def due(self, case):
        step = next_steps.of_case(case)
        return f"{step} ({ago(step.moment)})" if step else "–"

    @display(description=_("sent back"))
    def back(self, case):
        return f"{case.back_carrier} {case.back_tracking}".strip() or "–"

    @display(description=_("parcels"))
    def parcels(self, case):
        sent = case.parcels.order_by("pk").prefetch_related("lines__line", "events")
        return render_to_string("shop/admin/_parcels.html", {"parcels": sent})

    @display(description=_("what was said"))
    def said(self, case):
        context = {"case": case, "said": cases.thread_of(case)}
        return render_to_string("shop/admin/_thread.html", context)

    @display(description=_("history"))
    def timeline(self, case):
        rows = [(step.words, exact(step.at), "") for step in cases.history(case)]
        return render_to_string("shop/admin/_history.html", {"rows": rows})


def _by(request):
    return {"actor": request.user, "at": timezone.now()}


def _came_back(case: AfterSale) -> bool:
    """Whether goods came back and were accepted, so that somebody decides about the shelf."""
    settled = (AfterSale.Status.REFUNDING, AfterSale.Status.RESHIPPING, AfterSale.Status.DONE)
    return bool(case.back_tracking) and case.status in settled
