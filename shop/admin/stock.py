"""Stock: what there is, what is promised, and changes by difference."""

import uuid

from django import forms
from django.contrib import admin
from django.template.loader import render_to_string
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from unfold.decorators import display
from unfold.widgets import UnfoldAdminIntegerFieldWidget, UnfoldAdminTextInputWidget

from core.errors import RuleViolation
from shop.admin.base import EDITOR, OWNER, StoreAdmin
from shop.models import Stock
from shop.services import stock as stock_service

MOST = 1_000_000
LATEST_MOVES = 20


class AdjustForm(forms.ModelForm):
    """A difference, never an absolute number: two people who count at once both count."""

    delta = forms.IntegerField(
        label=capfirst(_("change by")),
        min_value=-MOST,
        max_value=MOST,
        widget=UnfoldAdminIntegerFieldWidget,
        help_text=_("How many came (12) or went (-3)."),
    )
    reason = forms.CharField(
        label=capfirst(_("reason")),
        max_length=120,
        required=False,
        widget=UnfoldAdminTextInputWidget,
    )
    # Sent twice, the same change happens once.
    token = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)

    class Meta:
        model = Stock
        fields: list[str] = []

    def clean(self):
        cleaned = super().clean() or self.cleaned_data
        delta = cleaned.get("delta")
        if delta is not None and self.instance.available + delta < 0:
            self.add_error(
                "delta",
                _("Only %(count)d are free to take away.") % {"count": self.instance.available},
            )
        return cleaned


class FreeFilter(admin.SimpleListFilter):
    """Rows that are nearly or wholly sold out."""

    title = _("available")
    parameter_name = "free"

    def lookups(self, request, model_admin):
        most = {"most": Stock.LOW}
        return [("low", _("%(most)d or fewer") % most), ("none", _("sold out"))]

    def queryset(self, request, queryset):
        if self.value() == "low":
            return queryset.low()
        return queryset.low(0) if self.value() == "none" else queryset


@admin.register(Stock)
class StockAdmin(StoreAdmin):
    store_path = "sku__product__store"
    changers = (OWNER, EDITOR)
    form = AdjustForm
    list_display = ["product", "variant", "free", "on_hand", "held", "committed"]
    list_select_related = ["sku__product"]
    list_filter = [FreeFilter]
    search_fields = ["sku__product__title", "sku__code"]
    ordering = ["-id"]
    readonly_fields = ["product", "variant", "free", "on_hand", "held", "committed", "last_moves"]

    def get_queryset(self, request):
        # What deals have set aside is theirs until they are over.
        return super().get_queryset(request).filter(bucket=stock_service.BUCKET)

    def get_fieldsets(self, request, obj=None):
        change = ["delta", "reason", "token"] if self.has_change_permission(request, obj) else []
        return [
            (None, {"fields": ["product", "variant", ("free", "on_hand", "held", "committed")]}),
            *([(pgettext_lazy("stock", "Change"), {"fields": change})] if change else []),
            (capfirst(_("last changes")), {"fields": ["last_moves"]}),
        ]

    def save_model(self, request, obj, form, change):
        try:
            stock_service.adjust(
                sku=obj.sku,
                delta=form.cleaned_data["delta"],
                reference=f"admin:{form.cleaned_data['token']}",
                actor=request.user,
                reason=form.cleaned_data["reason"],
            )
        except RuleViolation as refusal:
            # Sold between the form's check and here: say so, and change nothing.
            self.message_user(request, refusal.message, "error")

    @display(description=_("product"), ordering="sku__product__title")
    def product(self, row):
        return row.sku.product.title

    @display(description=_("variant"))
    def variant(self, row):
        return str(row.sku)

    @display(description=_("available"))
    def free(self, row):
        return row.available

    @display(description=_("last changes"))
    def last_moves(self, row):
        moves = row.moves.select_related("actor").order_by("-id")[:LATEST_MOVES]
        return render_to_string("shop/admin/_moves.html", {"moves": moves})
