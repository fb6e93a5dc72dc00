"""One order from the first look to the money that comes back, in a browser, with real processes.

A guest comes by a creator's note, fills the cart, signs up, takes a coupon and pays at Alipay; the
store sends two parcels; the buyer receives them, tells it in a note that is the review, and sends
one of three pieces back.
"""

import re

import pytest
from playwright.sync_api import expect

from notes.models import Note
from shop.models import AfterSale, Line, OrderGroup, Refund, Review, StoreOrder
from shop.services import audit
from tests.factories.coupons import CouponFactory
from tests.factories.notes import NoteFactory, ProductTagFactory
from tests.factories.shop import ProductFactory, SkuFactory, StoreStaffFactory
from tests.journeys.test_writing import file
from tests.shop.books import standing

pytestmark = pytest.mark.browser
PATIENCE = 30_000


@pytest.fixture
def product(site):
    product = ProductFactory(title="Morning cup", store__name="Kiln & Co", store__slug="kiln")
    SkuFactory(product=product, price=10_000, on_hand=5)
    return product


@pytest.fixture
def note(product):
    """Its author gets a twentieth of what it leads to."""
    note = NoteFactory(title="Three weeks with it", author__handle="lin")
    ProductTagFactory(note=note, product=product, relation="affiliate")
    return note


def _fill_the_cart(page, note):
    page.goto(f"/notes/{note.public_id}")
    page.locator(".note-product-link").first.click()
    page.get_by_role("spinbutton", name="Quantity").fill("3")
    page.get_by_role("button", name="Add to cart").click()
    expect(page.get_by_text("In your cart.")).to_be_visible()


def _sign_up(page):
    """On the way to the coupon; back on the product's page as somebody with a name."""
    page.get_by_text("1 coupon to be had").click()
    page.get_by_role("link", name="Log in to claim").click()
    page.get_by_role("main").get_by_role("link", name="Sign up").click()
    page.get_by_label("E-mail").fill("mei@example.com")
    page.get_by_label("Handle").fill("mei.lin")
    page.get_by_label("Display name").fill("Mei Lin")
    page.get_by_label("Password", exact=True).fill("right-horse-battery")
    page.get_by_role("button", name="Sign up").click()
    page.wait_for_url(re.compile("/products/"))


def _claim_and_check_out(page):
    page.get_by_text("1 coupon to be had").click()
    page.get_by_role("button", name="Claim Twenty off").click()
    expect(page.get_by_text("Claimed")).to_be_attached()
    page.goto("/cart")
    page.get_by_role("button", name="Check out (3)").click()
    page.get_by_label("Recipient").fill("Mei Lin")
    page.get_by_label("Phone").fill("13800138000")
    page.get_by_label(re.compile("Province")).select_option("31")
    page.get_by_label(re.compile("City")).fill("Xuhui")
    page.get_by_label("Street").fill("Anfu Road 1")
    expect(page.get_by_label("Sum")).to_contain_text("¥280.00")
    page.get_by_role("radio", name="Alipay").check()
    page.get_by_role("button", name="Place order and pay").click()


def _pay(page):
    page.get_by_role("button", name="Pay").click()
    thanks = page.get_by_role("heading", name="Thank you for your order")
    expect(thanks).to_be_visible(timeout=PATIENCE)
    sums = page.get_by_label("Sum")
    for words in ("¥300.00", "−¥20.00", "¥280.00"):
        expect(sums).to_contain_text(words)


def _ship(page, order, tracking, pieces=None):
    page.goto(f"/admin/shop/storeorder/{order.pk}/change/")
    page.locator("[name=carrier]").fill("SF Express")
    page.locator("[name=tracking]").fill(tracking)
    if pieces:
        page.get_by_label(re.compile("Morning cup")).fill(str(pieces))
    page.get_by_role("button", name="Mark as shipped").click()
    expect(page.get_by_text("Marked as shipped.")).to_be_visible()


def _receive(page, group):
    page.goto(f"/orders/{group.number}")
    parcels = page.locator("details.tracking")
    expect(parcels).to_have_count(2)
    expect(parcels.nth(0)).to_contain_text("SF-ONE")
    expect(parcels.nth(1)).to_contain_text("SF-TWO")
    page.get_by_role("button", name="I have received it").click()
    expect(page.get_by_text("Received").first).to_be_visible()


def _review_by_a_note(page, product, until):
    page.get_by_role("link", name="Review").click()
    review = page.url
    page.get_by_role("main").get_by_role("link", name="tell it in a note").click()
    page.locator(".editor.is-live").wait_for()
    # What was bought is tagged already, and said to be bought.
    expect(page.locator(".tag-row")).to_contain_text("Morning cup")
    expect(page.locator(".tag-row select")).to_have_value("bought")
    page.locator("[data-files]").set_input_files([file("one.jpg", 1)])
    expect(page.locator(".thumb")).to_have_count(1)
    page.get_by_label("Title").fill("The handle runs hot")
    page.get_by_label("Text").fill("Pours well and keeps warm; not for small hands.")
    page.get_by_label("Channel").select_option("home")
    page.get_by_role("button", name="Publish", exact=True).click()
    page.wait_for_url(re.compile(r"/notes/\w+$"))
    until(lambda: Note.objects.published().filter(title="The handle runs hot").exists())

    page.goto(review)
    page.get_by_role("radio", name="4 stars of five").check()
    page.get_by_label("A note of yours that tells it").select_option(label="The handle runs hot")
    page.get_by_role("button", name="Publish review").click()
    page.wait_for_url(re.compile(f"/products/{product.public_id}"))
    expect(page.get_by_role("main")).to_contain_text("The handle runs hot")


def _ask_to_return_one(page, group):
    page.goto(f"/orders/{group.number}")
    page.get_by_role("link", name=re.compile("^Refund or return")).click()
    page.get_by_role("radio", name="Return and refund").check()
    page.get_by_label("How many?").fill("1")
    page.get_by_label("What is wrong?").fill("One of them leaks.")
    page.get_by_role("button", name="Send to the store").click()
    page.wait_for_url(re.compile("/after-sales/"))
    return AfterSale.objects.get()


def _press(page, case, button):
    page.goto(f"/admin/shop/aftersale/{case.pk}/change/")
    page.get_by_role("button", name=button, exact=True).click()
    expect(page.get_by_text("Done.", exact=True)).to_be_visible()


def _send_back(page, case):
    page.goto(f"/after-sales/{case.number}")
    page.get_by_label("Carrier").fill("ZTO")
    page.get_by_label("Tracking number").fill("ZTO-BACK")
    page.get_by_role("button", name="It is on its way").click()
    expect(page.get_by_text("ZTO-BACK").first).to_be_visible()


def test_from_the_first_look_to_the_money_that_comes_back(window, note, product, until):
    CouponFactory(store=product.store, title="Twenty off", value=2000)
    clerk = StoreStaffFactory(store=product.store).user
    page, desk = window(), window(clerk)

    _fill_the_cart(page, note)
    _sign_up(page)
    _claim_and_check_out(page)
    _pay(page)
    group = OrderGroup.objects.get()
    order = group.store_orders.get()
    assert (group.total, group.buyer.handle) == (28_000, "mei.lin")
    assert order.lines.get().beneficiary == note.author

    _ship(desk, order, "SF-ONE", pieces=1)
    page.goto(f"/orders/{group.number}")
    expect(page.locator("details.tracking")).to_contain_text("SF-ONE")
    _ship(desk, order, "SF-TWO")
    _receive(page, group)
    _review_by_a_note(page, product, until)
    assert Review.objects.get().rating == 4
    assert Note.objects.get(title="The handle runs hot").product_tags.get().product == product

    case = _ask_to_return_one(page, group)
    _press(desk, case, "Agree")
    _send_back(page, case)
    _press(desk, case, "Accept what came back")
    until(lambda: AfterSale.objects.filter(status="done").exists())
    page.reload()
    expect(page.get_by_role("heading", name="Done", level=1)).to_be_visible()
    # A third of what was paid: 300 less 20.
    expect(page.get_by_label("What it is about")).to_contain_text("¥93.34")
    page.goto(f"/orders/{group.number}")
    expect(page.get_by_label("Sum")).to_contain_text("Refunded ¥93.34")
    _the_books_are_right(order, note.author)


def _the_books_are_right(order, creator):
    refund = Refund.objects.get()
    order.refresh_from_db()
    assert (refund.status, refund.amount, order.status) == ("succeeded", 9334, "received")
    assert StoreOrder.objects.count() == 1
    # Two thirds stay: a twentieth of that is the creator's.
    assert standing() == {
        ("alipay", "clearing"): 9334 - 28_000,
        (creator.handle, "pending"): 933,
        ("kiln", "pending"): 18_666 - 933,
    }
    assert sum(Line.objects.values_list("amount", flat=True)) == 0
    assert audit.findings() == []
