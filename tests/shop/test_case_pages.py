"""The buyer's pages of orders and cases: what is offered, what is said, what is shown to whom."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from media import tasks as media_tasks
from shop.models import AfterSale, CartLine, Evidence, StoreOrder
from shop.services import deadlines, fulfilment
from shop.services.aftersales import answering
from tests.factories.accounts import UserFactory
from tests.media.photographs import encoded, photograph, sent
from tests.shop.cases import again, clerk_of, complain, shipped, sold

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_folders(settings, tmp_path):
    settings.MEDIA_ROOT, settings.UPLOAD_ROOT = tmp_path / "media", tmp_path / "uploads"


@pytest.fixture
def order(client):
    order = shipped()
    client.force_login(order.group.buyer)
    return order


def page(client, order):
    return client.get(f"/orders/{order.group.number}")


def ask_path(order):
    return f"/orders/{order.group.number}/after-sales/{order.lines.get().pk}"


def test_the_page_shows_parcel_deadline_and_what_can_be_done(client, order):
    text = page(client, order).content.decode()
    assert "OUT" in text
    assert "Counts as received on" in text
    assert "I have received it" in text
    assert ask_path(order) in text


def test_the_buyer_confirms_once_and_the_window_is_shown(client, order):
    path = f"/orders/{order.group.number}/received/{order.number}"
    for _ in range(2):
        assert client.post(path).status_code == 302
    assert StoreOrder.objects.get().status == "received"
    assert "After-sales can be asked for until" in page(client, order).content.decode()


def test_a_late_store_is_named_and_its_order_can_be_cancelled(client):
    order = sold()
    client.force_login(order.group.buyer)
    path = f"/orders/{order.group.number}/cancel/{order.number}"
    assert path not in page(client, order).content.decode()
    client.post(path)
    assert StoreOrder.objects.get().status == "paid"
    order.group.__class__.objects.update(paid_at=timezone.now() - timedelta(days=8))
    StoreOrder.objects.update(ship_by=timezone.now() - timedelta(days=6))
    deadlines.mark_late(at=timezone.now())

    text = page(client, order).content.decode()
    assert "The store is late" in text
    assert path in text
    client.post(path)
    assert StoreOrder.objects.get().status == "refunded"


@pytest.mark.parametrize(
    ("tab", "there"), [("", True), ("to_receive", True), ("to_pay", False), ("cases", False)]
)
def test_tabs_show_orders_by_state(client, order, tab, there):
    text = client.get("/orders", {"state": tab}).content.decode()
    assert (order.group.number in text) == there


def test_an_order_goes_into_the_cart_again(client, order):
    client.post(f"/orders/{order.group.number}/again")
    line = CartLine.objects.get()
    assert (line.sku_id, line.quantity) == (order.lines.get().sku_id, 2)


def test_a_case_is_asked_for_with_pictures_that_only_its_sides_see(client, order):
    form = {"kind": "refund", "reason": "defective", "quantity": 1, "text": "It leaks"}
    form["pictures"] = [sent(encoded(photograph(90, 60)), "a.jpg")]

    answer = client.post(ask_path(order), form)

    case = AfterSale.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, f"/after-sales/{case.number}")
    media_tasks.make_renditions()
    picture = f"/after-sales/{case.number}/pictures/{Evidence.objects.get().pk}"
    text = client.get(answer["Location"]).content.decode()
    assert "It leaks" in text
    assert picture in text
    seen = {}
    people = {
        "buyer": order.group.buyer,
        "clerk": clerk_of(order),
        "platform": UserFactory(is_staff=True, is_superuser=True),
        "stranger": UserFactory(),
    }
    for name, user in people.items():
        client.force_login(user)
        seen[name] = client.get(picture).status_code
    assert seen == {"buyer": 200, "clerk": 200, "platform": 200, "stranger": 404}
    client.force_login(people["buyer"])
    kept = client.get(picture)
    assert (kept["Content-Type"], kept["Cache-Control"]) == ("image/webp", "private, no-store")


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"quantity": 9}, "quantity"),
        ({"kind": "gift"}, "kind"),
        ({"asked": "999999"}, "asked"),
        ({"asked": "x"}, "asked"),
    ],
)
def test_a_wrong_wish_keeps_what_was_typed_and_names_the_field(client, order, change, field):
    form = {"kind": "refund", "reason": "other", "quantity": 1, "text": "It leaks", **change}
    answer = client.post(ask_path(order), form)
    assert answer.status_code == 400
    assert list(answer.context["form"].errors) == [field]
    assert "It leaks" in answer.content.decode()
    assert not AfterSale.objects.exists()


def test_a_file_that_is_no_picture_is_named(client, order):
    form = {"kind": "refund", "reason": "other", "quantity": 1}
    form["pictures"] = [sent(b"<svg/>", "x.svg")]
    answer = client.post(ask_path(order), form)
    assert "x.svg" in str(answer.context["form"].errors["pictures"])


def test_declined_the_buyer_asks_anew_then_sends_it_back(client, order):
    case, clerk = complain(order), clerk_of(order)
    answering.reject(case, text="Show it", actor=clerk, at=timezone.now())
    path = f"/after-sales/{case.number}"
    text = client.get(path).content.decode()
    assert "Show it" in text
    form = {"kind": "return", "reason": "defective", "quantity": 2, "text": "Here"}
    assert client.post(f"{path}/revision", form).status_code == 302
    answering.agree(case, actor=clerk, at=timezone.now())
    assert "Send it back" in client.get(path).content.decode()
    assert client.post(f"{path}/return", {"carrier": "ZTO"}).status_code == 400
    client.post(f"{path}/return", {"carrier": "ZTO", "tracking": "B1"})
    found = again(case)
    assert (found.status, found.quantity, found.back_tracking) == ("return_shipped", 2, "B1")


def test_it_is_said_in_chinese_too(client, order):
    complain(order)
    text = client.get(f"/orders/{order.group.number}?lang=zh-hans").content.decode()
    assert "等待店铺处理" in text
    text = client.get(f"/after-sales/{AfterSale.objects.get().number}?lang=zh-hans").content
    assert re.search("店铺须在 .* 前处理，否则由平台介入", text.decode())


def test_after_the_window_nothing_is_offered(client, order):
    fulfilment.receive(order, at=timezone.now() - timedelta(days=9))
    deadlines.complete(at=timezone.now())
    assert ask_path(order) not in page(client, order).content.decode()
    assert "is over" in client.get(ask_path(order)).content.decode()
