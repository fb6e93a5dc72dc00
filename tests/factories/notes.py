"""Notes, published with one picture unless told otherwise."""

import datetime

import factory

from notes.models import Comment, Note, NoteSlide, NoteTally, ProductTag
from tests.factories.accounts import UserFactory
from tests.factories.media import PictureFactory
from tests.factories.shop import ProductFactory

NOON = datetime.datetime(2026, 5, 1, 4, 0, tzinfo=datetime.UTC)


class NoteFactory(factory.django.DjangoModelFactory):
    """A published note; `DraftFactory` makes what is not."""

    class Meta:
        model = Note
        skip_postgeneration_save = True

    author = factory.SubFactory(UserFactory)
    title = factory.Sequence(lambda n: f"Note {n}")
    body = "Three weeks with it: pours well, but the lid runs hot."
    channel = "home"
    language = "en"
    status = Note.Status.PUBLISHED
    published_at = NOON
    is_ready = True

    @factory.post_generation
    def slides(self, create, extracted, **kwargs):
        if not create:
            return
        for position in range(1 if extracted is None else extracted):
            picture = PictureFactory(owner=self.author)
            NoteSlide.objects.create(note=self, picture=picture, position=position)
        NoteTally.objects.get_or_create(note=self)


class DraftFactory(NoteFactory):
    status = Note.Status.DRAFT
    published_at = None
    is_ready = False


class ProductTagFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ProductTag

    note = factory.SubFactory(NoteFactory)
    product = factory.SubFactory(ProductFactory)
    relation = ProductTag.Relation.BOUGHT


class CommentFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Comment

    note = factory.SubFactory(NoteFactory)
    author = factory.SubFactory(UserFactory)
    text = "Does it fit a small tray?"
    at = NOON
