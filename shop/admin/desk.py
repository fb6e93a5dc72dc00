"""Pages of the order desk beside the list: shipping by a table, and packing slips."""

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminFileFieldWidget

from core.errors import RuleViolation
from shop.admin.base import StoreAdmin, stores_where
from shop.services import bulk_shipping

MOST_SLIPS = 100


class TableForm(forms.Form):
    file = forms.FileField(
        label=_("Table (CSV)"),
        required=False,
        widget=UnfoldAdminFileFieldWidget,
        help_text=_(
            "Columns: order, carrier, tracking; for a part of an order also sku and quantity."
        ),
    )
    # What was looked at is what is shipped: the text comes back with the second step.
    text = forms.CharField(required=False, widget=forms.HiddenInput, strip=False)

    def clean(self):
        cleaned = super().clean() or self.cleaned_data
        file = cleaned.get("file")
        if not file and not cleaned.get("text"):
            self.add_error("file", _("Choose a file."))
        elif file and file.size > bulk_shipping.MOST_BYTES:
            self.add_error("file", _("The file is larger than 1 MB."))
        return cleaned

    def raw(self) -> bytes:
        file = self.cleaned_data.get("file")
        return file.read() if file else self.cleaned_data["text"].encode()


class DeskPages(StoreAdmin):
    """What the admin of orders shows beside its list."""

    def get_urls(self):
        site = self.admin_site
        own = [
            path(
                "ship-by-table/",
                site.admin_view(self.ship_by_table),
                name="shop_storeorder_ship_by_table",
            ),
            path("slips/", site.admin_view(self.slips), name="shop_storeorder_slips"),
        ]
        return own + super().get_urls()

    def ship_by_table(self, request):
        """First look, then ship; each row says what became of it."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        form = TableForm(request.POST or None, request.FILES or None)
        context: dict[str, Any] = {"form": form, "parcels": None}
        context["is_trial"] = "ship" not in request.POST
        if request.method == "POST" and form.is_valid():
            raw = form.raw()
            try:
                context["parcels"] = self._shipped(request, raw, is_trial=context["is_trial"])
                context["text"] = bulk_shipping.decoded(raw)
            except RuleViolation as refusal:
                form.add_error("file", refusal.message)
        return self._page(request, "shop/admin/ship_by_table.html", _("Ship by a table"), context)

    def _shipped(self, request, raw, *, is_trial):
        parcels = bulk_shipping.read(raw)
        orders = self.model.objects.all()
        if not request.user.is_superuser:
            orders = orders.filter(store__in=stores_where(request, self.changers))
        bulk_shipping.ship(
            parcels, orders, actor=request.user, at=timezone.now(), is_trial=is_trial
        )
        return parcels

    def slips(self, request):
        """What goes into each parcel, one order a page, to be printed."""
        chosen = [key for key in request.GET.get("ids", "")[:2000].split(",") if key.isdigit()]
        orders = self.get_queryset(request).filter(pk__in=[int(k[:18]) for k in chosen])
        orders = orders.select_related("store", "group").prefetch_related("lines__sku")
        found = list(orders.order_by("pk")[:MOST_SLIPS])
        if not found:
            raise Http404
        return TemplateResponse(request, "shop/admin/slips.html", {"orders": found})

    def _page(self, request, template, title, context):
        whole = {
            **self.admin_site.each_context(request),
            "title": title,
            "opts": self.model._meta,
            "back": reverse("admin:shop_storeorder_changelist"),
            **context,
        }
        return TemplateResponse(request, template, whole)
