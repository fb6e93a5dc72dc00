import datetime

import pytest

from media.models import Upload
from media.signals import picture_ready
from notes.models import Note, NoteSlide
from notes.services import publishing
from notes.signals import note_published, note_withdrawn
from notes.tasks import settle_waiting
from tests.factories.media import PictureFactory
from tests.factories.notes import DraftFactory, NoteFactory, ProductTagFactory
from tests.notes.news import heard

pytestmark = pytest.mark.django_db


def pending_draft():
    note = DraftFactory(slides=0)
    picture = PictureFactory(owner=note.author, is_ready=False)
    NoteSlide.objects.create(note=note, picture=picture, position=0)
    return note, picture


def test_publishing_tells_once(noon):
    draft = DraftFactory()

    with heard(note_published) as news:
        for _ in range(2):
            note = publishing.publish(draft, at=noon)

    assert (note.status, note.published_at, note.is_ready) == ("published", noon, True)
    assert len(news) == 1


def test_a_note_is_shown_when_its_last_picture_is_ready(noon):
    draft, picture = pending_draft()
    with heard(note_published) as news:
        publishing.publish(draft, at=noon)
        assert not news
        assert not Note.objects.published().exists()

        picture.is_ready = True
        picture.save()
        picture_ready.send(sender=type(picture), picture=picture)
        picture_ready.send(sender=type(picture), picture=picture)

    assert len(news) == 1
    assert Note.objects.published().get() == draft


def test_the_sweep_finds_what_the_news_has_missed(noon):
    draft, picture = pending_draft()
    publishing.publish(draft, at=noon)
    assert settle_waiting() == 0

    type(picture).objects.update(is_ready=True)
    with heard(note_published) as news:
        assert settle_waiting() == 1
        assert settle_waiting() == 0

    assert len(news) == 1


@pytest.mark.parametrize(
    ("field", "change"),
    [
        ("title", {"title": "", "body": ""}),
        ("channel", {"channel": ""}),
        ("slides", {"slides": 0}),
    ],
)
def test_what_is_missing_is_said_at_its_field(noon, field, change):
    draft = DraftFactory(**change)

    with pytest.raises(publishing.NotPublishable) as refusal:
        publishing.publish(draft, at=noon)

    assert list(refusal.value.errors) == [field]
    assert Note.objects.get(pk=draft.pk).status == Note.Status.DRAFT


def test_a_refused_picture_is_named(noon):
    draft = DraftFactory()
    Upload.objects.update(status=Upload.Status.REFUSED, name="bomb.png")

    with pytest.raises(publishing.NotPublishable, match=r"bomb\.png"):
        publishing.publish(draft, at=noon)


def test_a_product_off_sale_is_named(noon):
    tag = ProductTagFactory(note=DraftFactory(), product__status="withdrawn")

    with pytest.raises(publishing.NotPublishable, match=tag.product.title) as refusal:
        publishing.publish(tag.note, at=noon)

    assert refusal.value.field == "tags"


def test_withdrawing_tells_once_and_publishing_again_keeps_the_first_moment(noon):
    note = NoteFactory()
    with heard(note_withdrawn) as news:
        for _ in range(2):
            publishing.withdraw(note, at=noon)
    assert len(news) == 1
    assert not Note.objects.visible_to(None).exists()

    with heard(note_published) as news:
        again = publishing.publish(note, at=noon + datetime.timedelta(days=9))
    assert len(news) == 1
    assert again.published_at == noon
