"""Pages around a product's form: the matrix of its variants, its sales, a store's sheet."""

import uuid

from django import forms
from django.contrib import messages
from django.http import HttpResponseRedirect, StreamingHttpResponse
from django.shortcuts import render
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.widgets import (
    UnfoldAdminFileFieldWidget,
    UnfoldAdminIntegerFieldWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminSplitDateTimeWidget,
    UnfoldAdminTextInputWidget,
    UnfoldBooleanSwitchWidget,
)

from core.errors import RuleViolation
from shop import product_sheet
from shop.admin.yuan import YuanField
from shop.services import catalogue, matrix, sales, sheets

_AXES = range(1, catalogue.MOST_AXES + 1)


class MatrixForm(forms.Form):
    """Up to three axes with their values; new variants begin with one price."""

    price = YuanField(label=gettext_lazy("Price of new variants"))
    code_start = forms.SlugField(
        label=gettext_lazy("New codes begin with"),
        max_length=32,
        required=False,
        widget=UnfoldAdminTextInputWidget,
    )

    def __init__(self, *args, product, **kwargs):
        self.product = product
        active = list(product.skus.filter(is_active=True))
        kwargs["initial"] = _axes_now(active)
        super().__init__(*args, **kwargs)
        for number in _AXES:
            self.fields[f"axis_{number}"] = _words(
                gettext_lazy("Way %(number)d in which variants differ"), 30, number=number
            )
            self.fields[f"values_{number}"] = _words(
                gettext_lazy("Its values, with commas between"), 600
            )
        self.order_fields(
            [name for name in self.fields if name[-1].isdigit()] + ["price", "code_start"]
        )

    def clean(self):
        super().clean()
        cleaned = self.cleaned_data
        axes = {}
        for number in _AXES:
            name = (cleaned.get(f"axis_{number}") or "").strip()
            values = _values(cleaned.get(f"values_{number}") or "")
            if name in axes:
                self.add_error(f"axis_{number}", _("This name stands twice."))
            elif name and not values:
                self.add_error(f"values_{number}", _("Name at least one value."))
            elif values and not name:
                self.add_error(f"axis_{number}", _("Say in which way they differ."))
            elif name:
                axes[name] = values
        self.axes = axes
        return cleaned


class SaleForm(forms.Form):
    percent_off = forms.IntegerField(
        label=gettext_lazy("Per cent off"),
        min_value=1,
        max_value=99,
        widget=UnfoldAdminIntegerFieldWidget,
    )
    starts_at = forms.SplitDateTimeField(
        label=capfirst(gettext_lazy("starts at")), widget=UnfoldAdminSplitDateTimeWidget
    )
    ends_at = forms.SplitDateTimeField(
        label=capfirst(gettext_lazy("ends at")), widget=UnfoldAdminSplitDateTimeWidget
    )


class SheetForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("CSV file"),
        widget=UnfoldAdminFileFieldWidget,
        help_text=gettext_lazy(
            "UTF-8, with the columns of the export. Stock changes by differences."
        ),
    )
    is_dry = forms.BooleanField(
        label=gettext_lazy("Only try it"),
        required=False,
        initial=True,
        widget=UnfoldBooleanSwitchWidget,
        help_text=gettext_lazy("Says what would happen, and changes nothing."),
    )
    # Sent twice, a sheet moves stock once.
    token = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)

    def __init__(self, *args, stores, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["store"] = forms.ModelChoiceField(
            label=capfirst(_("store")),
            queryset=stores,
            initial=stores.first(),
            widget=UnfoldAdminSelectWidget,
        )
        self.order_fields(["store"])


def matrix_page(model_admin, request, product):
    """See what the axes would make; make it by the second button."""
    form = MatrixForm(request.POST or None, product=product)
    plan = None
    if form.is_valid():
        try:
            plan = matrix.plan(product, form.axes)
            if "generate" in request.POST:
                price = form.cleaned_data["price"]
                prefix = form.cleaned_data["code_start"]
                matrix.generate(product, form.axes, price=price, prefix=prefix)
                model_admin.message_user(request, _("The variants are made."), messages.SUCCESS)
                return HttpResponseRedirect("../change/")
        except RuleViolation as refusal:
            form.add_error(None, refusal.message)
    context = {"form": form, "plan": plan, "product": product, "title": _("Matrix of variants")}
    return _page(model_admin, request, "shop/admin/matrix.html", context)


def sale_page(model_admin, request, product):
    """Plan a sale of all variants, and see or end what is planned."""
    is_ending = "end" in request.POST
    form = SaleForm(None if is_ending else request.POST or None)
    if is_ending:
        sales.end(product)
        model_admin.message_user(request, _("No sale of it runs or is planned."), messages.SUCCESS)
        return HttpResponseRedirect(request.path)
    if form.is_valid():
        try:
            sales.plan(product, **form.cleaned_data)
        except RuleViolation as refusal:
            form.add_error(refusal.field, refusal.message)
        else:
            model_admin.message_user(request, _("The sale is planned."), messages.SUCCESS)
            return HttpResponseRedirect(request.path)
    context = {"form": form, "product": product, "title": _("Sale")}
    context["sales"] = sales.listed(product)
    return _page(model_admin, request, "shop/admin/sale.html", context)


def import_page(model_admin, request, stores):
    """Try a sheet, or take it in."""
    form = SheetForm(request.POST or None, request.FILES or None, stores=stores)
    outcome = None
    if form.is_valid():
        given = form.cleaned_data
        outcome = sheets.take(
            given["store"],
            # One byte more than may be: enough to see that it is too much.
            given["file"].read(product_sheet.MOST_BYTES + 1),
            actor=request.user,
            reference=str(given["token"]),
            is_dry=given["is_dry"],
        )
    context = {"form": form, "outcome": outcome, "title": _("Import products")}
    context["columns"] = ", ".join(product_sheet.COLUMNS)
    status = 400 if outcome and outcome.faults else 200
    return _page(model_admin, request, "shop/admin/sheet.html", context, status=status)


def export_file(stores):
    """The sheet of the first of these stores; a brand has one."""
    store = stores.first()
    rows = sheets.rows(store) if store else []
    response = StreamingHttpResponse(product_sheet.written(rows), content_type="text/csv")
    name = store.slug if store else "products"
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


def _page(model_admin, request, template, context, *, status=200):
    form = context["form"]
    whole = {**model_admin.admin_site.each_context(request), **context}
    return render(request, template, whole, status=400 if form.errors else status)


def _words(label, most, **words):
    return forms.CharField(
        label=label % words if words else label,
        max_length=most,
        required=False,
        widget=UnfoldAdminTextInputWidget,
    )


def _values(text: str) -> list[str]:
    parts = text.replace("，", ",").split(",")
    return [part.strip() for part in parts if part.strip()]


def _axes_now(active) -> dict[str, object]:
    initial: dict[str, object] = {}
    for number, (name, values) in enumerate(catalogue.axes(active).items(), start=1):
        initial |= {f"axis_{number}": name, f"values_{number}": ", ".join(values)}
    if active:
        initial["price"] = min(sku.price for sku in active)
    return initial
