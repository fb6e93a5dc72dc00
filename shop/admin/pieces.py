"""How many pieces of each line: one number a line, as one field of a form."""

from typing import Any

from django import forms
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from unfold.widgets import UnfoldAdminIntegerFieldWidget

from shop.models import OrderLine, StoreOrder
from shop.services import progress


class PiecesWidget(forms.MultiWidget):
    def __init__(self, lines: list[tuple[OrderLine, int]] | None = None) -> None:
        self.lines = lines or []
        inputs = {
            str(line.pk): UnfoldAdminIntegerFieldWidget(attrs={"min": 0, "max": free})
            for line, free in self.lines
        }
        super().__init__(inputs)

    def decompress(self, value: dict[int, int] | None) -> list[int]:
        given = value or {}
        return [given.get(line.pk, free) for line, free in self.lines]

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        values = value if isinstance(value, list) else self.decompress(value)
        rows = [
            (line, free, part.render(f"{name}_{line.pk}", given, {"aria-label": str(line)}))
            for (line, free), part, given in zip(self.lines, self.widgets, values, strict=True)
        ]
        return render_to_string("shop/admin/_pieces.html", {"rows": rows})


class PiecesField(forms.Field):
    """Line → pieces. Without lines to choose from it is empty."""

    widget: Any = PiecesWidget

    def to_python(self, value: list[Any] | None) -> dict[int, int] | None:
        """None where nothing was said: then all goes that may."""
        if not any(raw is not None for raw in value or []):
            return None
        units = {}
        for (line, free), raw in zip(self.widget.lines, value or [], strict=False):
            text = str(raw if raw is not None else "").strip() or "0"
            if not (text.isascii() and text.isdigit() and int(text[:9]) <= free):
                raise forms.ValidationError(
                    _("%(line)s: a number from 0 to %(free)d.") % {"line": line.title, "free": free}
                )
            units[line.pk] = int(text[:9])
        return units

    def has_changed(self, initial: Any, data: Any) -> bool:
        return False


def offer(field: forms.Field, order: StoreOrder) -> None:
    """Let the field ask for the lines of this order that may leave now."""
    free = progress.shippable(order)
    lines = [(line, free[line.pk]) for line in order.lines.filter(pk__in=free).order_by("pk")]
    field.widget = PiecesWidget(lines)
