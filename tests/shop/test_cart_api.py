"""The cart in JSON."""

import pytest

from shop.models import CartLine, Product
from tests.factories.accounts import UserFactory
from tests.factories.shop import SkuFactory

pytestmark = pytest.mark.django_db
LINES = "/api/v1/cart/lines"
JSON = "application/json"


def add(client, sku, **more):
    return client.post(LINES, {"sku": sku.pk, **more}, content_type=JSON)


@pytest.mark.parametrize("is_guest", [True, False])
def test_a_cart_is_filled_changed_and_emptied(client, is_guest):
    if not is_guest:
        client.force_login(UserFactory())
    sku = SkuFactory(options={"Size": "S"})

    answer = add(client, sku, quantity=2)

    assert answer.status_code == 201
    line = answer.json()["stores"][0]["lines"][0]
    assert (line["sku"], line["variant"], line["quantity"], line["amount"]) == (
        sku.pk,
        "S",
        2,
        17600,
    )
    assert answer.json()["sums"] == [
        {"currency": "CNY", "goods": 17600, "shipping": 0, "total": 17600}
    ]
    changed = client.patch(f"{LINES}/{line['id']}", {"is_selected": False}, content_type=JSON)
    assert changed.json()["selected_count"] == 0
    changed = client.patch(f"{LINES}/{line['id']}", {"quantity": 5}, content_type=JSON)
    assert changed.json()["count"] == 5
    assert client.get("/api/v1/cart/count").json() == {"count": 5}
    assert client.delete(f"{LINES}/{line['id']}").status_code == 204
    assert client.delete(f"{LINES}/{line['id']}").status_code == 404
    assert client.get("/api/v1/cart").json()["stores"] == []


@pytest.mark.parametrize(
    ("body", "status", "code", "field"),
    [
        ({"quantity": 0}, 400, "invalid", "quantity"),
        ({"quantity": -1}, 400, "invalid", "quantity"),
        ({"quantity": 2**40}, 400, "invalid", "quantity"),
        ({"quantity": "1e400"}, 400, "invalid", "quantity"),
        ({"quantity": True}, 400, "invalid", "quantity"),
        ({"price": 1}, 400, "unknown_field", "price"),
        ({"quantity": 11}, 409, "not_enough_stock", "quantity"),
    ],
)
def test_bad_input_is_named(client, body, status, code, field):
    answer = add(client, SkuFactory(), **body)

    assert answer.status_code == status
    problem = answer.json()
    assert problem["code"] == code
    assert field in problem["errors"]
    assert not CartLine.objects.exists()


def test_what_is_not_there_or_not_sold(client):
    assert client.post(LINES, {"sku": 999999}, content_type=JSON).status_code == 404
    assert client.post(LINES, {"sku": 2**63 - 1}, content_type=JSON).status_code in (400, 404)
    draft = SkuFactory(product__status=Product.Status.DRAFT)
    assert add(client, draft).status_code == 404
    gone = add(client, SkuFactory(product__status=Product.Status.WITHDRAWN))
    assert (gone.status_code, gone.json()["code"]) == (409, "not_for_sale")


def test_buy_now_chooses_one(client):
    add(client, SkuFactory())
    answer = add(client, SkuFactory(), buy_now=True)

    assert (answer.json()["count"], answer.json()["selected_count"]) == (2, 1)


def test_a_number_that_no_column_holds_is_bad_input(client):
    assert add(client, SkuFactory(), quantity=2**63).status_code == 400
