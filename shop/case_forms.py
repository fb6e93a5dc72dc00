"""What a buyer fills in about a case: the wish, a message with pictures, a parcel sent back."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from core.errors import RuleViolation
from core.wording import money
from media.forms import ACCEPTED
from media.services import ingest
from shop.models import AfterSale, OrderLine, Sku
from shop.services.aftersales import moving
from shop.services.aftersales.asking import Chance, Wish
from shop.services.aftersales.thread import LONGEST, MOST_PICTURES

# Said in the reader's language, not in the one in which the form's class was made.
text_lazy = lazy(lambda make: str(make()), str)


class _Several(forms.ClearableFileInput):
    allow_multiple_selected = True


class PicturesField(forms.FileField):
    """Several pictures at once; each is looked at before any is kept."""

    def __init__(self, **kwargs):
        widget = _Several(attrs={"accept": ACCEPTED})
        super().__init__(
            label=_("Pictures"),
            required=False,
            widget=widget,
            help_text=text_lazy(
                lambda: (
                    _("Up to %(most)d. Only you, the store and the platform see them.")
                    % {"most": MOST_PICTURES}
                )
            ),
            **kwargs,
        )

    def clean(self, data, initial=None):
        files: list[UploadedFile] = [file for file in data or [] if file]
        if len(files) > MOST_PICTURES:
            raise forms.ValidationError(
                _("At most %(most)d pictures at a time.") % {"most": MOST_PICTURES}
            )
        for file in files:
            try:
                ingest.check(file)
            except RuleViolation as refusal:
                raise forms.ValidationError(f"{file.name}: {refusal.message}") from refusal
        return files


class MessageForm(forms.Form):
    text = forms.CharField(
        label=_("Message"),
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    pictures = PicturesField()


class CaseForm(MessageForm):
    """The wish. What the line and its state do not allow is not offered."""

    kind = forms.ChoiceField(label=_("What do you want?"), widget=forms.RadioSelect)
    reason = forms.ChoiceField(label=_("Why?"), choices=AfterSale.Reason.choices)
    quantity = forms.IntegerField(label=_("How many?"), min_value=1)
    asked = forms.DecimalField(
        label=_("Amount"), required=False, min_value=0, max_digits=12, decimal_places=2
    )
    replacement = forms.ModelChoiceField(
        label=_("Exchange for"), queryset=Sku.objects.none(), required=False
    )

    field_order = ["kind", "reason", "quantity", "asked", "replacement", "text", "pictures"]

    def __init__(self, *args, line: OrderLine, chance: Chance, **kwargs):
        super().__init__(*args, **kwargs)
        labels = dict(AfterSale.Kind.choices)
        fields: dict[str, Any] = self.fields
        fields["kind"].choices = [(name, labels[name]) for name in chance.kinds]
        self.initial.setdefault("kind", next(iter(chance.kinds), ""))
        most = max(chance.kinds.values(), default=1)
        self.initial.setdefault("quantity", most)
        fields["quantity"].widget.attrs["max"] = most
        fields["text"].label = _("What is wrong?")
        self._offer_amount(line, chance)
        self._offer_variants(line, chance)

    def _offer_amount(self, line: OrderLine, chance: Chance) -> None:
        if set(chance.kinds) == {"refund"}:
            del self.fields["asked"]
            return
        most = moving.worth(line, max(chance.kinds.values(), default=1))
        self.fields["asked"].help_text = _(
            "For a refund without return, if less is enough. At most %(sum)s."
        ) % {"sum": money(most, line.order.group.currency)}

    def _offer_variants(self, line: OrderLine, chance: Chance) -> None:
        if "exchange" not in chance.kinds:
            del self.fields["replacement"]
            return
        field: Any = self.fields["replacement"]
        field.queryset = Sku.objects.filter(product=line.sku.product_id, is_active=True)
        field.empty_label = _("The same again")

    def wish(self) -> Wish:
        kept = self.cleaned_data
        asked = kept.get("asked")
        is_refund = kept["kind"] == AfterSale.Kind.REFUND
        return Wish(
            kind=kept["kind"],
            reason=kept["reason"],
            quantity=kept["quantity"],
            text=kept["text"],
            asked=int(asked * 100) if is_refund and asked is not None else None,
            replacement=kept.get("replacement"),
        )


class BackForm(forms.Form):
    carrier = forms.CharField(label=_("Carrier"), max_length=40)
    tracking = forms.CharField(label=_("Tracking number"), max_length=60)
