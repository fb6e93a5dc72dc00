"""Two clicks from a note to a placed order: by its button, by keyboard, by a dot of the overlay."""

import re

import pytest
from django.test import Client
from django.utils import timezone
from playwright.sync_api import expect

from feed.ranking import listing, pool
from shop.models import OrderGroup
from tests.factories.accounts import UserFactory
from tests.factories.notes import NoteFactory, ProductTagFactory
from tests.factories.orders import ADDRESS
from tests.factories.shop import SkuFactory
from tests.journeys.explore import explore

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


def test_from_a_dot_over_the_feed_it_is_two_clicks_as_well(page, note, buyer):
    note.product_tags.update(slide=note.slides.get(), x=500, y=500)
    listing.enlist(note, at=timezone.now())
    pool.tell_change()
    explore(page, [note], "/explore/home")
    page.get_by_role("link", name="Three weeks with it").click()
    page.wait_for_url(re.compile("/notes/"))
    clicks = "addEventListener('click', () => (window.clicks = (window.clicks ?? 0) + 1), true)"
    page.evaluate(clicks)

    page.get_by_role("link", name="Gaiwan, thin").and_(page.locator(".tag-dot")).click()
    card = page.get_by_role("dialog", name="Product")
    expect(card).to_contain_text("Longjing Road 1")
    expect(card.get_by_label("Quantity")).to_have_value("1")
    expect(card).to_contain_text("Test payment")
    card.get_by_role("button", name="Place order and pay").click()

    page.wait_for_url(re.compile("/pay/test/"))
    expect(page.get_by_role("main")).to_contain_text("¥88.00")
    group = OrderGroup.objects.get()
    assert (group.buyer, group.store_orders.get().lines.get().source) == (buyer, note.public_id)
