"""How often one may search: pages and the API together, told when it is open again."""

import pytest
import time_machine

pytestmark = pytest.mark.django_db
API = "/api/v1/search"


@pytest.fixture
def three_a_minute(settings):
    settings.PER_MINUTE = {"search": 3}
    with time_machine.travel("2026-05-01T12:00:10Z", tick=False) as clock:
        yield clock


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "Please try again in 50 seconds."), ("zh-hans", "请在 50 秒后再试。")],
)
def test_one_too_many_is_told_when_to_come_back(client, three_a_minute, language, words):
    client.cookies["lang"] = language
    answers = [client.get("/search?q=a%20kettle&sort=latest") for _ in range(4)]

    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    page = answers[3].content.decode()
    assert words in page
    assert 'href="/search?q=a%20kettle&amp;sort=latest"' in page
    assert answers[3]["Retry-After"] == "50"
    three_a_minute.shift(50)
    assert client.get("/search?q=kettle").status_code == 200


@pytest.mark.usefixtures("three_a_minute")
def test_pages_and_the_api_count_together(client):
    for _ in range(2):
        client.get("/search?q=kettle")
    answers = [client.get(API, {"q": "kettle"}) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [200, 429]
    assert answers[1]["Retry-After"] == "50"
    assert answers[1].json()["code"] == "throttled"
    more = client.get("/search?q=kettle&after=x", headers={"HX-Request": "true"})
    assert (more.status_code, more["Content-Type"]) == (429, "text/plain; charset=utf-8")


@pytest.mark.usefixtures("three_a_minute")
def test_what_searches_nothing_is_not_counted(client):
    for address in ("/search", "/search?q=", "/search?q=!!", API):
        client.get(address)

    assert client.get("/search?q=kettle").status_code == 200


@pytest.mark.usefixtures("three_a_minute")
def test_an_address_that_is_no_text_is_refused_alike(client):
    answers = [client.get("/search?q=kettle%ed%a0%80%22%3e") for _ in range(4)]

    assert answers[3].status_code == 429


@pytest.mark.usefixtures("three_a_minute", "valkey_away")
def test_without_valkey_searching_is_open(client):
    assert {client.get("/search?q=kettle").status_code for _ in range(5)} == {200}
