"""Where allauth asks our rules: limits in PostgreSQL, our words, the language of the person."""

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.handles import validate_handle
from accounts.services import limits

_WRONG = _("The account or the password is not right.")


class AccountAdapter(DefaultAccountAdapter):
    # The same words for an unknown account and for a wrong password.
    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": _WRONG,
        "username_password_mismatch": _WRONG,
        "too_many_login_attempts": _("Too many failed attempts. Please wait ten minutes."),
        "rate_limited": _("Too many requests. Please try again later."),
        "username_taken": _("This handle is taken."),
        "email_taken": _("This e-mail address cannot be used."),
    }

    def pre_authenticate(self, request, **credentials):
        if not all(limits.is_open(*tried, at=timezone.now()) for tried in self._tried(credentials)):
            raise self.validation_error("too_many_login_attempts")

    def authentication_failed(self, request, **credentials):
        for tried in self._tried(credentials):
            limits.spend(*tried, at=timezone.now())

    def _tried(self, credentials):
        account = credentials.get("email") or credentials.get("username") or ""
        network = self.get_client_ip(self.request)
        return [(limits.LOGIN_BY_ACCOUNT, account), (limits.LOGIN_BY_NETWORK, network)]

    def clean_username(self, username, shallow=False):
        username = username.lower()
        validate_handle(username)
        return super().clean_username(username, shallow=shallow)

    def post_login(self, request, user, **kwargs):
        response = super().post_login(request, user, **kwargs)
        if user.language:
            remember_language(response, user.language)
        return response


def remember_language(response, language):
    """Write the chosen language into the cookie that pages without a session go by, too."""
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=365 * 24 * 3600,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        samesite="Lax",
    )
