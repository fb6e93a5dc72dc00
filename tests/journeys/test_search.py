"""Searching in a browser: pinyin, a suggestion by keyboard, results, a filter, a note."""

import re
import time

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from feed.models import SearchDocument, SearchMark
from feed.search import index
from notes.models import ProductTag
from notes.services import publishing, topics
from tests.factories.notes import DraftFactory, NoteFactory, ProductTagFactory

pytestmark = pytest.mark.browser


def test_from_pinyin_to_a_note(page, site):
    bought = NoteFactory(title="在家手冲咖啡", body="手冲咖啡用了三周，但是壶嘴偏烫。")
    paid = ProductTagFactory(note__title="手冲咖啡套装", relation=ProductTag.Relation.PAID).note
    for note in (bought, paid):
        topics.attach(note, ["手冲咖啡"])
    index.rebuild(at=timezone.now())

    page.goto("/")
    page.keyboard.press("/")
    field = page.get_by_role("combobox", name="Search")
    expect(field).to_be_focused()
    page.keyboard.type("shouchong")
    expect(page.get_by_role("option", name="手冲咖啡")).to_be_visible()
    expect(field).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("ArrowDown")
    expect(field).to_have_value("手冲咖啡")
    page.keyboard.press("Enter")

    page.wait_for_url(re.compile(r"/search\?q=%E6%89%8B"))
    expect(page.locator("main .card")).to_have_count(2)
    expect(page.locator("mark").first).to_have_text("手冲咖啡")
    page.locator(".search-filters summary").click()
    page.get_by_label("Without sponsored notes").check()
    page.get_by_role("button", name="Apply").click()
    page.wait_for_url(re.compile("no_ads=1"))
    expect(page.locator("main .card")).to_have_count(1)

    page.locator("main .card-link").click()
    expect(page.get_by_role("dialog").get_by_role("heading", name="在家手冲咖啡")).to_be_visible()
    assert page.url.endswith(bought.public_id)


def test_a_published_note_is_found_within_five_seconds_and_gone_at_once(page, site):
    draft = DraftFactory(title="Gooseneck kettle", slides=1)
    published_at = time.monotonic()
    publishing.publish(draft, at=timezone.now())

    while time.monotonic() - published_at < 5:
        found = page.request.get("/api/v1/search?q=gooseneck").json()["results"]
        if found:
            break
        time.sleep(0.2)
    assert [card["public_id"] for card in found] == [draft.public_id]

    publishing.withdraw(draft, at=timezone.now())
    assert page.request.get("/api/v1/search?q=gooseneck").json()["results"] == []
    # The worker must be done before the tables are emptied.
    while SearchMark.objects.exists() or SearchDocument.objects.exists():
        assert time.monotonic() - published_at < 20
        time.sleep(0.2)


def test_without_script_the_field_is_a_plain_form(browser, browser_context_args, site):
    NoteFactory(title="Kettle")
    index.rebuild(at=timezone.now())
    context = browser.new_context(**browser_context_args, java_script_enabled=False)
    page = context.new_page()

    page.goto("/")
    page.locator("#q").fill("kettle")
    page.keyboard.press("Enter")

    expect(page.locator("main .card")).to_have_count(1)
    expect(page.locator("#q")).to_have_value("kettle")
    context.close()
