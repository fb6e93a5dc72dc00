"""Who left for Tmall, Taobao and JD, and what was ordered there."""

from django import forms
from django.contrib import admin, messages
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from unfold.decorators import action, display
from unfold.widgets import (
    UnfoldAdminFileFieldWidget,
    UnfoldAdminSelectWidget,
    UnfoldBooleanSwitchWidget,
)

from core.admin import ENDED, WAITING, WELL, in_colour
from core.wording import money
from shop.admin.base import EDITOR, NOBODY, OWNER, StoreAdmin
from shop.models import MarketOrder, OutboundClick
from shop.provider_reports import FORMATS, UnreadableReport
from shop.services import market_orders

PROVIDERS = {"taobao": _("Taobao Alliance"), "jd": _("JD Union")}


@admin.register(OutboundClick)
class OutboundClickAdmin(StoreAdmin):
    """Who left for Tmall or JD, and from which note; kept as it happened."""

    store_path = "offer__product__store"
    changers = NOBODY
    list_display = ["offer", "is_counted", "source", "sub_id", "at"]
    list_select_related = ["offer__product"]
    list_filter = ["is_counted"]
    exclude = ["visitor", "user", "beneficiary"]

    def has_add_permission(self, request):
        return False

    has_change_permission = has_delete_permission = lambda self, request, obj=None: False


class ReportForm(forms.Form):
    provider = forms.ChoiceField(
        label=_("Provider"),
        choices=[(name, PROVIDERS[name]) for name in FORMATS],
        widget=UnfoldAdminSelectWidget,
    )
    file = forms.FileField(
        label=_("Report file"),
        widget=UnfoldAdminFileFieldWidget,
        help_text=_("The report of orders as CSV, in UTF-8 or GBK."),
    )
    is_dry = forms.BooleanField(
        label=_("Only try"),
        required=False,
        initial=True,
        widget=UnfoldBooleanSwitchWidget,
        help_text=_("Says what would happen, and changes nothing."),
    )


@admin.register(MarketOrder)
class MarketOrderAdmin(StoreAdmin):
    """Lines of providers' reports. A store sees what its own ways out led to."""

    store_path = "click__offer__product__store"
    viewers = (OWNER, EDITOR)
    changers = NOBODY
    list_display = ["title", "reported_by", "state", "sum", "earned", "ordered_at", "is_matched"]
    list_select_related = ["click__offer__product"]
    list_filter = ["status", "provider"]
    search_fields = ["line", "order_number", "title", "sub_id"]
    ordering = ["-id"]
    actions_list = ["import_report"]
    state = in_colour("status", _("status"), estimated=WAITING, settled=WELL, refunded=ENDED)

    def get_actions_list(self, request):
        return super().get_actions_list(request) if request.user.is_superuser else []

    @display(description=pgettext_lazy("market", "provider"), ordering="provider")
    def reported_by(self, order):
        return PROVIDERS.get(order.provider, order.provider)

    @display(description=_("paid there"))
    def sum(self, order):
        return money(order.paid, market_orders.CURRENCY)

    @display(description=_("commission"))
    def earned(self, order):
        return money(order.commission, market_orders.CURRENCY)

    @display(description=_("matched"), boolean=True)
    def is_matched(self, order):
        return order.click_id is not None

    @action(description=_("Import a report"), url_path="import-report")
    def import_report(self, request):
        """Platform staff alone: choose a file, try it, take it in."""
        if not request.user.is_superuser:
            return HttpResponseRedirect(reverse("admin:index"))
        form = ReportForm(request.POST or None, request.FILES or None)
        outcome = self._taken(request, form) if form.is_valid() else None
        context = {
            **self.admin_site.each_context(request),
            "title": _("Import a report"),
            "form": form,
            "outcome": outcome,
        }
        status = 400 if form.is_bound and form.errors else 200
        return render(request, "shop/admin/import_report.html", context, status=status)

    def _taken(self, request, form):
        values = form.cleaned_data
        try:
            outcome = market_orders.import_report(
                values["provider"],
                values["file"].read(),
                actor=request.user,
                at=timezone.now(),
                is_dry=values["is_dry"],
            )
        except UnreadableReport as refusal:
            form.add_error(refusal.field, refusal.message)
            return None
        if not outcome.is_dry:
            self.message_user(request, _("The report was taken in."), messages.SUCCESS)
        return outcome
