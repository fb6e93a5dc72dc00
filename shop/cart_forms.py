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


class ShelfForm(forms.Form):
    """How a shelf is narrowed and ordered, in the words of its page (prices in yuan)."""

    SORTS = {
        "new": (_("Newest"), "-pk"),
        "cheap": (_("Price, low to high"), "price_from"),
        "dear": (_("Price, high to low"), "-price_from"),
    }

    q = forms.CharField(label=_("Search products"), max_length=80, required=False)
    category = forms.CharField(max_length=80, required=False, widget=forms.HiddenInput)
    price_min = forms.DecimalField(
        label=_("Price from"), min_value=0, max_digits=11, decimal_places=2, required=False
    )
    price_max = forms.DecimalField(
        label=_("Price to"), min_value=0, max_digits=11, decimal_places=2, required=False
    )
    in_stock = forms.BooleanField(label=_("In stock"), required=False)
    sort = forms.ChoiceField(
        label=_("Sort by"),
        choices=[(key, label) for key, (label, _column) in SORTS.items()],
        required=False,
    )

    def clean(self):
        low, high = self.cleaned_data.get("price_min"), self.cleaned_data.get("price_max")
        if low is not None and high is not None and low > high:
            self.add_error("price_max", _("This is below the lowest price."))

    def narrowing(self) -> dict[str, object]:
        """The valid fields as `ProductFilter` takes them: prices in minor units."""
        given = getattr(self, "cleaned_data", {})
        found = {name: given[name] for name in ("q", "category") if given.get(name)}
        for name in ("price_min", "price_max"):
            if given.get(name) is not None:
                found[name] = int(given[name] * 100)
        if given.get("in_stock"):
            found["in_stock"] = True
        return found

    def ordering(self) -> str:
        return self.SORTS[getattr(self, "cleaned_data", {}).get("sort") or "new"][1]
