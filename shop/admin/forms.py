"""Forms of the admin: variants in words, pictures as files, and the parcel of an order."""

from django import forms
from django.forms.models import BaseInlineFormSet
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminFileFieldWidget, UnfoldAdminTextInputWidget

from core.errors import RuleViolation
from media.services import ingest
from shop.admin.pieces import PiecesField, offer
from shop.models import Payout, ProductPicture, Sku, StoreOrder
from shop.services import catalogue, moves


class OptionsField(forms.CharField):
    """The options of a variant as people write them: `Colour: Sage, Size: M`."""

    widget = UnfoldAdminTextInputWidget

    def prepare_value(self, value):
        if isinstance(value, dict):
            return ", ".join(f"{axis}: {choice}" for axis, choice in value.items())
        return value

    def to_python(self, value):
        options = {}
        for part in (super().to_python(value) or "").replace("，", ",").split(","):
            if not part.strip():
                continue
            axis, colon, choice = part.replace("：", ":").partition(":")
            if not (colon and axis.strip() and choice.strip()):
                raise forms.ValidationError(_("Write it like this: Colour: Sage, Size: M"))
            options[axis.strip()] = choice.strip()
        return options

    def has_changed(self, initial, data):
        return super().has_changed(self.prepare_value(initial), data)


class SkuForm(forms.ModelForm):
    options = OptionsField(
        label=capfirst(_("options")),
        required=False,
        max_length=200,
        help_text=_("Colour: Sage, Size: M"),
        empty_value="",
    )

    class Meta:
        model = Sku
        fields = ["code", "options", "price", "weight", "is_active", "position"]


class SkuFormSet(BaseInlineFormSet):
    def clean(self):
        super().clean()
        if any(self.errors):
            return
        rows = [form.instance for form in self.forms if form.instance.pk or form.has_changed()]
        new = sum(sku.pk is None for sku in rows)
        try:
            if self.instance.pk:
                catalogue.check_room(self.instance, new, field="skus")
            catalogue.check_variants([sku for sku in rows if sku.is_active])
        except RuleViolation as refusal:
            raise forms.ValidationError(refusal.message) from refusal


class PictureForm(forms.ModelForm):
    """A product's picture comes as a file, and goes through the one upload pipeline."""

    file = forms.FileField(
        label=capfirst(_("picture")),
        required=False,
        widget=UnfoldAdminFileFieldWidget,
        help_text="JPEG, PNG, WebP",
    )

    class Meta:
        model = ProductPicture
        fields = ["file", "alt", "position"]

    def clean(self):
        cleaned = super().clean() or self.cleaned_data
        if not self.instance.picture_id and not cleaned.get("file"):
            self.add_error("file", _("Choose a picture."))
        return cleaned

    def clean_file(self):
        file = self.cleaned_data.get("file")
        if file:
            try:
                ingest.check(file)
            except RuleViolation as refusal:
                raise forms.ValidationError(refusal.message) from refusal
        return file


class ShipForm(forms.ModelForm):
    """A parcel: who carries it, under which number, and how many pieces of each line lie in it."""

    carrier = forms.CharField(
        label=capfirst(_("carrier")),
        max_length=40,
        required=False,
        widget=UnfoldAdminTextInputWidget(attrs={"list": "carriers", "autocomplete": "off"}),
    )
    tracking = forms.CharField(
        label=capfirst(_("tracking number")),
        max_length=60,
        required=False,
        widget=UnfoldAdminTextInputWidget(attrs={"autocomplete": "off"}),
    )
    units = PiecesField(
        label=capfirst(_("pieces")),
        required=False,
        help_text=_("How many of each line lie in this parcel."),
    )

    class Meta:
        model = StoreOrder
        fields: list[str] = []

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if moves.may(self.instance, "ship"):
            offer(self.fields["units"], self.instance)
        else:
            self.fields.clear()

    def is_shipping(self) -> bool:
        return "shop_storeorder_mark_shipped" in self.data

    def clean_carrier(self):
        return self._given("carrier", _("Name the carrier."))

    def clean_tracking(self):
        return self._given("tracking", _("Give the tracking number."))

    def _given(self, name, complaint):
        value = self.cleaned_data[name].strip()
        if self.is_shipping() and not value:
            raise forms.ValidationError(complaint)
        return value


class PayoutForm(forms.ModelForm):
    """What the bank called the transfer; asked for once the button is pressed."""

    class Meta:
        model = Payout
        fields = ["reference"]

    def clean_reference(self):
        value = self.cleaned_data["reference"].strip()
        if "shop_payout_mark_sent" in self.data and not value:
            raise forms.ValidationError(_("Give the bank's reference."))
        return value
