"""What the buy box and the cart send."""

from django import forms
from django.utils.translation import gettext_lazy as _

from core.serializers import INT8_MAX
from shop.models import CartLine


def _quantity() -> forms.IntegerField:
    return forms.IntegerField(
        min_value=1,
        max_value=CartLine.MOST,
        error_messages={
            "invalid": _("Enter a whole number."),
            "required": _("Enter a whole number."),
            "min_value": _("Choose between 1 and 99."),
            "max_value": _("Choose between 1 and 99."),
        },
    )


class AddForm(forms.Form):
    sku = forms.IntegerField(
        min_value=1,
        max_value=INT8_MAX,
        error_messages={
            "required": _("Choose a variant."),
            "invalid": _("Choose a variant."),
            "min_value": _("Choose a variant."),
            "max_value": _("Choose a variant."),
        },
    )
    quantity = _quantity()


class QuantityForm(forms.Form):
    """The quantity of a line, typed, or one step up or down from what it was."""

    quantity = _quantity()
    step = forms.TypedChoiceField(
        choices=[("1", "+"), ("-1", "−")], coerce=int, required=False, empty_value=None
    )

    def wanted(self) -> int:
        return self.cleaned_data["quantity"] + (self.cleaned_data["step"] or 0)


class SelectionForm(forms.Form):
    """The chosen lines; ids that are no numbers are nobody's lines."""

    def __init__(self, *args, lines, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["line"] = forms.TypedMultipleChoiceField(
            coerce=int, required=False, choices=[(pk, pk) for pk in lines]
        )
