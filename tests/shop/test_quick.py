"""Buying from a note in two steps: the sheet, and its one button."""

import re

import pytest
from django.utils import timezone

from shop.models import OrderGroup, OrderLine
from shop.services import payments
from tests.factories.accounts import UserFactory
from tests.factories.coupons import claimed
from tests.factories.notes import ProductTagFactory
from tests.factories.orders import ADDRESS
from tests.factories.shop import SkuFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def sku():
    return SkuFactory(on_hand=5, price=8800)


@pytest.fixture
def buyer(client):
    buyer = UserFactory()
    buyer.addresses.create(**ADDRESS)
    client.force_login(buyer)
    return buyer


@pytest.fixture
def path(sku):
    tag = ProductTagFactory(product=sku.product)
    return f"/notes/{tag.note.public_id}/buy/{sku.product.public_id}"


def sent(page):
    text = page.content.decode()
    form = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', text))
    form["quantity"] = re.search(r"<option\s+selected>(\d+)<", text)[1]
    form["address"] = re.search(r'<option value="([0-9a-f-]{36})"\s+selected', text)[1]
    return form


def test_the_sheet_places_what_it_says_and_the_writer_earns(client, buyer, sku, path):
    claimed(buyer, store=sku.product.store, value=800, at=timezone.now())
    page = client.get(path)
    answer = client.post("/checkout/quick", sent(page))

    group = OrderGroup.objects.get()
    line = OrderLine.objects.get()
    assert (group.total, group.address, group.buyer) == (8000, ADDRESS, buyer)
    assert answer["Location"] == group.payments.get().pay_url
    assert path.split("/")[2] == line.source


def test_sent_twice_it_orders_once(client, buyer, path):
    form = sent(client.get(path))
    for _ in range(2):
        client.post("/checkout/quick", form)
    assert OrderGroup.objects.count() == 1


def test_pieces_and_the_way_to_pay_are_chosen_in_the_sheet(client, buyer, path, monkeypatch):
    monkeypatch.setattr(payments, "gateways_for", lambda stores: ["test", "alipay"])
    page = client.get(path, {"quantity": "3", "provider": "alipay"})
    text = page.content.decode()
    assert "¥264.00" in text
    assert re.search(r'value="alipay"\s+selected', text)

    client.post("/checkout/quick", sent(page) | {"provider": "test"})
    assert OrderLine.objects.get().quantity == 3


@pytest.mark.parametrize("asked", ["0", "6", "many", ""])
def test_more_than_there_is_cannot_be_chosen(client, buyer, path, asked):
    assert sent(client.get(path, {"quantity": asked}))["quantity"] == "1"


FORGED = [
    {"price": "1"},
    {"total": "1"},
    {"total": ""},
    {"sku": "x"},
    {"quantity": "0"},
    {"quantity": "2"},
    {"provider": "free"},
]


@pytest.mark.parametrize("forged", FORGED)
def test_a_sum_of_the_clients_own_places_nothing(client, buyer, path, forged):
    answer = client.post("/checkout/quick", sent(client.get(path)) | forged)
    assert answer.status_code in (400, 409)
    assert not OrderGroup.objects.exists()


def test_without_an_address_it_says_what_to_do(client, path):
    client.force_login(UserFactory())
    text = client.get(path).content.decode()
    assert "/me/addresses" in text
    assert re.search(r'type="submit"\s+disabled', text)


def test_what_is_sold_out_has_no_button(client, buyer, sku, path):
    sku.stocks.update(on_hand=0)
    text = client.get(path).content.decode()
    assert "Sold out" in text
    assert 'type="submit"' not in text.split('class="quick')[1].split("</form>")[0]
