import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from core.errors import RuleViolation
from core.guards import InputGuardMiddleware, is_bad_value
from core.security import admin_policy, page_policy


def _rules(policy):
    return dict(rule.split(" ", 1) for rule in policy.split("; "))


def test_a_page_runs_nothing_that_is_written_into_it(settings):
    rules = _rules(page_policy())

    assert "unsafe" not in page_policy()
    assert "data:" not in page_policy()
    assert rules["script-src"] == rules["style-src"] == rules["form-action"] == "'self'"
    assert rules["frame-ancestors"] == rules["object-src"] == rules["base-uri"] == "'none'"


def test_the_admins_exception_is_the_admins_alone(client):
    page = client.get("/no-such-page")
    admin = client.get("/admin/login/")

    assert page["Content-Security-Policy"] == page_policy()
    assert admin["Content-Security-Policy"] == admin_policy() != page_policy()
    for answer in (page, admin):
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["X-Frame-Options"] == "DENY"
        assert answer["Referrer-Policy"] == "strict-origin-when-cross-origin"
        assert answer["Cross-Origin-Opener-Policy"] == "same-origin"
        assert "camera=()" in answer["Permissions-Policy"]
        assert answer["Cache-Control"]


@pytest.mark.parametrize(
    "path", ["/x%00y", "/healthz?q=%00", "/healthz?q=" + "a" * 5000, "/@%00", "/notes/%00"]
)
def test_control_characters_and_endless_queries_are_refused(client, path):
    assert client.get(path).status_code == 400


def test_a_cookie_with_a_nul_is_refused(client):
    client.cookies["sessionid"] = "a\x00bcdefghijk"

    assert client.get("/").status_code == 400


def test_broken_utf8_is_no_fault_of_ours(client):
    assert client.get("/%ED%A0%80%FF").status_code == 404
    assert client.get("/no?q=%ED%A0%80%FF").status_code == 404


def _guarded(error, **headers):
    guard = InputGuardMiddleware(lambda request: HttpResponse())
    return guard.process_exception(RequestFactory().get("/", headers=headers), error)


def test_a_rule_says_no_in_words():
    answer = _guarded(RuleViolation("Two are left."), **{"HX-Request": "true"})

    assert (answer.status_code, answer.content) == (409, b"Two are left.")


def test_a_fault_of_ours_stays_a_fault():
    assert _guarded(ZeroDivisionError()) is None
    assert _guarded(ValueError("of another kind")) is None


@pytest.mark.parametrize(
    "error", [OverflowError(), ValueError("A string literal cannot contain NUL (0x00) characters.")]
)
def test_what_the_database_refuses_is_a_bad_value(error):
    assert is_bad_value(error)
    assert _guarded(error, **{"HX-Request": "true"}).status_code == 400
