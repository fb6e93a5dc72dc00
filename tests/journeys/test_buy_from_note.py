"""Two clicks from a note to a placed order, by mouse and by keyboard."""

import re

import pytest
from django.test import Client
from playwright.sync_api import expect

from shop.models import OrderGroup
from tests.factories.accounts import UserFactory
from tests.factories.notes import NoteFactory, ProductTagFactory
from tests.factories.orders import ADDRESS
from tests.factories.shop import SkuFactory

pytestmark = pytest.mark.browser


@pytest.fixture
def note(site):
    sku = SkuFactory(price=8800, product__title="Gaiwan, thin")
    note = NoteFactory(title="Three weeks with it")
    ProductTagFactory(note=note, product=sku.product)
    return note


@pytest.fixture
def buyer(page, site):
    buyer, client = UserFactory(), Client()
    buyer.addresses.create(**ADDRESS)
    client.force_login(buyer)
    session = client.cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": session, "url": site}])
    return buyer


def test_two_clicks_and_it_is_placed(page, note, buyer):
    page.goto(f"/notes/{note.public_id}")
    clicks = "addEventListener('click', () => (window.clicks = (window.clicks ?? 0) + 1), true)"
    page.evaluate(clicks)

    page.get_by_role("link", name="Buy now").click()
    sheet = page.get_by_role("dialog", name="Buy now")
    expect(sheet).to_contain_text("Longjing Road 1")
    expect(sheet).to_contain_text("¥88.00")
    assert page.evaluate("window.clicks") == 1
    sheet.get_by_role("button", name="Place order and pay").click()

    page.wait_for_url(re.compile("/pay/test/"))
    expect(page.get_by_role("main")).to_contain_text("¥88.00")
    group = OrderGroup.objects.get()
    assert (group.buyer, group.total) == (buyer, 8800)


def test_the_keyboard_does_it_as_well(page, note, buyer):
    page.goto(f"/notes/{note.public_id}")
    page.get_by_role("link", name="Buy now").press("Enter")
    expect(page.get_by_role("button", name="Place order and pay")).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/pay/test/"))
    expect(page.get_by_role("main")).to_contain_text("¥88.00")
    assert OrderGroup.objects.get().buyer == buyer
