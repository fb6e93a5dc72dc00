"""A buyer pays in a real browser at providers that speak the real protocols, and comes back."""

import re

import pytest
from playwright.sync_api import expect

from shop.models import Payment
from shop.services import audit
from tests.factories.orders import placed

pytestmark = pytest.mark.browser


@pytest.fixture
def group(page, site, client):
    """An order of somebody who is signed in."""
    group = placed()
    client.force_login(group.buyer)
    session = client.cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": session, "url": site}])
    return group


def _choose(page, group, way):
    page.goto(f"/orders/{group.number}/pay")
    page.get_by_role("radio", name=way).check()
    page.get_by_role("button", name=re.compile("Pay now|Change the way")).click()


def _thanked(page):
    thanks = page.get_by_role("heading", name="Thank you for your order")
    expect(thanks).to_be_visible(timeout=20_000)
    assert audit.findings() == []


def test_at_alipay_and_back(page, group):
    _choose(page, group, "Alipay")
    page.get_by_role("button", name="Pay").click()
    _thanked(page)


def test_a_code_for_wechat_gives_way_to_a_card_and_comes_back_and_is_scanned(page, group, loopback):
    _choose(page, group, "WeChat Pay")
    expect(page.get_by_role("img", name="Payment code")).to_be_visible()
    _choose(page, group, "Card (Stripe)")
    expect(page.get_by_role("button", name="Pay")).to_be_visible()
    _choose(page, group, "WeChat Pay")
    expect(page.get_by_role("img", name="Payment code")).to_be_visible()
    states = Payment.objects.order_by("pk").values_list("provider", "status")
    assert list(states)[-3:] == [
        ("wechatpay", "closed"),
        ("stripe", "closed"),
        ("wechatpay", "pending"),
    ]
    loopback.pay(Payment.objects.latest("pk"))
    _thanked(page)
