import gzip
import threading
import time

import brotli
import pytest
from django.test import Client

from core import shared_pages
from core.shared_pages import SharedPageMiddleware, UnsharablePage
from tests.core import shared_urls
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.urls("tests.core.shared_urls")


@pytest.fixture(autouse=True)
def warm(settings):
    settings.SHARED_PAGE_SECONDS = 5
    shared_pages._sharing.cache_clear()
    shared_urls.built.clear()
    yield
    shared_pages._sharing.cache_clear()


def test_many_readers_cost_one_page(client):
    answers = [client.get("/page", headers={"user-agent": str(n)}) for n in range(5)]

    assert len(shared_urls.built) == 1
    assert {answer.content for answer in answers} == {answers[0].content}
    assert answers[0]["Cache-Control"] == "public, max-age=5"
    assert {"Cookie", "Accept-Language", "Accept-Encoding", "HX-Request"} <= set(
        answers[0]["Vary"].split(", ")
    )


def test_an_address_may_be_written_in_any_language(client):
    for _ in range(2):
        assert client.get("/茶/功夫%20α").content.decode() == "/茶/功夫 α 功夫 α"


def test_another_process_finds_it_in_valkey(client):
    first = client.get("/page")
    second = Client().get("/page")

    assert second.content == first.content
    assert len(shared_urls.built) == 1


def test_language_fragment_and_allowed_query_are_pages_of_their_own(client):
    def ask(path, **headers):
        return client.get(path, headers=headers).content.decode().split()[:2]

    assert ask("/page") == ["en", "1"]
    assert ask("/page?lang=zh") == ["zh-hans", "2"]
    assert ask("/page", **{"accept-language": "zh-CN,zh;q=0.9"}) == ["zh-hans", "2"]
    assert ask("/page?after=x") == ["en", "x"]
    assert ask("/page", **{"hx-request": "true"}) == ["en", "4"]
    assert ask("/page?utm_source=y&lang=xx", **{"hx-request": "yes"}) == ["en", "1"]


def test_the_cookie_of_the_language_goes_before_the_browser(client):
    client.cookies["lang"] = "zh-hans"

    assert client.get("/page", headers={"accept-language": "en"}).content.startswith(b"zh-hans")


def test_the_view_sees_nothing_of_who_asks(client):
    client.cookies["cart"] = "secret"
    client.get("/page?ref=me", headers={"user-agent": "me", "hx-current-url": "https://x/"})
    seen = shared_urls.built[0]

    assert not seen.COOKIES
    assert not seen.GET
    assert {name for name in seen.META if name.startswith("HTTP_")} <= {
        "HTTP_HOST",
        "HTTP_ACCEPT",
        "HTTP_ACCEPT_LANGUAGE",
    }


@pytest.mark.django_db
def test_who_is_signed_in_has_a_page_alone(client):
    client.force_login(UserFactory())
    answers = [client.get("/page") for _ in range(2)]

    assert len(shared_urls.built) == 2
    assert answers[0]["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("headers", [{"authorization": "Token x"}, {"cookie": "messages=x"}])
def test_who_brings_a_name_has_a_page_alone(client, headers):
    assert client.get("/page", headers=headers)["Cache-Control"] == "private, no-store"


def test_encodings_are_made_once(client):
    plain = client.get("/page")
    br = client.get("/page", headers={"accept-encoding": "gzip, br;q=1"})
    zipped = client.get("/page", headers={"accept-encoding": "gzip, br;q=0"})

    assert brotli.decompress(br.content) == gzip.decompress(zipped.content) == plain.content
    assert (br["Content-Encoding"], zipped["Content-Encoding"]) == ("br", "gzip")
    assert len(br.content) < len(plain.content) / 5


def test_who_has_it_is_told_so(client):
    etag = client.get("/page")["ETag"]
    again = client.get("/page", headers={"if-none-match": etag})

    assert (again.status_code, again.content) == (304, b"")
    assert again["ETag"] == etag
    assert again["Cache-Control"] == "public, max-age=5"


@pytest.mark.parametrize("path", ["/cookie", "/token"])
def test_a_page_that_knows_its_reader_is_refused(client, settings, path):
    settings.SHARED_PAGES_STRICT = True

    with pytest.raises(UnsharablePage):
        client.get(path)


@pytest.mark.parametrize("path", ["/cookie", "/token"])
def test_in_production_it_goes_to_its_reader_alone(client, settings, path):
    settings.SHARED_PAGES_STRICT = False
    answers = [client.get(path), Client().get(path)]

    assert {answer["Cache-Control"] for answer in answers} == {"private, no-store"}
    if path == "/token":
        assert answers[0].content != answers[1].content


def test_what_is_no_page_is_not_kept(client):
    answers = [client.get("/missing") for _ in range(2)]

    assert [answer.status_code for answer in answers] == [410, 410]
    assert answers[0]["Cache-Control"] == "private, no-store"
    assert len(shared_urls.built) == 2


def test_no_body_is_older_than_allowed(client, settings):
    settings.SHARED_PAGE_SECONDS = 0.3
    client.get("/page")
    time.sleep(0.35)
    client.get("/page")

    assert len(shared_urls.built) == 2


def _slow_middleware(delay, built):
    inner = SharedPageMiddleware(lambda request: None)

    def build(request):
        time.sleep(delay)
        built.append(request)
        response = shared_urls.page(request)
        response["Cache-Control"] = "private, no-store"
        return response

    inner.get_response = build
    return inner


@pytest.fixture
def request_of_page(rf):
    def make():
        request = rf.get("/page")
        request.LANGUAGE_CODE = "en"
        return request

    return make


def test_a_warm_page_never_waits_for_a_new_one(request_of_page, settings, monkeypatch):
    settings.SHARED_PAGE_SECONDS = 1
    monkeypatch.setattr("core.shared_pages._clean", lambda request, wanted: request)
    built = []
    middleware = _slow_middleware(0.1, built)
    middleware(request_of_page())

    slowest, until = 0.0, time.monotonic() + 2.5
    while time.monotonic() < until:
        start = time.monotonic()
        middleware(request_of_page())
        slowest = max(slowest, time.monotonic() - start)
        time.sleep(0.01)

    assert slowest < 0.09
    assert 3 <= len(built) <= 6


def test_a_cold_page_is_built_once_for_all_who_wait(request_of_page, monkeypatch):
    monkeypatch.setattr("core.shared_pages._clean", lambda request, wanted: request)
    built = []
    processes = [_slow_middleware(0.2, built) for _ in range(2)]
    threads = [
        threading.Thread(target=processes[n % 2], args=(request_of_page(),)) for n in range(10)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(built) == 1


@pytest.mark.usefixtures("valkey_away")
def test_without_valkey_pages_are_shared_in_the_process(client):
    assert client.get("/page").content == client.get("/page").content
    assert len(shared_urls.built) == 1


@pytest.mark.django_db
def test_a_public_answer_is_public_to_the_anonymous_alone(client):
    assert client.get("/figures")["Cache-Control"] == "public, max-age=5"
    assert "Cookie" in client.get("/figures")["Vary"]
    client.force_login(UserFactory())
    assert client.get("/figures")["Cache-Control"] == "private, no-store"
