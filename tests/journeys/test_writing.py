"""Writing a note and talking about it, in a real browser, with the real worker."""

import json
from pathlib import Path

import pytest
from django.test import Client
from playwright.sync_api import expect

from notes.models import Comment, Note
from tests.factories.accounts import UserFactory
from tests.factories.notes import DraftFactory, NoteFactory, ProductTagFactory
from tests.factories.shop import ProductFactory, SkuFactory
from tests.media.photographs import encoded, photograph

pytestmark = pytest.mark.browser
CASES = json.loads((Path(__file__).parent.parent / "notes" / "title_cases.json").read_text())
# A worker decodes beside everything else that runs on this machine.
PATIENCE = 30_000


@pytest.fixture
def author(page, site):
    author = UserFactory(name="Mia Chen", handle="mia")
    sign_in(page, site, author)
    return author


def sign_in(page, site, user):
    client = Client()
    client.force_login(user)
    cookie = client.cookies["sessionid"]
    page.context.add_cookies([{"name": "sessionid", "value": cookie.value, "url": site}])


def editor(page, path="/publish"):
    page.goto(path)
    page.locator(".editor.is-live").wait_for()


def file(name, seed, size=(900, 1200)):
    body = encoded(photograph(*size, seed=seed))
    content = body if isinstance(body, bytes) else body.getvalue()
    return {"name": name, "mimeType": "image/jpeg", "buffer": content}


def test_from_photographs_to_a_note_that_readers_meet(page, author):
    product = SkuFactory(product__title="Porcelain gaiwan").product
    editor(page)
    page.set_input_files(
        "[data-files]",
        [file("one.jpg", 1), file("two.jpg", 2), {**file("x.txt", 3), "mimeType": "text/plain"}],
    )
    expect(page.locator(".thumb")).to_have_count(2)
    expect(page.locator("[data-refused]")).to_contain_text("x.txt")
    expect(page.locator(".thumb :is(progress, .thumb-wait)")).to_have_count(0, timeout=PATIENCE)

    page.fill("#id_title", "Gongfu at home")
    page.fill("#id_body", "Three weeks of #tea, and the rim runs hot.")
    page.locator(".thumb-button").first.focus()
    page.keyboard.press("Alt+ArrowRight")
    page.get_by_label("Describe the picture").fill("The first one")

    page.locator("[data-stage-image]").click(position={"x": 60, "y": 80})
    page.locator("[data-product-found] button").first.click()
    page.locator(".tag-row select").select_option("gifted")
    expect(page.locator(".tag-row-label")).to_have_text("Readers see: Sponsored")
    page.locator(".stage-dot").focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator("[data-saved-at]")).to_contain_text("Saved", timeout=PATIENCE)

    page.get_by_role("button", name="Publish", exact=True).click()
    expect(page.locator('[data-field="channel"] [data-error]')).to_be_visible(timeout=PATIENCE)
    page.locator("#id_channel").select_option("home")
    page.get_by_role("button", name="Publish", exact=True).click()
    expect(page.locator("#note h1")).to_have_text("Gongfu at home", timeout=PATIENCE)

    note = Note.objects.get()
    tag = note.product_tags.get()
    assert [slide.alt for slide in note.slides.all()] == ["", "The first one"]
    assert (tag.product, tag.slide.position) == (product, 1)
    page.goto("/@mia")
    expect(page.locator(".card-title")).to_contain_text("Gongfu at home")


def test_a_damaged_file_is_named_with_its_reason(page, author):
    editor(page)
    whole = file("torn.jpg", 1)
    page.set_input_files("[data-files]", [{**whole, "buffer": whole["buffer"][:9000]}])

    expect(page.locator("[data-refused]")).to_contain_text("torn.jpg", timeout=PATIENCE)
    expect(page.locator(".thumb")).to_have_count(0)


def test_the_counter_counts_as_the_server_does(page, author):
    editor(page)
    counted = page.evaluate(
        """async (texts) => {
            const { titleUnits, bodyLength } = await import("/static/js/editor/text.js");
            return texts.map((text) => [titleUnits(text), bodyLength(text)]);
        }""",
        [case["text"] for case in CASES],
    )
    assert counted == [[case["units"], case["characters"]] for case in CASES]

    page.fill("#id_title", "x" * 41)
    expect(page.locator('[data-counter="title"]')).to_have_text("21/20")
    expect(page.locator('[data-field="title"] [data-error]')).to_contain_text(
        "20", timeout=PATIENCE
    )
    page.reload()
    expect(page.locator("#id_title")).to_have_value("x" * 41)


def test_a_second_tab_is_told_and_overwrites_nothing(page, author):
    draft = DraftFactory(author=author, title="First")
    editor(page, f"/notes/{draft.public_id}/edit")
    Note.objects.update(title="From elsewhere", revision=2)

    page.fill("#id_title", "Mine")
    expect(page.locator("[data-problem]")).to_contain_text("another window", timeout=PATIENCE)
    draft.refresh_from_db()
    assert draft.title == "From elsewhere"


def test_a_product_is_tagged_and_placed_by_keyboard_alone(page, author):
    draft = DraftFactory(author=author)
    ProductFactory(title="Bamboo tray")
    editor(page, f"/notes/{draft.public_id}/edit")
    page.locator("#product-q").focus()
    page.keyboard.type("Bamboo")
    option = page.locator("[data-product-found] button")
    expect(option).to_have_count(1)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator(".tag-row select")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator(".stage-dot")).to_be_focused()
    page.keyboard.press("ArrowUp")
    page.wait_for_function("() => document.querySelector('[data-saved-at]').textContent != ''")
    expect(page.locator("[data-saved-at]")).to_contain_text(":", timeout=PATIENCE)

    page.get_by_role("button", name="Save draft").click()
    expect(page.locator("[data-saved-at]")).to_contain_text(":", timeout=PATIENCE)
    tag = draft.product_tags.get()
    assert (tag.x, tag.y) == (500, 480)


def test_readers_like_and_talk(page, site, author):
    note = NoteFactory(title="Gongfu")
    page.goto(f"/notes/{note.public_id}")
    page.locator('[data-mark="like"]').click()
    expect(page.locator('[data-mark="like"]')).to_have_attribute("aria-pressed", "true")
    expect(page.locator('[data-mark="like"] [data-count]')).to_have_text("1")

    page.locator("#comment-text").fill("Does it drip?")
    page.keyboard.press("Enter")
    expect(page.locator(".comment.is-new")).to_contain_text("Does it drip?")
    page.get_by_role("button", name="Reply").click()
    page.locator("#comment-text").fill("No, it does not.")
    page.keyboard.press("Enter")
    expect(page.locator(".comment-reply")).to_contain_text("No, it does not.")
    expect(page.locator("#comments-title [data-count]")).to_have_text("2")

    assert note.likes.count() == 1
    assert Comment.objects.filter(parent__isnull=False).count() == 1


def test_a_dot_opens_the_product_without_leaving(page, author):
    note = NoteFactory()
    tag = ProductTagFactory(note=note, slide=note.slides.get(), x=500, y=500, relation="paid")
    SkuFactory(product=tag.product)
    page.goto(f"/notes/{note.public_id}")

    page.locator(".tag-dot").click()

    expect(page.locator("#note-tag")).to_contain_text(tag.product.title)
    expect(page.locator("#note-tag")).to_contain_text("paid partnership")
    href = page.locator("#note-tag a.note-product-link").get_attribute("href")
    assert href.endswith(f"?note={note.public_id}")
