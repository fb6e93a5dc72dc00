import pytest
from django.urls import reverse

from notes.models import Note
from tests.factories.accounts import UserFactory
from tests.factories.media import PictureFactory
from tests.factories.notes import DraftFactory, NoteFactory, ProductTagFactory
from tests.factories.shop import ProductFactory
from tests.media.photographs import encoded, photograph, sent

pytestmark = pytest.mark.django_db


@pytest.fixture
def author(client):
    author = UserFactory()
    client.force_login(author)
    return author


@pytest.fixture(autouse=True)
def _folders(settings, tmp_path):
    settings.UPLOAD_ROOT, settings.MEDIA_ROOT = tmp_path / "uploads", tmp_path / "media"


def words(**change):
    return {
        "title": "Gongfu at home",
        "body": "Three weeks",
        "channel": "home",
        "visibility": "public",
        "topics": "#tea #工夫茶",
        "action": "save",
    } | change


def test_without_scripts_a_note_is_written_with_its_pictures(client, author):
    files = [sent(encoded(photograph(300, 400, seed=seed))) for seed in (1, 2)]
    product = ProductFactory()
    tagged = {"new_product": f"http://x/products/{product.public_id}?a=b", "new_relation": "gifted"}

    made = client.post(reverse("notes:publish"), words(pictures=files) | tagged)

    note = Note.objects.get()
    assert made["Location"] == reverse("notes:edit", args=[note.public_id])
    assert note.slides.count() == 2
    assert [topic.key for topic in note.topics.order_by("key")] == ["tea", "工夫茶"]
    assert note.product_tags.get().relation == "gifted"


def test_a_refused_file_is_named_and_nothing_typed_is_lost(client, author):
    files = [sent(encoded(photograph(300, 400))), sent(b"GIF of nothing")]

    refused = client.post(reverse("notes:publish"), words(pictures=files))

    shown = refused.content.decode()
    assert refused.status_code == 400
    assert not Note.objects.exists()
    assert "Gongfu at home" in shown
    assert "Three weeks" in shown
    # The good picture is kept: it stands in the form, and need not be sent again.
    assert shown.count('name="upload"') == 1


def test_slides_are_put_in_order_described_and_taken_out(client, author):
    pictures = PictureFactory.create_batch(3, owner=author)
    client.post(reverse("notes:publish"), words())
    note = Note.objects.get()
    form = {
        "upload": [str(picture.upload_id) for picture in pictures],
        "alt": ["one", "two", "three"],
        "position": ["3", "1", "2"],
        "remove": [str(pictures[2].upload_id)],
        "revision": note.revision,
    }

    client.post(reverse("notes:edit", args=[note.public_id]), words(**form))

    assert [slide.alt for slide in note.slides.all()] == ["two", "one"]


def test_publishing_says_what_is_missing_and_keeps_the_draft(client, author):
    refused = client.post(reverse("notes:publish"), words(channel="", action="publish"))

    note = Note.objects.get()
    shown = refused.content.decode()
    assert refused.status_code == 409
    assert "Add at least one picture" in shown
    assert "Choose a channel" in shown
    assert reverse("notes:edit", args=[note.public_id]) in shown


def test_publishing_leads_to_the_note(client, author):
    picture = PictureFactory(owner=author)

    made = client.post(
        reverse("notes:publish"), words(upload=[str(picture.upload_id)], action="publish")
    )

    note = Note.objects.get()
    assert note.is_published
    assert made["Location"] == reverse("notes:detail", args=[note.public_id])


def test_an_old_form_overwrites_nothing_and_keeps_what_was_typed(client, author):
    note = DraftFactory(author=author, revision=5)
    address = reverse("notes:edit", args=[note.public_id])

    refused = client.post(address, words(title="Mine", revision=4))

    assert refused.status_code == 409
    assert 'value="Mine"' in refused.content.decode()
    note.refresh_from_db()
    assert note.title != "Mine"


@pytest.mark.parametrize(
    "broken",
    [
        {"title": "x" * 41},
        {"body": "y" * 1001},
        {"topics": "#" + "z" * 41},
        {"upload": ["4f3a5f5e-0000-4000-8000-000000000000"]},
        {"new_product": "nosuchthing", "new_relation": "bought"},
        {"new_product": "nosuchthing", "new_relation": "stolen"},
        {"visibility": "secret"},
        {"channel": "weapons"},
    ],
)
def test_bad_input_is_refused_in_words(client, author, broken):
    refused = client.post(reverse("notes:publish"), words(**broken))

    assert refused.status_code == 400
    assert "data-errors" in refused.content.decode()
    assert not Note.objects.exists()


def test_only_ones_own_notes_open_in_the_editor(client, author):
    note = NoteFactory()
    for name in ("edit", "withdraw", "discard"):
        address = reverse(f"notes:{name}", args=[note.public_id])
        assert client.post(address, words()).status_code == 404


def test_a_note_is_withdrawn_and_a_draft_deleted(client, author):
    note, draft = NoteFactory(author=author), DraftFactory(author=author)

    client.post(reverse("notes:withdraw", args=[note.public_id]))
    client.post(reverse("notes:discard", args=[draft.public_id]))

    assert Note.objects.get().status == Note.Status.WITHDRAWN


def test_tags_keep_their_place_through_the_form(client, author):
    note = NoteFactory(author=author)
    slide = note.slides.get()
    tag = ProductTagFactory(note=note, slide=slide, x=120, y=340, relation="paid")
    form = {
        "upload": [str(slide.picture.upload_id)],
        "tag_product": [tag.product.public_id],
        "tag_upload": [str(slide.picture.upload_id)],
        "tag_x": ["120"],
        "tag_y": ["340"],
        "tag_relation": ["affiliate"],
        "revision": 1,
    }

    client.post(reverse("notes:edit", args=[note.public_id]), words(**form))

    kept = note.product_tags.get()
    assert (kept.x, kept.y, kept.relation) == (120, 340, "affiliate")

    form["untag"], form["revision"] = [tag.product.public_id], 2
    client.post(reverse("notes:edit", args=[note.public_id]), words(**form))
    assert not note.product_tags.exists()


def test_a_topic_page_leads_into_the_editor_with_its_topic(client, author):
    shown = client.get(reverse("notes:publish"), {"topic": "tea"}).content.decode()

    assert "#tea" in shown


def test_who_comes_from_an_order_has_the_product_tagged_as_bought(client, author):
    product, hidden = ProductFactory(title="Morning cup"), ProductFactory(status="draft")
    page = client.get(reverse("notes:publish"), {"bought": product.public_id})

    state = page.context["state"]["tags"]
    assert [(tag["title"], tag["relation"]) for tag in state] == [("Morning cup", "bought")]
    for unknown in (hidden.public_id, "nothing"):
        page = client.get(reverse("notes:publish"), {"bought": unknown})
        assert page.context["state"]["tags"] == []
