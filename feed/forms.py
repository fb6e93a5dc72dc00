"""What readers fill in about their feed."""

from django import forms
from django.utils.translation import gettext_lazy as _

from feed.models import FeedSettings
from notes.channels import Channel


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
