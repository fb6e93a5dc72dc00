"""The address book: written, changed, ordered, and nobody else's."""

import pytest

from shop.models import Address
from shop.services import addresses
from tests.factories.accounts import UserFactory
from tests.factories.orders import ADDRESS

pytestmark = pytest.mark.django_db
BOOK = "/me/addresses"


@pytest.fixture
def user(client):
    user = UserFactory()
    client.force_login(user)
    return user


def test_addresses_are_added_changed_and_removed(client, user):
    client.post(BOOK, {**ADDRESS, "region": "杭州市 西湖区"})
    kept = user.addresses.get()
    assert kept.region == "Zhejiang 杭州市 西湖区"
    page = client.get(f"{BOOK}/{kept.pk}").content.decode()
    assert 'value="杭州市 西湖区"' in page
    client.post(f"{BOOK}/{kept.pk}", {**ADDRESS, "recipient": "Wang"})
    assert user.addresses.get().recipient == "Wang"
    client.post(f"{BOOK}/{kept.pk}/remove")
    assert not user.addresses.exists()


def test_one_is_the_default_and_stands_first(client, user, noon):
    first, second = (
        addresses.save(user, {**ADDRESS, "recipient": name}, at=noon) for name in ("A", "B")
    )
    for address in (second, first, first):
        client.post(f"{BOOK}/{address.pk}/default")
    assert addresses.latest(user)[0] == first
    assert Address.objects.get(is_default=True) == first


def test_abroad_an_address_is_free_form(client, user):
    client.post(BOOK, {**ADDRESS, "country": "FR", "province": "33", "region": "Paris"})
    kept = user.addresses.get()
    assert (kept.country, kept.province, kept.region) == ("FR", "", "Paris")


def test_what_is_wrong_stands_at_its_field_and_the_rest_stays(client, user):
    answer = client.post(BOOK, {**ADDRESS, "phone": "x", "country": "??", "recipient": "Mei"})
    text = answer.content.decode()
    assert answer.status_code == 400
    assert 'value="Mei"' in text
    assert "Write a phone number" in text
    assert not user.addresses.exists()


def test_a_full_book_says_so(client, user, monkeypatch):
    monkeypatch.setattr(addresses, "MOST", 1)
    client.post(BOOK, ADDRESS)
    answer = client.post(BOOK, {**ADDRESS, "street": "2"})
    assert "Remove an address first" in answer.content.decode()
    assert user.addresses.count() == 1


def test_the_api_takes_no_unknown_place(client, user):
    for wrong in ({"country": "XX"}, {"province": "99"}):
        body = {**ADDRESS, **wrong}
        answer = client.post("/api/v1/addresses", body, content_type="application/json")
        assert answer.status_code == 400
    made = client.post("/api/v1/addresses", ADDRESS, content_type="application/json").json()
    assert not made["is_default"]
    path = f"/api/v1/addresses/{made['id']}"
    assert client.put(f"{path}/default").json()["is_default"]
    changed = client.patch(path, {"street": "2"}, content_type="application/json").json()
    assert (changed["street"], changed["recipient"]) == ("2", ADDRESS["recipient"])
