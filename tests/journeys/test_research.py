"""Before buying: what users say, whom to believe, and what else there is."""

import pytest
from playwright.sync_api import expect

from feed.ranking import listing
from notes.models import Verdict
from tests.factories.notes import NOON, NoteFactory, ProductTagFactory
from tests.factories.shop import ProductFactory, SkuFactory

pytestmark = pytest.mark.browser


@pytest.fixture
def kettle(site):
    """A kettle with one note that praises it and one that does not, and another kettle."""
    kettle = ProductFactory(title="Gooseneck kettle", price_from=18900)
    other = ProductFactory(title="Plain kettle", price_from=9900, category=kettle.category)
    for product in (kettle, other):
        SkuFactory(product=product, price=product.price_from)
    for title, block, point in (
        ("I love it", "pros", "Pours where I look"),
        ("Honestly", "cons", "The lid runs hot"),
    ):
        note = NoteFactory(title=title, body="A kettle.")
        ProductTagFactory(note=note, product=kettle)
        Verdict.objects.create(note=note, product=kettle, **{block: [point]})
        listing.enlist(note, at=NOON)
    return kettle


def test_a_point_leads_to_its_note_and_the_note_to_another_opinion(page, kettle):
    page.goto(f"/products/{kettle.public_id}")
    truth = page.locator("#truth")
    expect(truth).to_contain_text("The lid runs hot")
    truth.locator("dd", has_text="The lid runs hot").locator("a").click()

    note = page.locator("#overlay #note")
    expect(note).to_contain_text("Honestly")
    note.locator(".note-related").scroll_into_view_if_needed()
    expect(note.locator(".related-other")).to_contain_text("I love it")
    page.keyboard.press("Escape")
    expect(page.locator("#overlay")).to_be_hidden()

    page.locator(".notes-sort").get_by_text("Critical").click()
    expect(page.locator("#notes .card")).to_have_count(1)
    expect(page.locator("#notes .card")).to_contain_text("Honestly")


def test_two_kettles_stand_side_by_side(page, kettle):
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"/products/{kettle.public_id}")
    page.get_by_role("link", name="Compare", exact=True).first.click()
    expect(page.locator(".compare-table thead th")).to_have_count(1)

    page.locator(".compare-further").get_by_role("link", name="Compare").first.click()
    expect(page.locator(".compare-table thead th")).to_have_count(2)
    expect(page.locator(".compare-table")).to_contain_text("Plain kettle")
    expect(page.locator(".compare-table")).to_contain_text("The lid runs hot")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
