"""Checkout, orders, payments and addresses over the API."""

import pytest
from django.utils import timezone

from shop.models import OrderGroup, Stock
from shop.services import cart as carts
from shop.services import checkout, retries
from tests.factories.accounts import UserFactory
from tests.factories.orders import ADDRESS, placed
from tests.factories.shop import SkuFactory
from tests.shop.payer import decide, fresh

pytestmark = pytest.mark.django_db
JSON = "application/json"


@pytest.fixture
def buyer(client):
    buyer = UserFactory()
    client.force_login(buyer)
    return buyer


def post(client, body, key="k-1"):
    body = {"address": ADDRESS, "provider": "test", **body}
    return client.post("/api/v1/checkout", body, JSON, headers={"Idempotency-Key": key})


def line(sku, **values):
    return {"sku": sku.pk, "quantity": 1, **values}


def test_201_with_a_receipt_and_the_way_to_the_order(client, buyer):
    sku = SkuFactory(on_hand=1)
    answer = post(client, {"lines": [line(sku, price=8800)], "total": 8800})
    receipt = answer.json()
    assert answer.status_code == 201
    assert answer["Location"] == f"/api/v1/orders/{receipt['number']}"
    assert (receipt["status"], receipt["total"]) == ("pending_payment", 8800)

    again = post(client, {"lines": [line(sku, price=8800)], "total": 8800})
    assert (again.status_code, again.json()) == (201, receipt)
    assert again["Idempotent-Replayed"] == "true"


def test_without_lines_the_selected_lines_of_the_cart_are_bought(client, buyer):
    carts.add(carts.of_user(buyer), sku=SkuFactory(), quantity=3, at=timezone.now())
    assert post(client, {}).json()["total"] == 3 * 8800
    assert post(client, {}, key="other").json()["code"] == "nothing_to_buy"


def test_409_names_every_short_variant(client, buyer):
    skus = [SkuFactory(on_hand=0), SkuFactory(on_hand=9), SkuFactory(on_hand=1)]
    answer = post(client, {"lines": [line(sku, quantity=2) for sku in skus]})
    problem = answer.json()
    assert (answer.status_code, problem["code"]) == (409, "out_of_stock")
    assert {fact["sku"] for fact in problem["skus"]} == {skus[0].pk, skus[2].pk}


def test_409_with_the_new_price(client, buyer):
    answer = post(client, {"lines": [line(SkuFactory(price=9900), price=1)]})
    assert answer.status_code == 409
    assert answer.json()["skus"][0]["price"] == answer.json()["total"] == 9900


@pytest.mark.parametrize("quantity", [0, -1, 100, 2**63, 1e400, "1e400", "x", None, True, [1], 1.5])
def test_a_bad_quantity_is_400_at_its_field(client, buyer, quantity):
    sku = SkuFactory()
    body = {"lines": [line(sku, quantity=quantity)]}
    if quantity == 1e400:
        raw = f'{{"provider": "test", "lines": [{{"sku": {sku.pk}, "quantity": 1e400}}]}}'
        answer = client.post("/api/v1/checkout", raw, JSON)
    else:
        answer = post(client, body)
    assert answer.status_code == 400
    assert "lines" in next(iter(answer.json()["errors"]))
    assert not OrderGroup.objects.exists()


@pytest.mark.parametrize(
    "body",
    [
        {"discount": 1},
        {"lines": []},
        {"lines": [{"sku": 1, "quantity": 1, "unit_price": 1}]},
        {"lines": "all"},
        {"address": None},
        {"address": {"recipient": "x"}},
        {"address_id": "1"},
        {"provider": "cowries", "lines": [{"sku": 1, "quantity": 1}]},
        {"total": -1},
    ],
)
def test_what_makes_no_sense_is_400(client, buyer, body):
    assert post(client, body).status_code == 400


def test_the_key_is_asked_for_and_not_given_to_two_requests(client, buyer):
    body = {"lines": [line(SkuFactory())]}
    assert post(client, body, key="").status_code == 400
    assert post(client, body).status_code == 201
    reused = post(client, {"lines": [line(SkuFactory())]})
    assert (reused.status_code, reused.json()["code"]) == (422, "idempotency_key_reused")


def test_503_says_when_to_come_back(client, buyer, monkeypatch):
    def busy(**_):
        raise retries.Busy("busy")

    monkeypatch.setattr(checkout, "place_order", busy)
    answer = post(client, {"lines": [line(SkuFactory())]})
    assert (answer.status_code, answer["Retry-After"]) == (503, "2")


def test_a_saved_address_by_its_id_and_only_ones_own(client, buyer):
    made = client.post("/api/v1/addresses", ADDRESS, JSON).json()
    body = {"provider": "test", "lines": [line(SkuFactory())]}

    def place(address_id, key):
        headers = {"Idempotency-Key": key}
        sent = {**body, "address_id": address_id}
        return client.post("/api/v1/checkout", sent, JSON, headers=headers)

    assert place(made["id"], "a").status_code == 201
    other = UserFactory().addresses.create(**ADDRESS)
    assert place(str(other.pk), "b").status_code == 404


def test_an_order_is_paid_over_the_api(client):
    group = placed()
    client.force_login(group.buyer)
    path = f"/api/v1/orders/{group.number}/payments"
    made = client.post(path, {"provider": "test"}, JSON)
    assert (made.status_code, made.json()["status"]) == (201, "pending")
    decide(group.payments.get())
    assert [row["status"] for row in client.get(path).json()] == ["captured"]
    assert client.post(path, {"provider": "test"}, JSON).status_code == 409
    shown = client.get(f"/api/v1/orders/{group.number}").json()
    assert (shown["status"], shown["store_orders"][0]["status"]) == ("paid", "paid")
    assert client.put(f"/api/v1/orders/{group.number}/cancellation").status_code == 409


def test_an_order_is_cancelled_over_the_api_and_again(client):
    group = placed()
    client.force_login(group.buyer)
    for _ in range(2):
        answer = client.put(f"/api/v1/orders/{group.number}/cancellation")
        assert (answer.status_code, answer.json()["status"]) == (200, "closed")
    assert (Stock.objects.get().held, fresh(group).status) == (0, "closed")


def test_orders_are_listed_by_status(client):
    group = placed()
    client.force_login(group.buyer)
    assert len(client.get("/api/v1/orders?status=pending_payment").json()["results"]) == 1
    assert len(client.get("/api/v1/orders?status=paid").json()["results"]) == 0
    assert client.get("/api/v1/orders?status=odd").status_code == 400
