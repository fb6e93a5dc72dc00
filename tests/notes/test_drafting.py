from dataclasses import replace
from uuid import uuid4

import pytest

from notes.models import Note, Topic
from notes.services import document, drafting, publishing
from notes.services.document import Document, Slide, Tag
from notes.signals import note_changed
from tests.factories.accounts import UserFactory
from tests.factories.media import PictureFactory
from tests.factories.notes import NoteFactory
from tests.factories.shop import ProductFactory, StoreFactory
from tests.notes.news import heard

pytestmark = pytest.mark.django_db


@pytest.fixture
def author():
    return UserFactory()


@pytest.fixture
def whole(author):
    pictures = PictureFactory.create_batch(3, owner=author)
    product = ProductFactory()
    return Document(
        title="Gongfu at home",
        body="Three weeks of #tea",
        channel="home",
        slides=[Slide(picture.upload_id, f"Picture {i}") for i, picture in enumerate(pictures)],
        tags=[Tag(product.public_id, "bought", slide=1, x=250, y=750)],
        topics=["#Pots", "工夫茶"],
    )


def test_a_draft_keeps_its_whole_document(author, whole):
    note = drafting.create(author=author, document=whole)

    kept = document.of(note)
    assert kept == replace(whole, language="en", topics=["Pots", "工夫茶", "tea"])
    assert note.status == Note.Status.DRAFT
    assert set(Topic.objects.values_list("key", flat=True)) == {"pots", "工夫茶", "tea"}


def test_saving_the_same_again_changes_nothing(author, whole):
    note = drafting.create(author=author, document=whole)

    again = drafting.save(note, document=document.of(note), revision=note.revision)

    assert again.revision == note.revision


def test_pictures_are_reordered_and_tags_follow(author, whole):
    note = drafting.create(author=author, document=whole)
    turned = replace(
        whole, slides=whole.slides[::-1], tags=[replace(whole.tags[0], slide=0, x=1, y=2)]
    )

    drafting.save(note, document=turned, revision=note.revision)

    assert document.of(note).slides == whole.slides[::-1]
    assert note.product_tags.get().slide.position == 0


def test_a_second_tab_cannot_overwrite(author, whole):
    note = drafting.create(author=author, document=whole)
    drafting.save(note, document=replace(whole, title="First"), revision=note.revision)

    with pytest.raises(drafting.EditConflict) as conflict:
        drafting.save(note, document=replace(whole, title="Second"), revision=note.revision)

    assert conflict.value.detail == {"revision": note.revision + 1}
    assert Note.objects.get().title == "First"


@pytest.mark.parametrize(
    ("field", "change"),
    [
        ("title", {"title": "一二三四五六七八九十一二三四五六七八九十一"}),
        ("title", {"title": "reversed \u202e"}),
        ("body", {"body": "x" * 1001}),
        ("channel", {"channel": "weapons"}),
        ("visibility", {"visibility": "secret"}),
        ("topics", {"topics": [f"topic{i}" for i in range(11)]}),
        ("topics", {"topics": ["two words"]}),
        ("slides", {"slides": [Slide(uuid4()) for _ in range(19)]}),
        ("slides", {"slides": [Slide(uuid4())], "tags": []}),
        ("tags", {"tags": [Tag("nosuchthing", "bought")]}),
        ("tags", {"tags": [Tag("nosuchthing", "stolen")]}),
        ("tags", {"tags": [Tag("nosuchthing", "bought", slide=9, x=1, y=1)]}),
        ("tags", {"tags": [Tag("nosuchthing", "bought", slide=0)]}),
        ("tags", {"tags": [Tag("nosuchthing", "bought", slide=0, x=1001, y=0)]}),
        ("tags", {"tags": [Tag(f"product{i}", "bought") for i in range(19)]}),
    ],
)
def test_what_passes_a_limit_is_refused_at_its_field_and_nothing_is_kept(
    author, whole, field, change
):
    with pytest.raises(document.InvalidNote) as refusal:
        drafting.create(author=author, document=replace(whole, **change))

    assert field in refusal.value.errors
    assert not Note.objects.exists()


def test_all_complaints_come_at_once(author, whole):
    broken = replace(whole, title="x" * 41, body="y" * 1001, topics=["a b"])

    with pytest.raises(document.InvalidNote) as refusal:
        drafting.create(author=author, document=broken)

    assert set(refusal.value.errors) == {"title", "body", "topics"}


def test_nobody_uses_the_pictures_of_others(author, whole):
    foreign = PictureFactory()

    with pytest.raises(document.InvalidNote):
        drafting.create(author=author, document=replace(whole, slides=[Slide(foreign.upload_id)]))


def test_a_withdrawn_product_cannot_be_tagged_but_an_old_tag_stays(author, whole):
    product = ProductFactory(status="withdrawn")
    tagged = replace(whole, tags=[Tag(product.public_id, "bought")])

    with pytest.raises(document.InvalidNote) as refusal:
        drafting.create(author=author, document=tagged)
    assert product.title in refusal.value.errors["tags"][0]

    product.status = "on_sale"
    product.save()
    note = drafting.create(author=author, document=tagged)
    product.status = "withdrawn"
    product.save()
    drafting.save(note, document=replace(tagged, title="Edited"), revision=note.revision)


def test_a_store_says_that_it_is_its_own_brand(whole):
    store = StoreFactory()
    product = ProductFactory(store=store)
    pictures = [Slide(PictureFactory(owner=store.account).upload_id)]
    for relation in ("bought", "affiliate"):
        tags = [Tag(product.public_id, relation)]
        with pytest.raises(document.InvalidNote):
            drafting.create(
                author=store.account, document=replace(whole, slides=pictures, tags=tags)
            )

    own = replace(whole, slides=pictures, tags=[Tag(product.public_id, "own_brand")])
    assert drafting.create(author=store.account, document=own)


def test_editing_a_published_note_tells_and_still_asks_for_a_picture():
    note = NoteFactory()
    before = document.of(note)

    with heard(note_changed) as news:
        drafting.save(note, document=replace(before, title="Better"), revision=1)
    assert [said["note"].revision for said in news] == [2]

    with pytest.raises(publishing.NotPublishable):
        drafting.save(note, document=replace(before, slides=[]), revision=2)
    assert note.slides.count() == 1


def test_only_what_nobody_has_seen_is_deleted(author, whole):
    draft = drafting.create(author=author, document=whole)
    drafting.discard(draft)
    assert not Note.objects.filter(pk=draft.pk).exists()

    with pytest.raises(drafting.StillPublished):
        drafting.discard(NoteFactory())
