"""A reader asks why a note stands there, turns to the newest, and hides what is sponsored."""

from datetime import timedelta

import pytest
from django.utils import timezone

from feed.models import FeedSettings
from feed.ranking import listing, pool
from notes.models import ProductTag
from tests.factories.accounts import UserFactory
from tests.factories.notes import NoteFactory, ProductTagFactory
from tests.journeys.explore import explore

pytestmark = pytest.mark.browser


@pytest.fixture
def notes():
    """Four notes, the first the newest, the second sponsored."""
    now = timezone.now()
    made = [
        NoteFactory(title=f"Kettle {n}", published_at=now - timedelta(hours=1 + n))
        for n in range(4)
    ]
    ProductTagFactory(note=made[1], relation=ProductTag.Relation.PAID)
    listing.enlist_many(made, at=now)
    pool.tell_change()
    return made


def shown(page):
    page.wait_for_selector("[data-feed] [data-note]")
    cards = page.locator("[data-feed] > [data-note]").all()
    return [card.get_attribute("data-note") for card in cards]


def test_why_this_then_the_newest_first_then_without_sponsored_notes(page, client, site, notes):
    reader = UserFactory()
    client.force_login(reader)
    session = client.cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": session, "url": site}])

    explore(page, notes, "/?lang=en")
    page.locator("[data-feed] .card").first.hover()
    page.locator("[data-card-menu]").first.click()
    page.get_by_role("button", name="Why this note?").click()
    page.wait_for_selector("[data-why-reasons] li")
    assert page.locator("[data-why-terms] dt").count() == 6
    assert page.locator(".why-figure").last.inner_text().replace(".", "").isdigit()
    page.keyboard.press("Escape")

    page.get_by_role("link", name="Latest", exact=True).click()
    page.wait_for_url("**/?sort=latest")
    assert shown(page) == [note.public_id for note in notes]

    page.get_by_role("link", name="Your feed").click()
    page.get_by_label("Latest first").check()
    page.get_by_label("Hide sponsored notes").check()
    page.get_by_role("button", name="Save").click()
    page.wait_for_selector(".notice")
    page.goto("/")

    assert shown(page) == [note.public_id for note in notes if note != notes[1]]
    assert FeedSettings.objects.get(reader=reader).is_latest_first
