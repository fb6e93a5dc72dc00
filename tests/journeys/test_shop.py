"""A guest shops in a real browser and keeps the cart at login; another leaves for Tmall."""

import re

import pytest
from playwright.sync_api import expect

from shop import marketplaces
from shop.models import CartLine, OutboundClick
from shop.services import catalogue
from tests.factories.accounts import UserFactory
from tests.factories.media import PictureFactory
from tests.factories.offers import OutboundOfferFactory
from tests.factories.shop import ProductFactory, SkuFactory
from tests.shop import browser_url
from tests.shop.test_marketplaces import HOSTILE

pytestmark = pytest.mark.browser
PASSWORD = "right-horse-battery"


@pytest.fixture
def product(site):
    product = ProductFactory(title="Gaiwan, thin", store__name="Green Hill")
    for number, colour in enumerate(("Sage", "Sand", "Ink")):
        SkuFactory(
            product=product,
            options={"Colour": colour},
            price=8800 + 1000 * number,
            on_hand=(10, 0, 2)[number],
            position=number,
        )
    catalogue.set_pictures(product, [(PictureFactory(), "front"), (PictureFactory(), "side")])
    return catalogue.refresh(product)


def test_a_guest_fills_the_cart_and_keeps_it_at_login(page, product):
    user = UserFactory(email="mei@example.com", password=PASSWORD)
    page.goto("/shop")
    page.get_by_role("link", name="Gaiwan, thin").click()

    expect(page.get_by_role("radio", name=re.compile("Sand"))).to_be_disabled()
    page.get_by_role("radio", name=re.compile("Ink")).check()
    expect(page.locator("[data-price]")).to_contain_text("¥108.00")
    page.get_by_role("button", name="One more").click()
    page.get_by_role("button", name="One more").click()
    page.get_by_role("button", name="Add to cart").click()
    expect(page.get_by_role("alert").filter(has_text="Only 2 left.")).to_be_visible()
    expect(page.get_by_role("spinbutton", name="Quantity")).to_have_value("3")
    page.get_by_role("spinbutton", name="Quantity").fill("1")
    page.get_by_role("button", name="Add to cart").click()
    expect(page.locator("[data-cart-count]:visible").first).to_have_text("1")

    page.get_by_role("link", name="Go to cart").click()
    page.get_by_role("button", name="One more: Gaiwan, thin").click()
    expect(page.get_by_label("Sum")).to_contain_text("¥216.00")
    page.get_by_role("checkbox", name="Choose Gaiwan, thin").uncheck()
    expect(page.get_by_label("Sum")).to_contain_text("¥0.00")
    page.get_by_role("checkbox", name="Choose Gaiwan, thin").check()
    expect(page.get_by_label("Sum")).to_contain_text("¥216.00")

    page.get_by_role("button", name="Check out (2)").click()
    page.wait_for_url(re.compile("/accounts/login/"))
    page.locator("input[name=login]").fill(user.email)
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("main form button[type=submit], form button[type=submit]").first.click()
    page.wait_for_url(re.compile("/checkout"))

    line = CartLine.objects.get(cart__user=user)
    assert (line.sku.options, line.quantity, line.is_selected) == ({"Colour": "Ink"}, 2, True)


def test_the_cart_works_without_a_script(browser, browser_context_args, product):
    page = browser.new_context(**browser_context_args, java_script_enabled=False).new_page()
    page.goto(f"/products/{product.public_id}")
    page.get_by_role("radio", name=re.compile("Sage")).check()
    page.get_by_role("spinbutton", name="Quantity").fill("11")
    page.get_by_role("button", name="Add to cart").click()
    expect(page.get_by_text("Only 10 left.")).to_be_visible()
    page.get_by_role("spinbutton", name="Quantity").fill("2")
    page.get_by_role("button", name="Add to cart").click()

    page.wait_for_url(re.compile("/cart$"))
    page.get_by_role("button", name="One more: Gaiwan, thin").click()
    expect(page.get_by_label("Sum")).to_contain_text("¥264.00")
    page.get_by_role("button", name="Remove Gaiwan, thin").click()
    expect(page.get_by_text("Your cart is empty")).to_be_visible()
    page.context.close()


def test_the_way_out_stops_and_says_where_it_leads(page, product, site):
    offer = OutboundOfferFactory(product=product)
    elsewhere = []
    page.on("request", lambda request: elsewhere.append(request.url))

    page.goto(f"/products/{product.public_id}")
    page.get_by_role("link", name=re.compile("Tmall")).click()
    page.wait_for_url(re.compile(f"/go/{offer.public_id}$"))
    expect(page.get_by_role("main")).to_contain_text("detail.tmall.com")
    way_out = page.get_by_role("link", name="Go to detail.tmall.com")
    # The door is knocked at with the browser's cookies, and not walked through.
    answer = page.request.get(way_out.get_attribute("href"), max_redirects=0)

    assert (answer.status, answer.headers["location"]) == (302, offer.url)
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert [url for url in elsewhere if not url.startswith(site)] == []
    assert OutboundClick.objects.get().is_counted


def test_a_real_browser_agrees_with_what_we_accept(page):
    """Whatever Chromium reads out of a hostile address, we refuse it or mean the same host."""
    addresses = [*HOSTILE, "https://\uff44etail.tmall.com/", "HTTPS://DETAIL.TMALL.COM"]
    page.goto("/shop")
    hosts = page.evaluate(
        "all => all.map(a => { try { return new URL(a).hostname } catch { return null } })",
        addresses,
    )

    assert "evil.example" in hosts
    for address, host in zip(addresses, hosts, strict=True):
        try:
            kept = marketplaces.checked(address, "tmall")
        except marketplaces.UnsafeAddress:
            continue
        assert host == browser_url.host(kept) == "detail.tmall.com"
