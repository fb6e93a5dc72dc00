"""What a buyer fills in for an invoice."""

from django import forms
from django.utils.translation import gettext_lazy as _

from shop.models import Invoice


class InvoiceForm(forms.Form):
    kind = forms.ChoiceField(
        label=_("For whom?"),
        choices=Invoice.Kind.choices,
        widget=forms.RadioSelect,
        initial=Invoice.Kind.PERSONAL,
    )
    title = forms.CharField(label=_("Name on the invoice"), max_length=80)
    tax_number = forms.CharField(
        label=_("Tax number"),
        max_length=30,
        required=False,
        help_text=_("For companies: the unified social credit code."),
    )
    email = forms.EmailField(label=_("E-mail"))
