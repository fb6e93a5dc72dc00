import pytest
import time_machine
from django.test import RequestFactory

from core.network import network_of
from tests.factories.accounts import UserFactory

CATEGORIES = "/api/v1/categories"


@pytest.fixture
def three_a_minute(settings):
    settings.API_PER_MINUTE = {"read": 3, "write": 3}
    with time_machine.travel("2026-05-01T12:00:10Z", tick=False) as clock:
        yield clock


@pytest.mark.django_db
def test_one_too_many_is_told_when_to_come_back(client, three_a_minute):
    answers = [client.get(CATEGORIES) for _ in range(4)]

    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert answers[3]["Retry-After"] == "50"
    assert answers[3].json()["code"] == "throttled"
    three_a_minute.shift(50)
    assert client.get(CATEGORIES).status_code == 200


@pytest.mark.django_db
@pytest.mark.usefixtures("three_a_minute")
def test_accounts_and_networks_are_counted_apart(client):
    for _ in range(4):
        client.get(CATEGORIES)

    assert client.get(CATEGORIES, REMOTE_ADDR="10.0.0.9").status_code == 200
    client.force_login(UserFactory())
    assert client.get(CATEGORIES).status_code == 200


@pytest.mark.django_db
@pytest.mark.usefixtures("three_a_minute", "valkey_away")
def test_without_valkey_reading_is_open(client):
    assert {client.get(CATEGORIES).status_code for _ in range(5)} == {200}


@pytest.mark.django_db
@pytest.mark.usefixtures("three_a_minute")
def test_a_forged_header_resets_nothing(client):
    answers = [client.get(CATEGORIES, headers={"x-forwarded-for": f"10.0.0.{n}"}) for n in range(4)]

    assert answers[3].status_code == 429


@pytest.mark.parametrize(
    ("proxies", "remote", "forwarded", "network"),
    [
        (0, "9.9.9.9", "1.1.1.1", "9.9.9.9"),
        (1, "127.0.0.1", "6.6.6.6, 1.1.1.1", "1.1.1.1"),
        (2, "127.0.0.1", "6.6.6.6, 1.1.1.1, 10.0.0.1", "1.1.1.1"),
        (2, "127.0.0.1", "1.1.1.1", "127.0.0.1"),
        (0, "2001:db8::1:2:3", "", "2001:db8::/64"),
        (1, "127.0.0.1", "nonsense", ""),
        (0, "", "", ""),
    ],
)
def test_only_our_own_proxies_are_believed(settings, proxies, remote, forwarded, network):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
    request = RequestFactory().get("/", REMOTE_ADDR=remote, HTTP_X_FORWARDED_FOR=forwarded)

    assert network_of(request) == network
