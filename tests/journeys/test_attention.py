"""A real browser tells what was shown, real workers turn it into trust and score."""

import time

import pytest
from django.utils import timezone

from feed.models import Attention, NoteScore, ReaderTrust
from feed.ranking import listing, pool
from notes.models import NoteTopic, Topic
from tests.factories.accounts import UserFactory
from tests.factories.notes import NoteFactory, ProductTagFactory
from tests.journeys.explore import explore

pytestmark = pytest.mark.browser
_PATIENCE = 20


def wait_for(found):
    until = time.monotonic() + _PATIENCE
    while not (result := found()) and time.monotonic() < until:
        time.sleep(0.2)
    return result


@pytest.fixture
def reader(context, client, site):
    """Somebody who is logged in, in the browser too."""
    reader = UserFactory()
    client.force_login(reader)
    session = client.cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": session, "url": site}])
    return reader


@pytest.fixture
def refused(page):
    """Beacons that the site would not take."""
    found = []

    def look(response):
        if "/api/v1/attention" in response.url and response.status >= 400:
            found.append((response.status, response.request.post_data))

    page.on("response", look)
    return found


def shown_in_explore(count=3):
    notes = [NoteFactory(title=f"Kettle {n}") for n in range(count)]
    listing.enlist_many(notes, at=timezone.now())
    pool.tell_change()
    return notes


def rows(reader, kind):
    return list(Attention.objects.filter(reader=reader, kind=kind).values_list("note_id", "source"))


def test_what_a_reader_looks_at_in_explore_is_counted_once(page, reader):
    explore(page, shown_in_explore())
    seen = wait_for(lambda: ReaderTrust.objects.filter(reader=reader, feed_views=3).exists())

    assert seen
    shown = Attention.objects.filter(reader=reader, kind="impression", source="explore")
    assert shown.count() == 3
    assert wait_for(
        lambda: NoteScore.objects.filter(impressions__gt=0, feed_impressions=1).count() == 3
    )


def test_a_note_opened_from_explore_is_read_as_from_explore(page, reader, refused):
    notes = shown_in_explore()
    note = notes[0]
    explore(page, notes)
    card = f'[data-feed] [data-note="{note.public_id}"]'

    page.locator(f"{card} a.card-link").first.click()
    page.wait_for_selector("#overlay #note")
    page.wait_for_timeout(1200)
    page.keyboard.press("Escape")

    assert wait_for(lambda: rows(reader, "dwell")) == [(note.pk, "explore")]
    assert rows(reader, "open") == [(note.pk, "explore")]
    assert (note.pk, "direct") not in rows(reader, "impression")
    assert refused == []


def test_on_a_page_of_its_own_too_and_loaded_again_it_is_met_directly(page, reader, refused):
    notes = shown_in_explore()
    note = notes[0]
    explore(page, notes)
    page.wait_for_selector(f'[data-note="{note.public_id}"]')
    # As where the overlay is not at hand: the link leads to the page itself.
    page.evaluate(
        "document.querySelectorAll('[data-overlay]').forEach(a => delete a.dataset.overlay)"
    )

    page.locator(f'[data-note="{note.public_id}"] a.card-link').first.click()
    page.wait_for_selector("main #note")
    page.wait_for_timeout(1200)
    page.reload()
    page.wait_for_timeout(1200)
    page.goto("/")

    assert wait_for(lambda: len(rows(reader, "dwell")) == 2)
    assert sorted(rows(reader, "dwell")) == [(note.pk, "direct"), (note.pk, "explore")]
    assert rows(reader, "open") == [(note.pk, "explore")]
    assert refused == []


def test_what_is_met_on_profile_and_topic_is_told_with_its_source(page, reader, refused):
    note = NoteFactory(title="Kettle")
    topic = Topic.objects.create(key="tea", name="tea")
    NoteTopic.objects.create(note=note, topic=topic)

    page.goto(f"/@{note.author.handle}")
    page.wait_for_selector("[data-note]")
    assert wait_for(lambda: rows(reader, "impression")) == [(note.pk, "profile")]
    page.goto(f"/topics/{topic.key}")
    page.wait_for_selector("[data-note]")

    assert wait_for(lambda: len(rows(reader, "impression")) == 2)
    assert (note.pk, "direct") in rows(reader, "impression")
    assert refused == []


def test_what_is_met_on_a_products_page_is_told_as_met_directly(page, reader, refused):
    tag = ProductTagFactory(note__title="Kettle")

    page.goto(f"/products/{tag.product.public_id}")
    page.locator(f'#notes [data-note="{tag.note.public_id}"]').scroll_into_view_if_needed()

    assert wait_for(lambda: rows(reader, "impression")) == [(tag.note.pk, "direct")]
    assert refused == []
