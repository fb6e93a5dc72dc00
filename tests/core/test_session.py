import pytest
from django.test import Client

from tests.factories.accounts import UserFactory

SESSION = "/api/v1/session"


@pytest.mark.django_db
def test_a_stranger_has_a_token_and_no_name():
    client = Client(enforce_csrf_checks=True)
    answer = client.get(SESSION, headers={"accept-language": "zh"}).json()

    assert (answer["user"], answer["has_cart"], answer["cart_count"]) == (None, False, 0)
    assert answer["language"] == "zh-hans"
    assert answer["csrf_token"]


@pytest.mark.django_db
def test_the_token_opens_the_next_act():
    client = Client(enforce_csrf_checks=True)
    token = client.get(SESSION).json()["csrf_token"]

    assert client.post("/language", {"language": "en"}).status_code == 403
    answer = client.post("/language", {"language": "en"}, headers={"X-CSRFToken": token})
    assert answer.status_code == 302


@pytest.mark.django_db
def test_who_is_signed_in_is_named(client):
    reader = UserFactory(name="Lin Mei")
    client.force_login(reader)

    assert client.get(SESSION).json()["user"] == {
        "handle": reader.handle,
        "name": "Lin Mei",
        "is_official": False,
        "is_staff": False,
    }
