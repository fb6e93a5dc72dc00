"""How a shelf is narrowed and ordered, in the words of its page (prices in yuan)."""

from django import forms
from django.utils.translation import gettext_lazy as _

from shop.product_filter import LONGEST_ATTRIBUTES, SORTS


class ShelfForm(forms.Form):
    WORDS = {
        "new": _("Newest"),
        "best": _("Best-selling"),
        "cheap": _("Price, low to high"),
        "dear": _("Price, high to low"),
    }
    # Passed on as they are to `ProductFilter`, which takes prices in minor units.
    PLAIN = ("q", "category", "store", "rating", "attr")
    SWITCHES = ("in_stock", "on_sale")

    q = forms.CharField(label=_("Search products"), max_length=80, required=False)
    category = forms.CharField(max_length=80, required=False)
    store = forms.CharField(max_length=80, required=False)
    attr = forms.CharField(max_length=LONGEST_ATTRIBUTES, required=False)
    rating = forms.TypedChoiceField(
        choices=[("", ""), ("3", "3"), ("4", "4")], coerce=int, required=False, empty_value=None
    )
    price_min = forms.DecimalField(
        label=_("Price from"), min_value=0, max_digits=11, decimal_places=2, required=False
    )
    price_max = forms.DecimalField(
        label=_("Price to"), min_value=0, max_digits=11, decimal_places=2, required=False
    )
    in_stock = forms.BooleanField(label=_("In stock"), required=False)
    on_sale = forms.BooleanField(label=_("On sale now"), required=False)
    sort = forms.ChoiceField(label=_("Sort by"), choices=list(WORDS.items()), required=False)

    def clean(self):
        low, high = self.cleaned_data.get("price_min"), self.cleaned_data.get("price_max")
        if low is not None and high is not None and low > high:
            self.add_error("price_max", _("This is below the lowest price."))

    def narrowing(self) -> dict[str, object]:
        """The valid fields as `ProductFilter` takes them: prices in minor units."""
        given = getattr(self, "cleaned_data", {})
        found = {name: given[name] for name in self.PLAIN if given.get(name)}
        found |= {name: True for name in self.SWITCHES if given.get(name)}
        for name in ("price_min", "price_max"):
            if given.get(name) is not None:
                found[name] = int(given[name] * 100)
        return found

    def kept(self) -> list[forms.BoundField]:
        """What the form's own page passes on without showing it as a field."""
        return [
            self[name] for name in ("category", "store", "attr", "rating") if self[name].value()
        ]

    def is_narrowed(self) -> bool:
        return bool(self.narrowing())

    def ordering(self) -> tuple[str, ...]:
        return SORTS[getattr(self, "cleaned_data", {}).get("sort") or "new"]
