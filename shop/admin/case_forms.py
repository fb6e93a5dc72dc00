"""What staff write and choose when they answer a case."""

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from unfold.widgets import (
    UnfoldAdminIntegerFieldWidget,
    UnfoldAdminTextareaWidget,
    UnfoldAdminTextInputWidget,
)

from shop.models import AfterSale
from shop.services.aftersales.thread import LONGEST

# What each button cannot do without.
NEEDS = {
    "reject": ("text",),
    "refuse_return": ("text",),
    "say": ("text",),
    "order_refund": ("text",),
    "order_return": ("text",),
    "dismiss": ("text",),
    "reship": ("carrier", "tracking"),
    "restock": ("pieces",),
}


class AnswerForm(forms.ModelForm):
    text = forms.CharField(
        label=capfirst(_("answer")),
        required=False,
        max_length=LONGEST,
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 3}),
        help_text=_("The buyer reads it. Needed wherever something is declined or decided."),
    )
    carrier = forms.CharField(
        label=capfirst(_("carrier")),
        required=False,
        max_length=40,
        widget=UnfoldAdminTextInputWidget,
    )
    tracking = forms.CharField(
        label=capfirst(_("tracking number")),
        required=False,
        max_length=60,
        widget=UnfoldAdminTextInputWidget,
    )
    pieces = forms.IntegerField(
        label=capfirst(_("fit for the shelf")),
        required=False,
        min_value=0,
        widget=UnfoldAdminIntegerFieldWidget,
        help_text=_("How many of the returned pieces can be sold again; 0 if none."),
    )

    class Meta:
        model = AfterSale
        fields: list[str] = []

    def pressed(self) -> str:
        """The button that sent the form; "" for none of ours."""
        prefix = "shop_aftersale_"
        return next((name[len(prefix) :] for name in self.data if name.startswith(prefix)), "")

    def clean(self):
        cleaned = super().clean() or self.cleaned_data
        for name in NEEDS.get(self.pressed(), ()):
            value = cleaned.get(name)
            if name in self.fields and (value is None or not str(value).strip()):
                self.add_error(name, _("This is needed here."))
        return cleaned
