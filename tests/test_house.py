import pytest

from notes.models import Note
from tests.factories.accounts import UserFactory
from tests.factories.notes import CommentFactory, DraftFactory, NoteFactory, ProductTagFactory
from tests.factories.shop import SkuFactory, StoreStaffFactory


@pytest.mark.django_db
def test_the_factories_make_valid_rows():
    note = NoteFactory()
    ProductTagFactory(note=note)
    CommentFactory(note=note)
    DraftFactory(author=note.author)
    SkuFactory(on_hand=3)
    StoreStaffFactory()

    assert list(Note.objects.listed_for(UserFactory())) == [note]
    assert Note.objects.visible_to(note.author).count() == 2
