"""The frame in a real browser: theme, language, keys, waterfall, overlay, calm layout."""

import datetime
import re

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from feed.models import NoteScore
from feed.ranking import pool
from notes.models import NoteSlide
from tests.factories.accounts import UserFactory
from tests.factories.media import PictureFactory
from tests.factories.notes import NoteFactory
from tests.journeys.explore import explore

pytestmark = pytest.mark.browser

TITLES = (
    "",
    "短标题",
    "一个正好二十个字的标题要占满两行才算数对吧",
    "A middling title, one line",
    "WWWWWWWWWWWWWWWWWWWW",
    "A title of forty Latin letters, in full.",
)
SHAPES = ((1200, 1600), (1600, 1200), (1000, 1000), (900, 1600), (1200, 1450))
WATCH_SHIFTS = """
window.shifts = 0;
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shifts += entry.value;
}).observe({ type: "layout-shift", buffered: true });
"""


@pytest.fixture
def notes(site):
    """Sixty published notes of all shapes and lengths of title, listed in explore."""
    authors, now = [UserFactory(name="Mia Chen") for _ in range(12)], timezone.now()
    made = []
    for number in range(60):
        width, height = SHAPES[number % len(SHAPES)]
        author = authors[number % len(authors)]
        note = NoteFactory(
            author=author,
            title=TITLES[number % len(TITLES)][:40],
            slides=0,
            published_at=now - datetime.timedelta(hours=number),
        )
        picture = PictureFactory(owner=author, width=width, height=height)
        NoteSlide.objects.create(note=note, picture=picture, position=0, alt="A cup")
        NoteScore.objects.update_or_create(
            note=note,
            defaults={
                "as_of": now,
                "channel": note.channel,
                "published_at": note.published_at,
                "is_listed": True,
                "rank": 60 - number,
            },
        )
        made.append(note)
    pool.tell_change()
    return made


def test_the_chosen_theme_is_there_before_anything_is_painted(page, notes):
    page.add_init_script(
        "new MutationObserver((_, watch) => { if (document.body) {"
        " window.themeAtBody = document.documentElement.dataset.theme; watch.disconnect(); } })"
        ".observe(document, { childList: true, subtree: true });"
    )
    explore(page, notes)
    assert page.evaluate("window.themeAtBody") is None

    page.get_by_role("button", name="More", exact=True).click()
    page.get_by_role("button", name="Dark").click()
    dark = "getComputedStyle(document.documentElement).backgroundColor"
    assert page.evaluate(dark) == "rgb(14, 14, 16)"

    page.reload()
    assert page.evaluate("window.themeAtBody") == "dark"
    assert page.evaluate(dark) == "rgb(14, 14, 16)"


def test_the_language_changes_in_place_and_stays(page, notes):
    explore(page, notes)
    page.get_by_role("button", name="More", exact=True).click()
    page.get_by_role("link", name="简体中文").click()

    expect(page.locator("html")).to_have_attribute("lang", "zh-hans")
    expect(page.locator(".rail")).to_contain_text("发现")
    page.goto("/accounts/login/")
    expect(page.locator("html")).to_have_attribute("lang", "zh-hans")


def test_the_keyboard_reaches_everything(page, notes):
    explore(page, notes)
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()

    page.keyboard.press("j")
    page.keyboard.press("j")
    expect(page.locator(".card-link").nth(1)).to_be_focused()
    page.keyboard.press("k")
    expect(page.locator(".card-link").nth(0)).to_be_focused()

    page.keyboard.press("?")
    expect(page.locator("#keys")).to_be_visible()
    page.locator("[data-keys-switch]").uncheck()
    page.keyboard.press("Escape")
    expect(page.locator("#keys")).to_be_hidden()
    expect(page.locator(".card-link").nth(0)).to_be_focused()
    page.keyboard.press("?")
    expect(page.locator("#keys")).to_be_hidden()


@pytest.mark.parametrize("way", ["escape", "back", "button"])
def test_closing_a_note_returns_to_the_same_place(page, notes, way):
    explore(page, notes)
    # With a title: the middle of a link without one is the middle of its card.
    link = page.locator(".card:not(.lines-0) .card-link").nth(12)
    link.scroll_into_view_if_needed()
    page.mouse.wheel(0, 150)
    page.wait_for_timeout(300)
    before = page.evaluate("scrollY")
    # By the document, not by the mouse: the mouse would scroll first, and move the place.
    link.evaluate("link => { link.focus({ preventScroll: true }); link.click(); }")
    expect(page.locator("#overlay #note")).to_be_visible()
    assert "/notes/" in page.url
    assert page.evaluate("scrollY") == before

    if way == "escape":
        page.keyboard.press("Escape")
    elif way == "back":
        page.go_back()
    else:
        page.locator("[data-overlay-close]").evaluate("button => button.click()")
    expect(page.locator("#overlay")).to_be_hidden()
    assert page.url.rstrip("/") == page.evaluate("location.origin")
    assert page.evaluate("scrollY") == before
    expect(link).to_be_focused()


def test_a_note_opened_from_a_note_closes_to_the_feed_in_one_step(page, notes):
    explore(page, notes)
    first, second = (page.locator(".card-link").nth(n).get_attribute("href") for n in (0, 1))
    page.locator(".card-link").first.click()
    expect(page.locator("#overlay #note")).to_be_visible()
    page.locator("#overlay #note").evaluate(
        """(note, address) => {
          const link = document.createElement("a");
          link.href = address;
          link.dataset.overlay = "";
          note.append(link);
          link.click();
        }""",
        second,
    )
    expect(page).to_have_url(re.compile(re.escape(second)))
    expect(page.locator("#overlay #note")).to_be_visible()

    page.go_back()
    expect(page).to_have_url(re.compile(re.escape(first)))
    page.go_forward()
    expect(page).to_have_url(re.compile(re.escape(second)))
    page.keyboard.press("Escape")
    expect(page.locator("#overlay")).to_be_hidden()
    assert page.url.rstrip("/") == page.evaluate("location.origin")


def test_the_address_of_an_open_note_loads_whole(page, notes):
    explore(page, notes)
    page.locator(".card-link").first.click()
    expect(page.locator("#overlay #note")).to_be_visible()
    page.goto(page.url)

    expect(page.locator("main #note")).to_be_visible()
    expect(page.locator("#overlay")).to_be_hidden()


@pytest.mark.parametrize("width", [360, 390, 600, 860, 1100, 1280, 1440, 1920])
def test_the_waterfall_reads_in_the_order_of_the_document(page, notes, width):
    page.set_viewport_size({"width": width, "height": 900})
    explore(page, notes)
    tops = page.eval_on_selector_all(
        ".card", "cards => cards.map(card => card.getBoundingClientRect().top)"
    )
    assert tops == sorted(tops)
    spilled = page.eval_on_selector_all(
        ".card", "cards => cards.filter(card => card.scrollHeight > card.clientHeight + 1).length"
    )
    assert spilled == 0
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_more_cards_come_by_scrolling_and_are_numbered(page, notes):
    explore(page, notes)
    for _ in range(20):
        page.mouse.wheel(0, 1500)
        page.wait_for_timeout(100)
        if page.locator(".card").count() >= len(notes):
            break
    ids = page.eval_on_selector_all(".card", "cards => cards.map(card => card.dataset.note)")
    numbers = page.eval_on_selector_all(".card", "cards => cards.map(card => card.ariaPosInSet)")

    assert len(ids) > 24
    assert len(set(ids)) == len(ids)
    assert numbers == [str(number + 1) for number in range(len(ids))]


def test_nothing_jumps_on_explore_and_on_a_note(page, notes):
    page.add_init_script(WATCH_SHIFTS)
    explore(page, notes)
    for _ in range(6):
        page.mouse.wheel(0, 700)
        page.wait_for_timeout(200)
    assert page.evaluate("window.shifts") <= 0.02

    page.goto(f"/notes/{notes[2].public_id}")
    page.locator("#note").wait_for()
    page.wait_for_timeout(500)
    assert page.evaluate("window.shifts") <= 0.02


def test_the_watch_sees_a_jump(page, notes):
    """Positive control: what pushes the cards down is counted."""
    page.add_init_script(WATCH_SHIFTS)
    explore(page, notes)
    page.evaluate(
        "() => { const gap = document.createElement('div'); gap.style.height = '300px';"
        " document.querySelector('.feed').prepend(gap); }"
    )
    page.wait_for_timeout(300)
    assert page.evaluate("window.shifts") > 0.02


@pytest.mark.parametrize("path", ["/", "/accounts/login/", "/accounts/signup/", "/nothing-here"])
def test_no_page_is_wider_than_a_small_phone(page, notes, path):
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(path)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_reader_without_script_gets_links(browser, site, notes):
    context = browser.new_context(base_url=site, java_script_enabled=False)
    page = context.new_page()
    explore(page, notes)
    page.locator("a.more").click()
    expect(page.locator(".card").first).to_be_visible()
    # A card without a title is opened by its picture, which the link covers.
    cover = page.locator(".lines-0 .card-cover").first
    cover.scroll_into_view_if_needed()
    box = cover.bounding_box()
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    expect(page.locator("main #note")).to_be_visible()
    context.close()
