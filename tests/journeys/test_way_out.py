"""Out to Taobao and back as a commission, in a browser.

A reader comes by a creator's note and leaves by our way out; the platform takes the provider's
report of orders in; the order is matched to the click, and the creator sees a share.
"""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import expect

from shop.models import Entry, MarketOrder, OutboundClick
from shop.services import audit
from tests.factories.accounts import UserFactory
from tests.factories.notes import NoteFactory, ProductTagFactory
from tests.factories.offers import OutboundOfferFactory
from tests.factories.shop import SkuFactory
from tests.shop.test_market_orders import HEAD, UNION, row

pytestmark = pytest.mark.browser
OUTSIDE = "<!doctype html><title>Elsewhere</title><link rel=icon href=data:,><h1>Elsewhere</h1>"


@pytest.fixture
def note(site):
    sku = SkuFactory(product__title="Gaiwan, thin")
    OutboundOfferFactory(product=sku.product, marketplace="taobao", url=UNION)
    note = NoteFactory(title="Three weeks with it", author__handle="lin")
    ProductTagFactory(note=note, product=sku.product, relation="affiliate")
    return note


def _leave(page, note):
    """Through the last door; what lies behind it is put there by us. The address it led to."""
    led_to = []

    def behind_the_door(route):
        answer = route.fetch(max_redirects=0)
        led_to.append((answer.status, answer.headers.get("location", "")))
        route.fulfill(status=200, content_type="text/html", body=OUTSIDE)

    page.route("**/leave?*", behind_the_door)
    page.goto(f"/notes/{note.public_id}")
    page.locator(".note-product-link").first.click()
    page.get_by_role("link", name=re.compile("Taobao")).click()
    expect(page.get_by_role("main")).to_contain_text("s.click.taobao.com")
    page.get_by_role("link", name="Go to s.click.taobao.com").click()
    expect(page.get_by_role("heading", name="Elsewhere")).to_be_visible()
    ((status, address),) = led_to
    assert status == 302
    return address


def _import(page, *rows):
    """Try the report, then take it in."""
    report = {"name": "orders.csv", "mimeType": "text/csv"}
    report["buffer"] = "\r\n".join([HEAD, *rows]).encode("gb18030")
    page.goto("/admin/shop/marketorder/")
    page.get_by_role("link", name="Import a report").click()
    for is_dry, words in ((True, "This would happen"), (False, "This was done")):
        page.get_by_label("Provider").select_option("taobao")
        page.locator("[name=file]").set_input_files([report])
        page.locator("[name=is_dry]").set_checked(is_dry, force=True)
        page.get_by_role("button", name="Import").click()
        expect(page.get_by_role("heading", name=words)).to_be_visible()
        assert MarketOrder.objects.exists() != is_dry
    expect(page.get_by_text("The report was taken in.")).to_be_visible()


def test_from_a_note_out_to_taobao_and_back_as_a_commission(window, note):
    reader, platform = UserFactory(), UserFactory(is_staff=True, is_superuser=True)
    address = _leave(window(reader), note)
    click = OutboundClick.objects.get()
    assert click.is_counted
    assert parse_qs(urlsplit(address).query)["unid"] == [click.sub_id]

    desk = window(platform)
    _import(desk, row(click), row(None, line="7002"))
    order = MarketOrder.objects.get(line="7001")
    assert (order.click, order.commission) == (click, 1000)
    assert MarketOrder.objects.get(line="7002").click is None
    desk.goto("/admin/shop/marketorder/")
    expect(desk.get_by_role("row").filter(has_text="¥10.00")).to_have_count(2)

    creator = window(note.author)
    creator.goto("/studio/earnings")
    pending = creator.locator(".earnings-figures .panel").first
    expect(pending).to_contain_text("¥7.00")
    line = creator.get_by_role("list", name="Every line of the month")
    expect(line).to_contain_text("Three weeks with it")
    assert {sum(one.amount for one in entry.lines.all()) for entry in Entry.objects.all()} == {0}
    assert audit.findings() == []
