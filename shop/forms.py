"""What a buyer fills in at the checkout."""

import re

from django import forms
from django.utils.translation import gettext_lazy as _

from core.serializers import INT8_MAX
from shop.address_forms import AddressForm
from shop.models import Address
from shop.services import addresses as address_book
from shop.services import orders
from shop.services.quote import MOST_LINES
from shop.services.quoted import Want
from shop.services.shipping import Destination, destination_of

NEW = "new"
_SHOWN = re.compile(r"(\d{1,18})x(\d{1,9})@(\d{1,18})", re.ASCII)


class CheckoutForm(AddressForm):
    """One page: where to, how to pay, and what was shown. Fields of a new address count only
    where no saved one is chosen."""

    address = forms.ChoiceField(label=_("Deliver to"), widget=forms.RadioSelect)
    provider = forms.ChoiceField(
        label=_("Pay with"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how to pay.")},
    )
    key = forms.CharField(max_length=80, widget=forms.HiddenInput)
    shown = forms.CharField(max_length=50 * MOST_LINES, widget=forms.HiddenInput)
    total = forms.IntegerField(
        min_value=0, max_value=INT8_MAX, required=False, widget=forms.HiddenInput
    )

    def __init__(self, *args, addresses, stores=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.addresses = {str(address.pk): address for address in addresses}
        choices = [(pk, _spoken(address)) for pk, address in self.addresses.items()]
        _offer(self, "address", [*choices, (NEW, _("Another address"))])
        _offer(self, "provider", orders.providers(stores))
        if not self.addresses:
            self.fields["address"].widget = forms.HiddenInput()
        if self.is_bound and self.data.get("address") in self.addresses:
            for name in Address.KEPT:
                self.fields[name].required = False
                self.fields[name].validators = []

    def clean_shown(self):
        wants = []
        for part in self.cleaned_data["shown"].split():
            found = _SHOWN.fullmatch(part)
            if not found:
                raise forms.ValidationError(_("Your cart has changed. Please look at it again."))
            wants.append(Want(*map(int, found.groups())))
        return wants

    def show(self, name, value):
        """Put this into the field, in place of what was sent."""
        self.initial[name] = value
        if self.is_bound:
            self.data = {**_plain(self.data), name: value}

    def snapshot(self) -> dict[str, str]:
        """The address as chosen or as typed."""
        saved = self.addresses.get(self.cleaned_data["address"])
        if saved:
            return saved.snapshot()
        return {field: self.cleaned_data[field] for field in Address.KEPT}

    def destination(self) -> Destination | None:
        """Where it would go as the form stands, right or wrong; None while nobody can know."""
        saved = self.addresses.get(self["address"].value() or "")
        if saved:
            return destination_of(address_book.snapshot(saved.snapshot()))
        typed = {name: str(self[name].value() or "") for name in Address.KEPT}
        found = destination_of(address_book.snapshot(typed))
        return found if found.province or found.country != "CN" else None

    def _post_clean(self):
        """Nothing is saved from here: the order keeps a copy, the service the address."""


def _plain(data) -> dict:
    return data.dict() if hasattr(data, "dict") else dict(data)


def _offer(form: forms.Form | forms.ModelForm, name: str, choices: list) -> None:
    field = form.fields[name]
    if isinstance(field, forms.ChoiceField):
        field.choices = choices


def _spoken(address: Address) -> str:
    return f"{address.recipient} · {address.phone} · {address.region} {address.street}"


class PayForm(forms.Form):
    provider = forms.ChoiceField(label=_("Pay with"), widget=forms.RadioSelect)

    def __init__(self, *args, providers, chosen, **kwargs):
        super().__init__(*args, **kwargs)
        _offer(self, "provider", providers)
        names = [name for name, _label in providers]
        if names:
            self.initial.setdefault("provider", chosen if chosen in names else names[0])
