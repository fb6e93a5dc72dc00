"""Sums in the admin: typed and shown in yuan, kept in fen."""

import re
import unicodedata
from decimal import Decimal

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminTextInputWidget

from shop.product_sheet import MOST_YUAN

_IN_THOUSANDS = re.compile(r"[0-9]{1,3}(,[0-9]{3})+(\.[0-9]*)?", re.ASCII)


class YuanField(forms.DecimalField):
    """What people write, such as 88, 88.50 or ¥1,288, to whole fen; what is wrong stays typed."""

    default_error_messages = {"invalid": _("Write a price like 88 or 88.50.")}

    def __init__(self, **kwargs):
        # A field of numbers is emptied by browsers if it holds none; in one of text it stays.
        widget = UnfoldAdminTextInputWidget(attrs={"inputmode": "decimal", "autocomplete": "off"})
        bounds = {"min_value": 0, "max_value": MOST_YUAN, "decimal_places": 2}
        label = kwargs.pop("label", None)
        if label:
            kwargs["label"] = format_lazy(_("{what} (yuan)"), what=label)
        super().__init__(**{**kwargs, "widget": widget, **bounds})

    def prepare_value(self, value):
        return f"{Decimal(value) / 100:.2f}" if isinstance(value, int) else value

    def to_python(self, value):
        return super().to_python(_plain(value) if isinstance(value, str) else value)

    def clean(self, value):
        yuan = super().clean(value)
        return None if yuan is None else int(yuan * 100)

    def has_changed(self, initial, data):
        was = super().to_python(self.prepare_value(initial))
        return super().has_changed(was, data)


def _plain(text: str) -> str:
    text = unicodedata.normalize("NFKC", text).strip().lstrip("¥").strip()
    return text.replace(",", "") if _IN_THOUSANDS.fullmatch(text) else text
