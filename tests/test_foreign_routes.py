"""Addresses that others made and we lead to: sign-up, login, password, second factor.

Their status for somebody nameless and for somebody signed in, and that nobody keeps the answer.
"""

import pytest
from django.urls import get_resolver, reverse

from tests.test_routes import named

# name: (anonymous, signed in); 302 leads on or to the login.
EXPECTED = {
    "account_login": (200, 302),
    "account_logout": (302, 200),
    "account_inactive": (200, 200),
    "account_signup": (200, 302),
    "account_reauthenticate": (302, 200),
    "account_email": (302, 200),
    "account_email_verification_sent": (200, 200),
    "account_change_password": (302, 200),
    "account_set_password": (302, 302),
    "account_reset_password": (200, 200),
    "account_confirm_login_code": (302, 302),
    "account_confirm_email": (200, 200),
    "account_reset_password_from_key_done": (200, 200),
    "account_reset_password_from_key": (200, 200),
    "account_reset_password_done": (200, 200),
    "mfa_index": (302, 200),
    "mfa_authenticate": (302, 302),
    "mfa_reauthenticate": (302, 302),
    "mfa_activate_totp": (302, 302),
    "mfa_deactivate_totp": (302, 404),
    "mfa_view_recovery_codes": (302, 404),
    "mfa_generate_recovery_codes": (302, 302),
    "mfa_download_recovery_codes": (302, 404),
}
KEYS = {
    "account_confirm_email": {"key": "x"},
    "account_reset_password_from_key": {"uidb36": "1", "key": "x-y"},
}
FOREIGN = ("account_", "mfa_", "socialaccount_")


def test_every_address_of_others_is_expected():
    names = {name for name, _ in named(get_resolver()) if name.startswith(FOREIGN)}

    assert names == set(EXPECTED)


@pytest.mark.parametrize("name", EXPECTED)
def test_who_may_and_who_keeps(name, world):
    address = reverse(name, kwargs=KEYS.get(name))
    answers = [world.client(role).get(address) for role in ("anonymous", "reader")]

    assert tuple(answer.status_code for answer in answers) == EXPECTED[name]
    for answer in answers:
        said = answer["Cache-Control"]
        assert "no-store" in said
        assert "public" not in said
        assert "unsafe" not in answer["Content-Security-Policy"]
        assert b"<script>" not in answer.content
        assert b"style=" not in answer.content
