"""Two hundred want the twenty pieces of a flash deal, over HTTP, while somebody looks on."""

import datetime
from collections import Counter

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from shop.models import OrderLine, Stock
from shop.services import audit, deals
from tests.factories.shop import SkuFactory
from tests.faults.shop_site import crowd, sessions

pytestmark = pytest.mark.browser
PIECES, BUYERS, PRICE = 20, 200, 990
HOUR = datetime.timedelta(hours=1)


@pytest.fixture
def deal(site):
    sku, now = SkuFactory(on_hand=PIECES, product__title="Morning cup"), timezone.now()
    return deals.create(
        sku=sku, price=PRICE, quantity=PIECES, starts_at=now - HOUR, ends_at=now + HOUR
    )


def _rush(port, deal):
    """Everybody orders one; what was answered."""

    def one(client, buyer):
        return client.place(buyer, deal.sku_id, "rush")

    return crowd(port, sessions(BUYERS), one)


def test_two_hundred_buyers_and_the_pieces_of_the_deal(page, site_port, deal):
    page.goto(f"/products/{deal.sku.product.public_id}")
    offer = page.locator(".deal")
    expect(offer).to_contain_text("Flash deal")
    expect(offer).to_contain_text("¥9.90")
    expect(offer).to_contain_text("20 left")

    answers = _rush(site_port, deal)

    assert Counter(status for status, _ in answers) == {201: PIECES, 409: BUYERS - PIECES}
    refusals = [body for status, body in answers if status == 409]
    assert {body["code"] for body in refusals} == {"out_of_stock"}
    lines = OrderLine.objects.filter(sku=deal.sku_id)
    assert [line.unit_price for line in lines] == [PRICE] * PIECES
    assert Stock.objects.get(bucket=deal.bucket).held == PIECES
    assert audit.findings() == []

    page.goto(f"/products/{deal.sku.product.public_id}")
    expect(page.get_by_role("main")).to_contain_text("Sold out")
    expect(page.get_by_role("button", name="Buy now")).to_have_count(0)
    page.goto("/deals")
    expect(page.get_by_role("main")).not_to_contain_text("20 left")
