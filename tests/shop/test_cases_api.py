"""After-sales, parts and invoices by the API."""

import pytest
from django.utils import timezone

from shop.models import AfterSale, StoreOrder
from shop.services.aftersales import answering
from tests.factories.media import PictureFactory
from tests.shop.cases import clerk_of, shipped

pytestmark = pytest.mark.django_db
JSON = {"content_type": "application/json"}
API = "/api/v1"


@pytest.fixture
def order(client):
    order = shipped()
    client.force_login(order.group.buyer)
    return order


def ask(client, order, **values):
    wish = {"line": order.lines.get().pk, "kind": "return", "reason": "defective", "quantity": 1}
    return client.post(f"{API}/orders/{order.group.number}/after-sales", wish | values, **JSON)


def test_a_case_is_opened_with_pictures_declined_and_asked_anew(client, order):
    picture = PictureFactory(owner=order.group.buyer, upload__is_private=True)
    answer = ask(client, order, text="Leaks", uploads=[str(picture.upload_id)])
    assert answer.status_code == 201
    body = answer.json()
    assert (body["status"], body["order"]) == ("applied", order.group.number)
    assert len(body["messages"][0]["pictures"]) == 1

    case, path = AfterSale.objects.get(), f"{API}/after-sales/{body['number']}"
    answering.reject(case, text="No", actor=clerk_of(order), at=timezone.now())
    wish = {"kind": "refund", "reason": "defective", "quantity": 2, "asked": 100}
    assert client.put(f"{path}/revision", wish, **JSON).json()["asked"] == 100
    assert client.post(f"{path}/messages", {"text": "Please"}, **JSON).status_code == 200
    assert client.put(f"{path}/withdrawal").json()["status"] == "closed"
    assert client.put(f"{path}/escalation").status_code == 409
    rows = client.get(f"{API}/after-sales").json()["results"]
    assert [row["number"] for row in rows] == [body["number"]]


def test_it_is_sent_back(client, order):
    number = ask(client, order).json()["number"]
    answering.agree(AfterSale.objects.get(), actor=clerk_of(order), at=timezone.now())
    path = f"{API}/after-sales/{number}/return"
    assert client.put(path, {"carrier": "ZTO"}, **JSON).status_code == 400
    body = client.put(path, {"carrier": "ZTO", "tracking": "B"}, **JSON).json()
    assert (body["status"], body["back_tracking"]) == ("return_shipped", "B")


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"quantity": 0}, 400),
        ({"quantity": 9}, 409),
        ({"kind": "gift"}, 400),
        ({"colour": "red"}, 400),
        ({"line": 2**62}, 404),
        ({"replacement": 999999999, "kind": "exchange"}, 404),
        ({"uploads": ["x"]}, 400),
    ],
)
def test_nonsense_is_a_problem(client, order, change, status):
    answer = ask(client, order, **change)
    assert answer.status_code == status
    assert answer["Content-Type"] == "application/problem+json"
    assert not AfterSale.objects.exists()


def test_an_upload_of_somebody_else_is_not_found(client, order):
    for picture in (PictureFactory(upload__is_private=True), PictureFactory()):
        assert ask(client, order, uploads=[str(picture.upload_id)]).status_code == 404


def test_a_part_is_received_and_shows_its_parcel(client, order):
    path = f"{API}/orders/{order.group.number}/parts/{order.number}/received"
    body = client.put(path).json()
    assert (body["status"], body["parcels"][0]["tracking"]) == ("received", "OUT")
    assert client.put(path).status_code == 200
    assert StoreOrder.objects.get().status == "received"


def test_an_invoice_is_asked_for(client, order):
    path = f"{API}/orders/{order.group.number}/parts/{order.number}/invoice"
    assert client.get(path).status_code == 404
    wrong = {"kind": "company", "title": "T", "tax_number": "1", "email": "a@b.cn"}
    assert client.put(path, wrong, **JSON).status_code == 409
    body = client.put(path, wrong | {"kind": "personal"}, **JSON).json()
    assert (body["status"], body["tax_number"]) == ("requested", "")
    assert client.get(path).json()["title"] == "T"
