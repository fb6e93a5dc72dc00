"""Stores and the people who work in them."""

from django import forms
from django.contrib import admin
from django.forms.models import BaseInlineFormSet
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminSelectMultipleWidget

from core.admin import ENDED, MOVING, QUIET, WELL, in_colour, in_money
from shop import regions
from shop.admin.base import EDITOR, NOBODY, OWNER, StoreAdmin, StoreInline, StoreStackedInline
from shop.models import ShippingRule, Store, StoreStaff


class StaffInline(StoreInline):
    """Who works here: every member sees it, platform staff change it."""

    model = StoreStaff
    viewers = (OWNER, EDITOR)
    changers = NOBODY
    autocomplete_fields = ["user"]

    def has_change_permission(self, request, obj=None):
        return request.user.is_superuser

    has_add_permission = has_delete_permission = has_change_permission


class ShippingForm(forms.ModelForm):
    regions = forms.MultipleChoiceField(
        label=capfirst(_("regions")),
        required=False,
        widget=UnfoldAdminSelectMultipleWidget(attrs={"size": 6}),
        help_text=_("None: everywhere that no other rule names."),
    )

    class Meta:
        model = ShippingRule
        fields = [
            "regions",
            "is_served",
            "fee",
            "free_from",
            "first_grams",
            "step_grams",
            "step_fee",
        ]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        field = self.fields["regions"]
        if isinstance(field, forms.MultipleChoiceField):
            places = [*regions.provinces(), *regions.countries()]
            # What is chosen stands on top: the box shows a few of three hundred.
            field.choices = sorted(places, key=lambda place: place[0] not in self.instance.regions)

    def clean(self):
        data = super().clean() or self.cleaned_data
        if (data.get("first_grams") is None) != (not data.get("step_grams")):
            self.add_error("step_grams", _("Give the first weight and each further one, or none."))
        if data.get("free_from") == 0:
            self.add_error("free_from", _("Give an amount above zero."))
        return data


class ShippingFormSet(BaseInlineFormSet):
    def clean(self):
        super().clean()
        kept = [form for form in self.forms if form not in self.deleted_forms]
        named: list[str] = []
        for form in kept:
            if form.instance.pk or form.has_changed():
                named += form.cleaned_data.get("regions") or ["*"]
        if len(named) > len(set(named)):
            raise forms.ValidationError(_("Two rules name the same region."))


class ShippingInline(StoreStackedInline):
    """Fees by region and weight; they count where the store says that it goes by rules."""

    model = ShippingRule
    form = ShippingForm
    formset = ShippingFormSet
    fields = [
        "regions",
        "is_served",
        ("fee", "free_from"),
        ("first_grams", "step_grams", "step_fee"),
    ]
    sums = {"fee": "first_costs", "free_from": "free_beyond", "step_fee": "step_costs"}
    first_costs = in_money("fee", _("fee"), currency="store__currency")
    free_beyond = in_money("free_from", _("free from"), currency="store__currency")
    step_costs = in_money("step_fee", _("costs more"), currency="store__currency")
    changers = (OWNER,)
    adders = (OWNER,)
    deleters = (OWNER,)


@admin.register(Store)
class StoreOwnAdmin(StoreAdmin):
    store_path = "pk"
    changers = (OWNER,)
    list_display = ["name", "badge", "state", "verified_until", "slug", "opened_at"]
    search_fields = ["name", "slug"]
    list_filter = ["kind", "status"]
    inlines = [ShippingInline, StaffInline]
    fieldsets = [
        (None, {"fields": ["name", "slug", "account", "status", "description"]}),
        (_("Verification"), {"fields": ["kind", "verified_until"]}),
        (_("Terms"), {"fields": ["shipping_terms", "return_terms", "commission_bp"]}),
        (
            _("Shipping"),
            {"fields": ["currency", "shipping_by", "shipping_fee", "free_shipping_from"]},
        ),
        (_("Payment"), {"fields": ["gateways"]}),
    ]
    badge = in_colour("kind", _("kind"), official=WELL, flagship=MOVING, ordinary=QUIET)
    state = in_colour("status", _("status"), open=WELL, closed=ENDED)
    sums = {"shipping_fee": "sending_costs", "free_shipping_from": "free_beyond"}
    sending_costs = in_money("shipping_fee", _("shipping fee"))
    free_beyond = in_money("free_shipping_from", _("free shipping from"))
    # What a brand may not say of itself.
    platform_fields = ["slug", "kind", "account", "status", "currency"]

    def get_readonly_fields(self, request, obj=None):
        kept = ["verified_until", *self.sums.values()]
        return kept if request.user.is_superuser else [*kept, *self.platform_fields]

    def has_add_permission(self, request):
        return request.user.is_superuser
