"""An address as people type it: in China with a province, elsewhere freely."""

from django import forms
from django.utils.translation import gettext_lazy as _

from shop import regions
from shop.models import Address

_PHONE = r"[0-9+() \-]{5,20}"
_HINTS = {
    "recipient": "name",
    "phone": "tel",
    "country": "country",
    "province": "address-level1",
    "region": "address-level2",
    "street": "street-address",
    "postcode": "postal-code",
}


def _provinces() -> list[tuple[str, str]]:
    return [("", "—"), *regions.provinces()]


class AddressForm(forms.ModelForm):
    phone = forms.RegexField(
        _PHONE,
        label=_("Phone"),
        max_length=20,
        error_messages={"invalid": _("Write a phone number: digits, and a + before a country.")},
    )
    country = forms.ChoiceField(label=_("Country"), choices=regions.countries, required=False)
    province = forms.ChoiceField(label=_("Province (in China)"), choices=_provinces, required=False)

    class Meta:
        model = Address
        fields = Address.KEPT
        labels = {
            "recipient": _("Recipient"),
            "region": _("City and district"),
            "street": _("Street and number"),
            "postcode": _("Postcode"),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, hint in _HINTS.items():
            self.fields[name].widget.attrs["autocomplete"] = f"shipping {hint}"
        self.fields["phone"].widget.attrs["inputmode"] = "tel"
        self.fields["country"].initial = regions.HOME
        if self.instance.pk:
            shown = regions.without_province(self.instance.province, self.instance.region)
            self.initial["region"] = shown

    def clean(self):
        data = super().clean() or self.cleaned_data
        data["country"] = data.get("country") or regions.HOME
        region = data.get("region", "")
        code = regions.province_of(data["country"], data.get("province", ""), region)
        if data["country"] == regions.HOME and not code and self._is_asked():
            self.add_error("province", _("Choose a province."))
        if code and region and not regions.province_of(regions.HOME, "", region):
            data["region"] = f"{regions.name_of(code)} {region}"
        data["province"] = code
        return data

    def clean_region(self):
        region = self.cleaned_data["region"]
        # With the province's name before it, it must still fit.
        if len(region) > 100:
            raise forms.ValidationError(_("Use at most 100 characters."))
        return region

    def _is_asked(self) -> bool:
        """Whether an address must be there at all."""
        return self.fields["region"].required
