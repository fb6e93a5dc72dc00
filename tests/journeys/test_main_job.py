"""The main job from end to end, in a browser, with real processes and real photographs.

A creator publishes a note with tagged products; a worker makes renditions and scores it; it
appears in explore; readers save, share and comment, and its score moves; a reader opens the tagged
product and buys it, another leaves for Tmall; the brand sees the order and ships it.
"""

import importlib.util
import re
import time
from pathlib import Path

import pytest
from playwright.sync_api import expect

from feed.models import NoteScore, ReaderTrust
from media.models import Rendition
from notes.models import Note
from shop.models import OrderLine, OutboundClick, StoreOrder
from tests.factories.accounts import UserFactory
from tests.factories.offers import OutboundOfferFactory
from tests.factories.shop import ProductFactory, SkuFactory, StoreStaffFactory

pytestmark = pytest.mark.browser
PASSWORD = "right-horse-battery"
TITLE = "Three weeks with it"


@pytest.fixture
def photographs():
    """Three photographs out of an installed package: a cup of coffee, a cat, a rocket."""
    package = importlib.util.find_spec("skimage").submodule_search_locations[0]
    return [Path(package) / "data" / name for name in ("coffee.png", "chelsea.png", "rocket.jpg")]


@pytest.fixture
def product(site):
    product = ProductFactory(title="Morning cup", store__name="Kiln & Co")
    SkuFactory(product=product, price=12900, on_hand=5)
    OutboundOfferFactory(product=product)
    return product


@pytest.fixture
def somebody(browser, browser_context_args, site):
    """Open a window of one's own, signed in through the page."""
    contexts = []

    def enter(user=None, path="/"):
        context = browser.new_context(**browser_context_args)
        contexts.append(context)
        page = context.new_page()
        page.goto(path)
        if user:
            page.goto(f"/accounts/login/?next={path}")
            page.locator("input[name=login]").fill(user.email)
            page.locator("input[name=password]").fill(PASSWORD)
            page.get_by_role("button", name=re.compile("Log in|Sign in")).last.click()
            page.wait_for_url(lambda url: "/accounts/login" not in url)
        return page

    yield enter
    for context in contexts:
        context.close()


def _until(condition, *, seconds=20):
    """Wait for workers; the value of the condition once it is true."""
    deadline = time.monotonic() + seconds
    while not (value := condition()):
        assert time.monotonic() < deadline, f"not within {seconds} s: {condition}"
        time.sleep(0.1)
    return value


def _publish(page, photographs, product):
    page.goto("/publish")
    page.locator("[data-files]").set_input_files(photographs)
    expect(page.locator("[data-slide-count]")).to_have_text("3")
    page.get_by_label("Title").fill(TITLE)
    page.get_by_label("Text").fill(
        "Used it every day for three weeks. Pours well and keeps warm, but the handle runs hot; "
        "not suitable for small hands. #coffee"
    )
    page.get_by_role("combobox", name="Search a product to tag").fill("Morning")
    page.get_by_role("option", name=re.compile("Morning cup")).click()
    page.get_by_role("combobox", name=re.compile("How did you come by it")).select_option(
        "affiliate"
    )
    page.get_by_label("Channel").select_option("home")
    page.get_by_role("button", name="Publish").click()
    page.wait_for_url(re.compile(r"/notes/\w+$"))
    return Note.objects.get(title=TITLE)


def _engage(page, note):
    """Save, share and comment, as somebody who has read it in explore."""
    page.goto("/")
    page.locator(f'[data-note="{note.public_id}"] a').first.click()
    overlay = page.get_by_role("dialog").filter(has_text=TITLE)
    expect(overlay.get_by_role("heading", name=TITLE)).to_be_visible()
    assert page.url.endswith(f"/notes/{note.public_id}")
    overlay.locator("[data-act=save]").click()
    expect(overlay.locator("[data-act=save]")).to_have_attribute("aria-pressed", "true")
    overlay.locator("[data-act=share]").first.click()
    page.locator("#note-share").get_by_role("button", name="Copy link").click()
    expect(page.locator("#note-share")).to_be_hidden()
    overlay.get_by_role("textbox", name="Comment").fill(
        "Does the handle stay cool when it is only half full?"
    )
    overlay.get_by_role("button", name="Send").click()
    expect(overlay.get_by_text("only half full?")).to_be_visible()


def _buy(page, note, product):
    page.goto(f"/notes/{note.public_id}")
    page.locator(".note-product-link").click()
    page.wait_for_url(re.compile(f"/products/{product.public_id}"))
    page.get_by_role("button", name="Buy now").click()
    page.wait_for_url(re.compile("/checkout"))
    page.get_by_label("Recipient").fill("Mei Lin")
    page.get_by_label("Phone").fill("13800138000")
    page.get_by_label(re.compile("Province")).select_option("31")
    page.get_by_label(re.compile("City")).fill("Xuhui")
    page.get_by_label("Street").fill("Anfu Road 1")
    page.get_by_role("button", name="Place order and pay").click()
    page.get_by_role("button", name="Approve", exact=True).click()
    expect(page.get_by_role("heading", name="Thank you for your order")).to_be_visible(
        timeout=15_000
    )


def _leave(page, product):
    """As far as the door: what lies behind it is somebody else's site."""
    page.goto(f"/products/{product.public_id}")
    page.locator("a.offer").first.click()
    page.wait_for_url(re.compile("/go/"))
    door = page.locator("a[href*='/leave']").get_attribute("href")
    return page.request.get(door, max_redirects=0)


def _ship(page, order):
    page.goto(f"/admin/shop/storeorder/{order.pk}/change/")
    page.locator("[name=carrier]").fill("SF Express")
    page.locator("[name=tracking]").fill("SF1234567890")
    page.get_by_role("button", name="Mark as shipped").click()
    page.wait_for_load_state()


def test_from_a_note_to_a_parcel(somebody, photographs, product):
    creator, shopper = UserFactory(password=PASSWORD), UserFactory(password=PASSWORD)
    ReaderTrust.objects.create(reader=shopper, feed_views=40)
    merchant = StoreStaffFactory(store=product.store, user__password=PASSWORD).user

    note = _publish(somebody(creator), photographs, product)

    _until(lambda: Note.objects.get(pk=note.pk).is_ready)
    assert Rendition.objects.filter(picture__owner=creator, format="webp").count() >= 3
    before = _until(lambda: NoteScore.objects.filter(note=note, is_listed=True).first())
    guest = somebody()
    _until(lambda: guest.goto("/") and guest.locator(f'[data-note="{note.public_id}"]').count())

    reader = somebody(shopper)
    _engage(reader, note)
    _until(lambda: NoteScore.objects.get(note=note).value > before.value, seconds=10)

    _buy(reader, note, product)
    line = OrderLine.objects.get()
    assert (line.beneficiary, line.source) == (creator, note.public_id)
    assert line.order.status == StoreOrder.Status.PAID

    answer = _leave(guest, product)
    assert answer.headers["location"] == product.offers.get().url
    assert OutboundClick.objects.get().is_counted

    _ship(somebody(merchant, "/admin/"), line.order)
    line.order.refresh_from_db()
    assert line.order.status == StoreOrder.Status.SHIPPED
    assert line.order.parcels.get().tracking == "SF1234567890"
    reader.goto(f"/orders/{line.order.group.number}")
    expect(reader.get_by_text("SF1234567890")).to_be_visible()
