import pytest
from django.core.management import call_command


def test_the_schema_builds_without_a_word(capsys):
    call_command("spectacular", "--validate", "--fail-on-warn", "--file", "/dev/null")

    assert capsys.readouterr().err == ""


def test_the_schema_is_served(client):
    found = client.get("/api/v1/schema/").json()

    assert found["openapi"].startswith("3.")


def test_the_docs_run_no_script_but_our_files(client):
    answer = client.get("/api/v1/docs/")

    assert b"<script>" not in answer.content
    assert b"<style" not in answer.content
    assert "script-src 'self';" in answer["Content-Security-Policy"]


def test_an_unknown_operation_is_a_problem(client):
    answer = client.post("/api/v1/nothing", "{", content_type="application/json")

    assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json")


@pytest.mark.parametrize(
    ("language", "next_path", "status", "place"),
    [
        ("zh", "/notes/x?a=b", 302, "/notes/x?a=b"),
        ("zh-hans", "https://evil.example/", 302, "/"),
        ("en", "//evil.example", 302, "/"),
        ("en", "/\\evil.example", 302, "/"),
    ],
)
def test_a_language_is_kept_and_leads_back(client, language, next_path, status, place):
    answer = client.post("/language", {"language": language, "next": next_path})

    assert (answer.status_code, answer["Location"]) == (status, place)
    assert client.cookies["lang"].value in ("en", "zh-hans")


@pytest.mark.parametrize("language", ["", "tlh", "zh\x00", "x" * 500, "é"])
def test_a_language_that_we_do_not_speak_is_refused(client, language):
    answer = client.post("/language", {"language": language}, headers={"HX-Request": "true"})

    assert answer.status_code == 400
    assert "lang" not in client.cookies
