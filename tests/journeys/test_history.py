"""A new reader: interests emerge in one session, are explained and tuned, and go when cleared."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from feed.models import Attention, Contribution, StaleReader, Taste
from feed.ranking import listing, pool
from feed.ranking import reader as readers
from notes.models import NoteTopic, Topic
from tests.factories.accounts import UserFactory
from tests.factories.notes import NoteFactory
from tests.journeys.explore import explore
from tests.journeys.test_attention import wait_for

pytestmark = pytest.mark.browser
CHANNELS = ("travel", "tech", "pets", "fashion", "beauty", "culture", "home", "fitness")


@pytest.fixture
def reader(context, client, site):
    """Somebody who is logged in, in the browser too."""
    reader = UserFactory()
    client.force_login(reader)
    session = client.cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": session, "url": site}])
    return reader


@pytest.fixture
def tea():
    return Topic.objects.create(key="tea", name="tea")


@pytest.fixture
def notes(tea):
    """Sixty notes, of which every third is about tea."""
    now = timezone.now()
    made = [
        NoteFactory(
            title=f"Tea {n}" if n % 3 == 0 else f"Other {n}",
            channel="food" if n % 3 == 0 else CHANNELS[n % len(CHANNELS)],
            published_at=now - timedelta(hours=80, minutes=n),
        )
        for n in range(60)
    ]
    about = [note for note in made if note.title.startswith("Tea")]
    NoteTopic.objects.bulk_create(NoteTopic(note=note, topic=tea) for note in about)
    listing.enlist_many(made, at=now)
    pool.tell_change()
    return made


def shown(page):
    page.wait_for_selector("[data-feed] [data-note]")
    cards = page.locator("[data-feed] > [data-note]").all()
    return [card.get_attribute("data-note") for card in cards]


def say(page, name, word):
    row = page.locator(f'[data-interest="topic:{name}"]')
    row.get_by_role("button", name=re.compile(f": {word}$")).click()
    page.wait_for_selector(".notice-good")


def read_and_like(page, public_id):
    page.locator(f'[data-feed] [data-note="{public_id}"] a.card-link').first.click()
    page.wait_for_selector("#overlay #note")
    page.locator('#overlay [data-mark="like"]').click()
    page.keyboard.press("Escape")
    page.wait_for_selector("#overlay #note", state="detached")


def clear_everything(page):
    page.goto("/explore/history")
    page.get_by_text("Clear history").click()
    page.get_by_label("Everything", exact=True).check()
    page.get_by_label("With everything").check()
    page.get_by_role("button", name="Clear", exact=True).click()
    page.wait_for_selector(".notice-good")


def test_from_a_new_reader_to_interests_and_back_to_a_new_reader(page, reader, notes, tea):
    about = {note.public_id for note in notes if note.title.startswith("Tea")}

    explore(page, notes, "/?lang=en")
    first = shown(page)
    read = [public_id for public_id in first if public_id in about][:2]
    assert read, "no note about tea among the first"
    for public_id in read:
        read_and_like(page, public_id)
    page.goto("/explore/history")
    assert wait_for(lambda: Attention.objects.filter(reader=reader, kind="dwell").count() >= 1)
    assert wait_for(lambda: Taste.objects.filter(reader=reader).exclude(topics=b"").exists())

    page.goto("/explore/interests")
    assert page.locator('[data-interest="topic:tea"]').count() == 1
    say(page, "tea", "More")
    page.goto("/")
    after = shown(page)
    # Of twenty; the rest of the page is kept mixed.
    assert len(about & set(after)) >= 5

    page.locator("[data-feed] .card").first.hover()
    page.locator("[data-card-menu]").first.click()
    page.get_by_role("button", name="Why this note?").click()
    page.wait_for_selector("[data-why-reasons] li")
    page.get_by_role("link", name="What is remembered of you").click()
    page.wait_for_url("**/explore/history")
    assert page.locator(".history-look").count() >= 1

    page.goto("/")
    hidden = shown(page)[0]
    page.locator("[data-feed] .card").first.hover()
    page.locator("[data-card-menu]").first.click()
    page.get_by_role("button", name="Not for me").click()
    page.wait_for_selector(".card-gone")

    page.goto("/explore/interests")
    say(page, "tea", "As usual")
    clear_everything(page)
    assert page.get_by_text("Nothing is kept of what you opened.").is_visible()

    page.goto("/explore/interests")
    assert page.get_by_text("Nothing is believed of you yet").is_visible()
    assert not Contribution.objects.filter(reader=reader, acts=0).exists()
    page.goto("/")
    again = shown(page)
    assert hidden not in again
    # Seen notes come again, and nothing that is stored can change the order.
    assert set(first) & set(again)
    wait_for(lambda: not StaleReader.objects.filter(reader=reader).exists())
    assert not readers.load(reader.pk, at=timezone.now()).near.notes.size
    assert not readers.load(reader.pk, at=timezone.now()).topics.size
