"""What readers fill in about their feed."""

from django import forms
from django.db import models
from django.utils.translation import gettext_lazy as _

from feed.history import interests, pauses
from feed.models import FeedSettings
from notes.channels import Channel


class _FlagField(forms.BooleanField):
    """A box of a form, or a word of an address: 0, false and no are no."""

    # A checkbox's own widget takes every word but "false" for yes.
    widget = forms.TextInput

    def to_python(self, value):
        return str(value).strip().lower() not in {"", "none", "0", "false", "no", "off"}


class ForgetForm(forms.Form):
    """What of the history is to go: a span of time, one note, or one search."""

    class Span(models.TextChoices):
        HOUR = "hour", _("The last hour")
        DAY = "day", _("The last day")
        ALL = "all", _("Everything")

    span = forms.ChoiceField(choices=Span, required=False)
    with_acts = _FlagField(required=False)
    note = forms.SlugField(max_length=11, required=False)
    search = forms.CharField(max_length=80, required=False)

    def clean(self):
        told = super().clean() or {}
        if not self.errors and sum(bool(told[name]) for name in ("span", "note", "search")) != 1:
            raise forms.ValidationError(_("Choose what is to be cleared."), code="what")
        return told


class PauseForm(forms.Form):
    """How long nothing is to be remembered."""

    span = forms.ChoiceField(choices=[(span, span) for span in pauses.SPANS])


class InterestForm(forms.Form):
    """One word about one topic or channel."""

    kind = forms.ChoiceField(choices=[(one, one) for one in (interests.TOPIC, interests.CHANNEL)])
    name = forms.CharField(max_length=40)
    word = forms.ChoiceField(choices=[(word, word) for word in interests.WORDS])


class FeedSettingsForm(forms.ModelForm):
    """Wishes for explore; channels come in the reader's order, a button moves one of them."""

    shown = forms.MultipleChoiceField(
        choices=Channel.choices, error_messages={"required": _("Leave at least one channel.")}
    )
    order = forms.MultipleChoiceField(choices=Channel.choices, required=False)
    earlier = forms.ChoiceField(choices=Channel.choices, required=False)
    later = forms.ChoiceField(choices=Channel.choices, required=False)

    class Meta:
        model = FeedSettings
        fields = ("is_latest_first", "hides_sponsored")

    def save(self, commit=True):
        wishes, told = super().save(commit=False), self.cleaned_data
        wishes.channels = list(dict.fromkeys(told["order"]))
        wishes.channels = _moved(wishes.order(), told["earlier"], -1)
        wishes.channels = _moved(wishes.order(), told["later"], 1)
        wishes.hidden_channels = [each for each in Channel.values if each not in told["shown"]]
        if commit:
            wishes.save()
        return wishes


def _moved(order, channel, step):
    """The order with this channel one place further, where there is a place."""
    if not channel:
        return order
    place = order.index(channel)
    rest = order[:place] + order[place + 1 :]
    at = min(max(place + step, 0), len(rest))
    return [*rest[:at], channel, *rest[at:]]
