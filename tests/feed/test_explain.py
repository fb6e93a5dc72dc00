"""A score is explained term by term: to its author in words, to the platform in the admin."""

import pytest
from django.utils import translation

from feed import explain
from feed.models import NoteScore
from feed.ranking import fast
from notes.services import engagement
from tests.factories.accounts import UserFactory
from tests.factories.notes import NoteFactory
from tests.feed.test_fold import met, trusted

pytestmark = pytest.mark.django_db


@pytest.fixture
def note(noon):
    note, reader = NoteFactory(), trusted()
    met(note, reader, noon)
    engagement.save(note, reader=reader, at=noon)
    fast.fold()
    return note


@pytest.mark.parametrize(("language", "word"), [("en", "Quality (Q)"), ("zh-hans", "质量（Q）")])
def test_the_author_reads_every_term(client, note, language, word):
    client.force_login(note.author)

    answer = client.get(f"/api/v1/notes/{note.public_id}/score?lang={language}")

    terms = {term["name"]: term for term in answer.json()["terms"]}
    assert len(terms) == 10
    assert terms[word]["figure"]
    assert all(term["meaning"] for term in terms.values())


@pytest.mark.parametrize(("language", "word"), [("en", "Doubt"), ("zh-hans", "存疑")])
def test_of_what_one_reader_alone_says_most_is_doubted(noon, language, word):
    note, reader = NoteFactory(), trusted()
    met(note, reader, noon)
    engagement.save(note, reader=reader, at=noon)
    fast.fold(at=noon)

    with translation.override(language):
        terms = {term.name: term for term in explain.terms(note.score, at=noon)}

    # 3 by one voice, of which a quarter is believed.
    assert terms[word].figure == "-2.25"
    assert "3" in terms[word].meaning


@pytest.mark.parametrize(
    ("language", "word"), [("en", "Not in explore"), ("zh-hans", "不在发现页")]
)
def test_the_author_reads_that_readers_turned_the_note_away(noon, language, word):
    note = NoteFactory()
    for reader in [trusted() for _ in range(12)]:
        met(note, reader, noon)
        engagement.hide(note, reader=reader, reason="low_quality", at=noon)
    fast.fold(at=noon)

    with translation.override(language):
        first, *_rest = explain.terms(NoteScore.objects.get(note=note), at=noon)

    assert first.name == word
    assert first.meaning


def test_the_platform_reads_terms_and_voices_in_the_admin(client, note):
    client.force_login(UserFactory(is_staff=True, is_superuser=True))

    listed = client.get("/admin/feed/notescore/")
    page = client.get(f"/admin/feed/notescore/{note.pk}/change/").content.decode()

    assert listed.status_code == 200
    assert "Channel mean" in page
    assert "w = 1.00, r = 0.00, V +" in page
    assert 'name="_save"' not in page


def test_brand_staff_do_not_see_scores(client, note):
    client.force_login(UserFactory(is_staff=True))

    assert client.get("/admin/feed/notescore/").status_code == 403
    assert NoteScore.objects.filter(note=note).exists()
