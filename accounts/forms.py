"""What people fill in about themselves."""

from allauth.account import forms as allauth_forms
from allauth.account.adapter import get_adapter
from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.handles import validate_bio, validate_display_name
from accounts.models import User
from accounts.services import limits


class LoginForm(allauth_forms.LoginForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["login"].label = _("E-mail or handle")
        self.fields["login"].max_length = 254
        self.fields["password"].label = _("Password")
        self.fields["password"].help_text = ""
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)
        self.fields["login"].widget.attrs |= {
            "autocomplete": "username",
            "autocapitalize": "none",
            "maxlength": 254,
        }


class SignupForm(allauth_forms.SignupForm):
    name = forms.CharField(
        label=_("Display name"),
        max_length=40,
        validators=[validate_display_name],
        help_text=_("How others see you. You can change it at any time."),
        widget=forms.TextInput(attrs={"autocomplete": "nickname"}),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.order_fields(["email", "username", "name", "password1"])
        self.fields["email"].label = _("E-mail")
        self.fields["username"].label = _("Handle")
        self.fields["username"].help_text = _("3 to 30 characters: a–z, 0–9, dots, underscores.")
        self.fields["username"].widget.attrs["autocapitalize"] = "none"
        self.fields["password1"].label = _("Password")
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)

    def clean(self):
        network = get_adapter().get_client_ip(get_adapter().request)
        if not limits.spend(limits.SIGNUP_BY_NETWORK, network, at=timezone.now()):
            raise get_adapter().validation_error("rate_limited")
        return super().clean()

    def custom_signup(self, request, user):
        user.name = self.cleaned_data["name"]
        user.save(update_fields=["name"])


class ResetPasswordForm(allauth_forms.ResetPasswordForm):
    """Says and does the same for known and unknown addresses, the limit included."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["email"].label = _("E-mail")
        self.fields["email"].widget.attrs.pop("placeholder", None)

    def clean_email(self):
        adapter, at = get_adapter(), timezone.now()
        network = adapter.get_client_ip(adapter.request)
        allowed = [
            limits.spend(limits.LETTER_BY_ADDRESS, self.cleaned_data["email"], at=at),
            limits.spend(limits.LETTER_BY_NETWORK, network, at=at),
        ]
        if not all(allowed):
            raise adapter.validation_error("rate_limited")
        return super().clean_email()


class ProfileForm(forms.ModelForm):
    """The public side of an account, and its language."""

    bio = forms.CharField(
        label=_("Bio"),
        max_length=200,
        required=False,
        validators=[validate_bio],
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Up to 200 characters."),
    )
    language = forms.ChoiceField(
        label=_("Language"),
        required=False,
        choices=[("", _("As my browser says")), *settings.LANGUAGES],
    )

    class Meta:
        model = User
        fields = ("name", "bio", "language")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["name"].required = True
        self.fields["name"].label = _("Display name")
