"""What cannot be a topic is left out, so that no note links to an address that is not there."""

import pytest

from notes.models import Topic
from notes.services import topics
from tests.factories.notes import NoteFactory


@pytest.mark.django_db
def test_a_name_without_a_key_is_no_topic():
    note = NoteFactory()
    topics.attach(note, ["coffee at home", "tea"])

    assert list(note.topics.values_list("key", flat=True)) == ["tea"]
    assert not Topic.objects.filter(key="").exists()
