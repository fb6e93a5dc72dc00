"""A note that led to a product is paid: by cart, by a save, by days, and out to a marketplace."""

import datetime
import re

import pytest
from django.utils import timezone

from notes.services import engagement
from shop.models import OrderLine, OutboundClick
from shop.services import audit, cart, checkout, market_orders, statements
from tests.factories.accounts import UserFactory
from tests.factories.notes import NoteFactory, ProductTagFactory
from tests.factories.offers import OutboundOfferFactory
from tests.factories.orders import ADDRESS, placed
from tests.factories.shop import SkuFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def sku():
    return SkuFactory(product__store__commission_bp=500)


@pytest.fixture
def note(sku):
    note = NoteFactory(author=UserFactory(handle="lin"))
    ProductTagFactory(note=note, product=sku.product)
    return note


def open_product(client, sku, note):
    answer = client.get(f"/products/{sku.product.public_id}", {"note": note.public_id})
    assert answer.status_code == 200


def _is_paid(line, note):
    return (line.beneficiary, line.rate_bp, line.source) == (note.author, 500, note.public_id)


def test_a_guests_cart_carries_it_through_the_login(client, sku, note):
    buyer = UserFactory(password="right-horse-battery")
    open_product(client, sku, note)
    client.post("/cart/lines", {"product": sku.product.public_id, "sku": sku.pk, "quantity": 1})
    client.post("/accounts/login/", {"login": buyer.email, "password": "right-horse-battery"})
    checkout.place_order(
        buyer=buyer,
        key="k",
        address=ADDRESS,
        provider="test",
        at=timezone.now(),
        cart=cart.of_user(buyer),
    )
    assert _is_paid(OrderLine.objects.get(), note)


def test_whoever_saves_the_note_and_comes_back_without_it_still_counts(client, sku, note):
    buyer = UserFactory()
    client.force_login(buyer)
    open_product(client, sku, note)
    engagement.save(note, reader=buyer, at=timezone.now())
    later = timezone.now() + datetime.timedelta(days=6)
    client.get(f"/products/{sku.product.public_id}")
    placed(buyer, [sku], at=later)

    assert _is_paid(OrderLine.objects.get(), note)


def test_the_rate_is_that_of_the_click(client, sku, note):
    buyer = UserFactory()
    client.force_login(buyer)
    open_product(client, sku, note)
    store = sku.product.store
    store.commission_bp = 100
    store.save()
    placed(buyer, [sku])
    assert _is_paid(OrderLine.objects.get(), note)


def test_out_to_a_marketplace_and_back_as_commission(client, sku, note):
    offer = OutboundOfferFactory(
        product=sku.product, marketplace="taobao", url="https://s.click.taobao.com/t?e=1"
    )
    open_product(client, sku, note)
    page = client.get(f"/go/{offer.public_id}", {"note": note.public_id}).content.decode()
    assert "¥82.00" in page
    assert "2026" in page
    leave = re.search(r'href="(/go/[^"]+leave[^"]+)"', page)[1].replace("&amp;", "&")
    answer = client.get(leave)
    click = OutboundClick.objects.get()
    assert answer["Location"].endswith(f"unid={click.sub_id}")
    assert answer["Referrer-Policy"] == "no-referrer"

    report = f"子订单号,unid,付款预估收入,订单状态\n1,{click.sub_id},10.00,订单付款\n"
    now = timezone.now()
    market_orders.import_report("taobao", report.encode("gbk"), actor=None, at=now)
    month = statements.month_of("", at=now)
    told = statements.of(note.author, month, currency="CNY")
    assert told.closing["pending"] == 700
    client.force_login(note.author)
    shown = client.get("/studio/earnings").content.decode()
    assert note.title in shown
    assert "¥7.00" in shown
    assert audit.findings() == []
