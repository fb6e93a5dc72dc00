"""The page to pay: a code to scan, a way to go on, another way to choose."""

import re

import pytest
from django.utils import timezone

from shop.models import Payment
from shop.services import payments
from tests.factories.orders import placed
from tests.provider.process import NAMES
from tests.shop.payer import fresh, states
from tests.shop.providers import opened_at

pytestmark = pytest.mark.django_db


def _page(client, group):
    client.force_login(group.buyer)
    return client.get(f"/orders/{group.number}/pay")


def test_the_first_choice_is_what_was_chosen_at_the_checkout(client, provider):
    page = _page(client, placed(provider="stripe"))
    assert re.search(r'value="stripe"[^>]*checked', page.content.decode())
    assert page.content.decode().count('type="radio"') == len(NAMES)


def test_wechat_shows_a_code_and_no_link_that_a_browser_cannot_follow(client, provider):
    group = placed(provider="wechatpay")
    client.force_login(group.buyer)
    address = f"/orders/{group.number}/pay"
    assert client.post(address, {"provider": "wechatpay"})["Location"] == address
    page = client.get(address).content.decode()
    assert '<svg class="qr"' in page
    assert "style=" not in page.split("<main")[1]
    assert "weixin:" not in page


@pytest.mark.parametrize("name", ["alipay", "stripe"])
def test_others_lead_to_their_own_page(client, provider, name):
    payment = opened_at(name)
    page = _page(client, payment.group).content.decode()
    assert payment.pay_url.replace("&", "&amp;") in page
    assert '<svg class="qr"' not in page
    answer = client.post(f"/orders/{payment.group.number}/pay", {"provider": name})
    assert answer["Location"] == payment.pay_url


def test_changing_the_way_closes_the_first(client, provider):
    payment = opened_at("alipay")
    client.force_login(payment.group.buyer)
    client.post(f"/orders/{payment.group.number}/pay", {"provider": "wechatpay"})
    assert fresh(payment).status == "closed"
    assert Payment.objects.latest("pk").provider == "wechatpay"


def test_looking_again_says_nothing_until_it_is_paid(client, provider):
    payment = opened_at("wechatpay")
    client.force_login(payment.group.buyer)
    look = f"/orders/{payment.group.number}/return"
    assert client.get(look, headers={"HX-Request": "true"}).status_code == 204
    assert client.get(look).status_code == 200
    provider.pay(payment)
    answer = client.get(look, headers={"HX-Request": "true"})
    assert answer["HX-Redirect"] == f"/orders/{payment.group.number}"
    assert states(payment.group)[0] == "paid"


def test_what_was_paid_at_the_first_is_found_before_another_opens(client, provider):
    payment = opened_at("alipay")
    provider.pay(payment)
    client.force_login(payment.group.buyer)
    client.post(f"/orders/{payment.group.number}/pay", {"provider": "stripe"})
    assert states(payment.group)[0] == "paid"
    assert Payment.objects.count() == 1


def test_a_store_that_takes_no_payment_here_says_so(client, provider):
    group = placed(provider="stripe")
    store = group.store_orders.get().store
    store.gateways = ["test"]
    store.save()
    page = _page(client, group).content.decode()
    assert payments.why_unpayable([store]) in page
    assert 'type="radio"' not in page
    assert group.expires_at > timezone.now()
