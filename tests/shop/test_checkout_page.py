"""The checkout in the browser's words: forms without JavaScript, sent once or twice."""

import re

import pytest
from django.urls import reverse

from shop.models import Cart, OrderGroup, Product, Sku, Stock
from shop.services import cart as carts
from shop.services import limits
from tests.factories.accounts import UserFactory
from tests.factories.orders import ADDRESS, placed
from tests.factories.shop import SkuFactory
from tests.shop.payer import callback, decide, fresh, opened, silent

pytestmark = pytest.mark.django_db
CHECKOUT = "/checkout"


@pytest.fixture
def sku():
    return SkuFactory(on_hand=5, price=8800)


@pytest.fixture
def buyer(client, sku, noon):
    buyer = UserFactory()
    carts.add(carts.of_user(buyer), sku=sku, quantity=2, at=noon)
    client.force_login(buyer)
    return buyer


def hidden(page, name):
    return re.search(rf'name="{name}" value="([^"]*)"', page.content.decode())[1]


def filled(client, **values):
    page = client.get(CHECKOUT)
    form = {"key": hidden(page, "key"), "shown": hidden(page, "shown"), "address": "new"}
    return {**form, "provider": "test", **ADDRESS, **values}


def text(page):
    return page.content.decode()


def test_the_page_shows_lines_shipping_and_total(client, buyer, sku):
    page = text(client.get(CHECKOUT))
    assert sku.product.title in page
    assert "176.00" in page
    assert 'name="recipient"' in page


def test_a_guest_is_asked_to_log_in_and_comes_back(client):
    assert client.get(CHECKOUT)["Location"].endswith("?next=/checkout")


def test_an_empty_cart_leads_back_to_the_cart(client):
    client.force_login(UserFactory())
    assert client.get(CHECKOUT)["Location"] == reverse("shop:cart")


def test_placing_leads_to_the_provider_and_back_to_a_paid_order(client, buyer, sku):
    answer = client.post(CHECKOUT, filled(client))
    group = OrderGroup.objects.get()
    payment = group.payments.get()
    assert (answer.status_code, answer["Location"]) == (302, payment.pay_url)
    assert not Cart.objects.get(user=buyer).lines.exists()

    hosted = client.get(payment.pay_url)
    assert hosted.status_code == 200
    back = client.post(payment.pay_url, {"decision": "approve"})["Location"]
    assert back == f"http://testserver/orders/{group.number}/return"
    assert client.get(back)["Location"] == f"/orders/{group.number}"
    assert fresh(group).status == "paid"
    page = text(client.get(f"/orders/{group.number}"))
    assert "Payment received" in page
    assert "The store ships by" in page
    assert "already" not in text(client.get("/orders"))
    assert "decided" in text(client.get(payment.pay_url))


def test_the_form_sent_twice_orders_once(client, buyer):
    form = filled(client)
    first, again = client.post(CHECKOUT, form), client.post(CHECKOUT, form)
    assert first["Location"] == again["Location"]
    assert OrderGroup.objects.count() == 1


def test_what_was_typed_stays_and_the_error_stands_at_its_field(client, buyer):
    answer = client.post(CHECKOUT, filled(client, phone="call me", street="", recipient="Mei Lin"))
    page = text(answer)
    assert answer.status_code == 400
    assert "Mei Lin" in page
    assert "call me" in page
    assert "Write a phone number" in page
    assert re.search(r'id="id_street_error"[^>]*>[^<]+required', page)
    assert not OrderGroup.objects.exists()


def test_sold_out_in_mid_checkout_names_the_line_and_keeps_what_was_typed(client, buyer, sku):
    form = filled(client)
    Stock.objects.update(on_hand=1)
    answer = client.post(CHECKOUT, form)
    page = text(answer)
    assert answer.status_code == 409
    assert "only 1 left" in page
    assert reverse("shop:cart") in page
    assert ADDRESS["recipient"] in page
    assert hidden(answer, "key") != form["key"]
    assert not OrderGroup.objects.exists()


def test_a_new_price_is_shown_and_agreed_to_by_sending_again(client, buyer):
    form = filled(client)
    Sku.objects.update(price=9900)
    refused = client.post(CHECKOUT, form)
    assert refused.status_code == 409
    assert "A price has changed" in text(refused)
    assert "198.00" in text(refused)

    agreed = form | {name: hidden(refused, name) for name in ("key", "shown")}
    assert client.post(CHECKOUT, agreed).status_code == 302
    assert OrderGroup.objects.get().total == 19800


def test_a_withdrawn_product_says_so(client, buyer):
    form = filled(client)
    Product.objects.update(status="withdrawn")
    answer = client.post(CHECKOUT, form)
    assert answer.status_code == 409
    assert "no longer sold" in text(answer)


def test_a_cart_changed_in_another_tab_is_shown_again(client, buyer, noon):
    form = filled(client)
    carts.add(carts.of_user(buyer), sku=SkuFactory(), quantity=1, at=noon)
    answer = client.post(CHECKOUT, form)
    assert answer.status_code == 409
    assert "Your cart has changed" in text(answer)


@pytest.mark.parametrize(
    "shown", ["", "x", "1x1", "1x1@1e400", f"1x{2**70}@1", "-1x1@1", "1x0@8800", "٣x1@1"]
)
def test_a_forged_memory_of_the_page_is_refused(client, buyer, shown):
    answer = client.post(CHECKOUT, filled(client, shown=shown))
    assert answer.status_code in (400, 409)
    assert not OrderGroup.objects.exists()


def test_a_key_used_for_another_order_is_refused_in_words(client, buyer, sku, noon):
    form = filled(client)
    client.post(CHECKOUT, form)
    carts.add(carts.of_user(buyer), sku=sku, quantity=1, at=noon)
    answer = client.post(CHECKOUT, filled(client, key=form["key"]))
    assert answer.status_code == 422
    assert "already sent" in text(answer)


def test_a_saved_address_is_offered_and_enough(client, buyer, sku, noon):
    client.post(CHECKOUT, filled(client))
    carts.add(carts.of_user(buyer), sku=sku, quantity=1, at=noon)
    saved = buyer.addresses.get()
    form = filled(client, address=str(saved.pk))
    form = {k: v for k, v in form.items() if k not in ADDRESS}
    assert client.post(CHECKOUT, form).status_code == 302
    assert OrderGroup.objects.latest("pk").address == ADDRESS
    assert buyer.addresses.count() == 1


def test_the_address_of_another_is_not_mine_to_use(client, buyer):
    other = UserFactory().addresses.create(**ADDRESS)
    assert client.post(CHECKOUT, filled(client, address=str(other.pk))).status_code == 400


def test_a_silent_provider_loses_no_order(client, buyer, monkeypatch):
    monkeypatch.setattr("shop.gateways.test.TestGateway.open", silent)
    answer = client.post(CHECKOUT, filled(client), follow=True)
    assert OrderGroup.objects.get().status == "pending_payment"
    assert "does not answer" in text(answer)
    assert "Pay now" in text(answer)


def test_the_return_page_waits_while_the_provider_has_not_decided(client):
    group = placed()
    client.force_login(group.buyer)
    payment = opened(group)
    decide(payment, "later")
    page = client.get(f"/orders/{group.number}/return")
    assert page.status_code == 200
    assert "every 3s" in text(page)


def test_polling_follows_the_order_when_it_is_settled(client):
    group = placed()
    client.force_login(group.buyer)
    payment = opened(group)
    decide(payment, "decline")
    answer = client.get(f"/orders/{group.number}/return", headers={"HX-Request": "true"})
    assert answer["HX-Redirect"] == f"/orders/{group.number}"
    assert "declined" in text(client.get(f"/orders/{group.number}"))


def test_cancelling_is_a_button_and_repeats_quietly(client):
    group = placed()
    client.force_login(group.buyer)
    for _ in range(2):
        page = client.post(f"/orders/{group.number}/cancel", follow=True)
    assert "Cancelled by you" in text(page)
    assert Stock.objects.get().held == 0
    assert client.get(f"/orders/{group.number}/pay")["Location"] == f"/orders/{group.number}"


def test_the_order_list_goes_on_by_the_last_number(client, monkeypatch):
    monkeypatch.setattr(limits, "MOST_UNPAID", 100)
    buyer = UserFactory()
    skus = [SkuFactory(on_hand=100)]
    numbers = [placed(buyer, skus, key=f"k{n}").number for n in range(21)]
    client.force_login(buyer)
    assert f"?before={numbers[1]}" in text(client.get("/orders"))
    older = text(client.get(f"/orders?before={numbers[1]}"))
    assert numbers[0] in older
    assert numbers[1] not in older
    assert client.get("/orders?before=nothing").status_code == 200


def test_a_list_of_orders_costs_the_same_for_one_and_for_twenty(
    client, django_assert_max_num_queries
):
    buyer = UserFactory()
    client.force_login(buyer)
    for n in range(20):
        placed(buyer, [SkuFactory()], key=f"k{n}")
    with django_assert_max_num_queries(10):
        client.get("/orders")


def test_a_callback_over_http_is_answered_after_it_is_applied(client):
    group = placed()
    payment = opened(group)
    decide(payment)
    headers, raw = callback(payment)
    address = "/api/v1/payments/test/callback"

    def post(raw, headers):
        return client.post(address, raw, content_type="application/json", headers=headers)

    bad = post(raw, {**headers, "X-Test-Signature": "0"})
    assert (bad.status_code, bad.json()["code"]) == (400, "callback_refused")
    assert fresh(group).status == "pending_payment"
    for _ in range(2):
        assert post(raw, headers).status_code == 200
    assert fresh(group).status == "paid"
    assert client.post("/api/v1/payments/none/callback").status_code == 400
