"""A picture sent from a page."""

from django import forms
from django.utils.translation import gettext_lazy as _

ACCEPTED = "image/jpeg,image/png,image/webp,image/avif,image/gif"


class AvatarForm(forms.Form):
    file = forms.FileField(
        label=_("Picture"),
        allow_empty_file=True,
        help_text=_("JPEG, PNG, WebP, AVIF or GIF, up to 20 MB. It is shown round."),
        widget=forms.ClearableFileInput(attrs={"accept": ACCEPTED}),
    )
