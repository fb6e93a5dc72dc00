"""What a buyer fills in at the checkout."""

import re

from django import forms
from django.utils.translation import gettext_lazy as _

from shop.models import Address
from shop.services import orders
from shop.services.addresses import FIELDS as ADDRESS_FIELDS
from shop.services.quote import MOST_LINES
from shop.services.quoted import Want

NEW = "new"
_SHOWN = re.compile(r"(\d{1,18})x(\d{1,9})@(\d{1,18})", re.ASCII)
_PHONE = r"[0-9+() \-]{5,20}"


class AddressForm(forms.ModelForm):
    phone = forms.RegexField(
        _PHONE,
        label=_("Phone"),
        max_length=20,
        error_messages={"invalid": _("Write a phone number: digits, and a + before a country.")},
    )

    class Meta:
        model = Address
        fields = ADDRESS_FIELDS
        labels = {
            "recipient": _("Recipient"),
            "region": _("Province, city, district"),
            "street": _("Street and number"),
            "postcode": _("Postcode"),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        hints = {
            "recipient": "name",
            "phone": "tel",
            "region": "address-level1",
            "street": "street-address",
            "postcode": "postal-code",
        }
        for name, hint in hints.items():
            self.fields[name].widget.attrs["autocomplete"] = f"shipping {hint}"
        self.fields["phone"].widget.attrs["inputmode"] = "tel"


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

    def __init__(self, *args, addresses, **kwargs):
        super().__init__(*args, **kwargs)
        self.addresses = {str(address.pk): address for address in addresses}
        choices = [(pk, _spoken(address)) for pk, address in self.addresses.items()]
        _offer(self, "address", [*choices, (NEW, _("Another address"))])
        _offer(self, "provider", orders.providers())
        if not self.addresses:
            self.fields["address"].widget = forms.HiddenInput()
        if self.is_bound and self.data.get("address") in self.addresses:
            for name in ADDRESS_FIELDS:
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

    def offer_ways(self, providers):
        """The ways to pay the stores of this cart; the first one where none of them is chosen."""
        _offer(self, "provider", providers)
        names = [name for name, _label in providers]
        if names and self["provider"].value() not in names:
            self.show("provider", names[0])

    def snapshot(self) -> dict[str, str]:
        """The address as chosen or as typed."""
        saved = self.addresses.get(self.cleaned_data["address"])
        if saved:
            return saved.snapshot()
        return {field: self.cleaned_data[field] for field in ADDRESS_FIELDS}

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
