import datetime
import re

import pytest
import time_machine
from allauth.mfa.totp.internal import auth as totp
from django.contrib.sessions.models import Session
from django.core import mail

from accounts.models import RateCount, User
from accounts.services import limits
from tests.factories.accounts import OfficialAccountFactory, UserFactory

pytestmark = pytest.mark.django_db
PASSWORD = "right-horse-battery"
LOGIN, SIGNUP, RESET = "/accounts/login/", "/accounts/signup/", "/accounts/password/reset/"


def log_in(client, login, password=PASSWORD, **extra):
    return client.post(LOGIN, {"login": login, "password": password}, **extra)


def is_signed_in(client):
    return "_auth_user_id" in client.session


def test_signing_up_makes_an_account_and_logs_in(client):
    answer = client.post(
        SIGNUP,
        {
            "email": "Lin@Example.com",
            "username": "Lin.Cha",
            "name": "林小茶",
            "password1": "a-long-kettle-song",
        },
    )

    assert answer.status_code == 302
    person = User.objects.get(handle="lin.cha")
    assert (person.email, person.name) == ("lin@example.com", "林小茶")
    assert is_signed_in(client)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("username", "admin"),
        ("username", "t\u0435a"),
        ("username", "TAKEN"),
        ("name", "a\u202eb"),
        ("email", "no address"),
        ("password1", "12345678"),
        ("password1", "short"),
    ],
)
def test_a_refused_field_is_named_and_the_rest_is_kept(client, field, value):
    UserFactory(handle="taken")
    sent = {
        "email": "lin@example.com",
        "username": "lincha",
        "name": "Lin",
        "password1": "a-long-kettle-song",
    }
    answer = client.post(SIGNUP, sent | {field: value})

    assert answer.status_code == 200
    assert list(answer.context["form"].errors) == [field]
    assert answer.context["form"]["name"].value() in ("Lin", value)
    assert not User.objects.filter(handle="lincha").exists()


@pytest.mark.parametrize("login", ["ann@example.com", "ANN@example.com", "ann", "Ann", " ann "])
def test_by_e_mail_or_handle(client, login):
    UserFactory(handle="ann")

    assert log_in(client, login).status_code == 302
    assert is_signed_in(client)


def test_the_same_answer_for_a_wrong_password_and_for_nobody(client):
    UserFactory(handle="ann")

    answers = [
        log_in(client, "ann@example.com", "wrong"),
        log_in(client, "nobody@example.com", "wrong"),
        log_in(client, "ann", "wrong"),
        log_in(client, "nobody", "wrong"),
    ]

    said = {tuple(answer.context["form"].non_field_errors()) for answer in answers}
    assert len(said) == 1
    assert {answer.status_code for answer in answers} == {200}


def test_an_official_account_has_no_login(client):
    account = OfficialAccountFactory(handle="brand")
    account.set_password(PASSWORD)
    account.save()

    log_in(client, "brand")
    assert not is_signed_in(client)


def test_a_closed_account_is_out_at_once(client):
    ann = UserFactory(handle="ann")
    log_in(client, "ann")
    ann.is_active = False
    ann.save()

    assert client.get("/me/settings").status_code == 302


def test_the_session_is_cycled_at_login(client):
    UserFactory(handle="ann")
    client.get("/")
    session = client.session
    session["guest"] = True
    session.save()
    client.cookies["sessionid"] = session.session_key

    log_in(client, "ann")

    assert client.session.session_key != session.session_key
    assert not Session.objects.filter(pk=session.session_key).exists()


def test_a_changed_password_ends_the_other_sessions(client, client_factory):
    UserFactory(handle="ann")
    elsewhere = client_factory()
    log_in(client, "ann")
    log_in(elsewhere, "ann")

    client.post(
        "/accounts/password/change/",
        {
            "oldpassword": PASSWORD,
            "password1": "a-long-kettle-song",
            "password2": "a-long-kettle-song",
        },
    )

    assert client.get("/me/settings").status_code == 200
    assert elsewhere.get("/me/settings").status_code == 302


def test_a_password_is_reset_by_letter(client):
    UserFactory(handle="ann")
    client.post(RESET, {"email": "ann@example.com"})

    link = re.search(r"https?://[^/]+(/accounts/password/reset/key/\S+)", mail.outbox[0].body)[1]
    form_page = client.get(link, follow=True)
    client.post(
        form_page.request["PATH_INFO"],
        {"password1": "a-long-kettle-song", "password2": "a-long-kettle-song"},
    )

    assert log_in(client, "ann", "a-long-kettle-song").status_code == 302
    assert b"no longer works" in client.get(link, follow=True).content


def test_a_letter_is_promised_alike_to_known_and_unknown(client):
    UserFactory(handle="ann")

    known = client.post(RESET, {"email": "ann@example.com"})
    unknown = client.post(RESET, {"email": "nobody@example.com"})

    assert (known.status_code, known.headers["Location"]) == (
        unknown.status_code,
        unknown.headers["Location"],
    )


def test_letters_are_limited_alike_for_known_and_unknown(client):
    UserFactory(handle="ann")
    for address in ("ann@example.com", "nobody@example.com"):
        answers = [client.post(RESET, {"email": address}) for _ in range(6)]
        assert [answer.status_code for answer in answers] == [302] * 5 + [200]
        assert "email" in answers[-1].context["form"].errors


def test_guessing_at_one_account_is_stopped_whatever_headers_say(client, valkey_away):
    UserFactory(handle="ann")
    with time_machine.travel(datetime.datetime(2026, 5, 1, 4, 0, tzinfo=datetime.UTC), tick=False):
        for n in range(limits.LOGIN_BY_ACCOUNT.most):
            log_in(client, "ann", "wrong", headers={"x-forwarded-for": f"10.0.0.{n}"})

        refused = log_in(client, "ann")
        assert not is_signed_in(client)
        assert "ten minutes" in refused.content.decode()

    with time_machine.travel(datetime.datetime(2026, 5, 1, 4, 11, tzinfo=datetime.UTC), tick=False):
        log_in(client, "ann")
        assert is_signed_in(client)


def test_guessing_at_many_accounts_from_one_network_is_stopped(client, monkeypatch):
    monkeypatch.setattr(limits, "LOGIN_BY_NETWORK", limits.Limit("login-network", 3, 600))
    UserFactory(handle="ann")
    for n in range(3):
        log_in(client, f"user{n}", "wrong")

    log_in(client, "ann")
    assert not is_signed_in(client)


def test_right_passwords_are_not_counted(client):
    UserFactory(handle="ann")
    for _ in range(limits.LOGIN_BY_ACCOUNT.most + 1):
        log_in(client, "ann")
        client.post("/accounts/logout/")

    assert not RateCount.objects.exists()


def test_logging_out_takes_a_post(client):
    UserFactory(handle="ann")
    log_in(client, "ann")

    assert client.get("/accounts/logout/").status_code == 200
    assert is_signed_in(client)
    client.post("/accounts/logout/")
    assert not is_signed_in(client)


def test_the_chosen_language_comes_with_the_login(client):
    UserFactory(handle="ann", language="zh-hans")

    answer = log_in(client, "ann")

    assert answer.cookies["lang"].value == "zh-hans"


@pytest.mark.parametrize("goal", ["https://evil.example/", "//evil.example", "javascript:alert(1)"])
def test_login_sends_nobody_away(client, goal):
    UserFactory(handle="ann")
    answer = client.post(LOGIN, {"login": "ann", "password": PASSWORD, "next": goal})

    assert answer.headers["Location"] == "/"


def test_counts_are_swept_when_their_window_is_over(noon):
    limits.spend(limits.LOGIN_BY_ACCOUNT, "ann", at=noon)
    assert limits.sweep(at=noon) == 0
    assert limits.sweep(at=noon + datetime.timedelta(hours=2)) == 1


def test_staff_bring_a_second_factor_where_it_is_demanded(client, settings):
    UserFactory(handle="ann", is_staff=True)
    log_in(client, "ann")
    settings.STAFF_MFA_REQUIRED = True

    assert client.get("/admin/").headers["Location"].endswith("/2fa/totp/activate/")
    settings.STAFF_MFA_REQUIRED = False
    assert client.get("/admin/").status_code == 200


def test_the_second_factor_is_set_up_from_a_code_that_our_policy_lets_show(client):
    UserFactory(handle="ann")
    log_in(client, "ann")
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    page = client.get("/accounts/2fa/totp/activate/")

    assert b"<svg" in page.content
    assert b"data:image" not in page.content
    secret = page.context["form"].secret
    assert secret in page.content.decode()
    number = totp.hotp_value(secret, next(totp.yield_hotp_counters_from_time()))
    done = client.post("/accounts/2fa/totp/activate/", {"code": totp.format_hotp_value(number)})
    assert done.headers["Location"] == "/accounts/2fa/recovery-codes/"
