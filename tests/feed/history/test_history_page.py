"""The reader's history: by page without a script, and by API; pausing what is remembered."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from feed.history import pauses
from feed.models import Attention, Contribution, Forgotten, HistoryPause, SearchHistory
from feed.ranking import taste
from feed.search import history as searches
from notes.models import Note
from tests.factories.accounts import UserFactory
from tests.factories.notes import NoteFactory
from tests.feed.history.looking import look, settle

pytestmark = pytest.mark.django_db
PAGE, API = "/explore/history", "/api/v1/feed/history"


@pytest.fixture
def reader(client):
    reader = UserFactory()
    client.force_login(reader)
    return reader


def post(client, where, **form):
    return client.post(f"{PAGE}/{where}", form, follow=True)


def test_the_page_tells_notes_with_source_and_time_and_searches(client, reader):
    read, shown = NoteFactory(title="Gongfu at home"), NoteFactory(title="Only passed by")
    look([read], reader, seconds=42, source="search")
    look([shown], reader, seconds=0)
    settle()
    searches.remember(reader, "kettle", at=timezone.now())

    opened = client.get(PAGE).content.decode()
    every = client.get(PAGE, {"show": "all"}).content.decode()

    assert "Gongfu at home" in opened
    assert "read for 42 seconds" in opened
    assert "Search" in opened
    assert "kettle" in opened
    assert "Only passed by" not in opened
    assert "Only passed by" in every


def test_what_may_not_be_seen_any_more_is_listed_without_its_title_and_can_be_removed(
    client, reader
):
    note = NoteFactory(title="Secret kettle")
    look([note], reader)
    settle()
    Note.objects.update(visibility="private")

    page = client.get(PAGE).content.decode()
    told = client.get(API).json()["results"]

    assert "Secret kettle" not in page
    assert [(row["note"], row["title"]) for row in told] == [(note.public_id, "")]
    post(client, "forget", note=note.public_id)
    assert client.get(API).json()["results"] == []


def test_pages_walk_the_whole_history_once(client, reader):
    now = timezone.now()
    for number in range(33):
        look([NoteFactory(title=f"N{number}")], reader, at=now - timedelta(minutes=number))
    settle()

    first = client.get(API).json()
    rest = client.get(API, {"after": first["next"]}).json()

    walked = [row["title"] for row in first["results"] + rest["results"]]
    assert walked == [f"N{number}" for number in range(33)]
    assert rest["next"] == ""
    second = client.get(PAGE, {"after": first["next"]}).content.decode()
    assert "N32" in second
    assert "Clear history" not in second


@pytest.mark.parametrize("after", ["x", "1", "-", "9" * 39, f"1-{2**63}", "１-1", "9" * 30 + "-1"])
def test_a_cursor_that_is_none_of_ours_is_refused(client, reader, after):
    assert client.get(PAGE, {"after": after}).status_code == 400
    assert client.get(API, {"after": after}).status_code == 400


def test_the_forms_clear_a_span_a_note_and_a_search(client, reader):
    notes = [NoteFactory() for _ in range(3)]
    now = timezone.now()
    look(notes[:1], reader, at=now - timedelta(hours=30))
    look(notes[1:2], reader, at=now - timedelta(hours=3))
    look(notes[2:], reader, at=now - timedelta(minutes=3))
    settle()
    for text in ("cup", "tea"):
        searches.remember(reader, text, at=now)

    def left():
        return set(Attention.objects.values_list("note_id", flat=True))

    post(client, "forget", search="CUP")
    assert [row.text for row in searches.recent(reader)] == ["tea"]
    post(client, "forget", span="hour")
    assert left() == {notes[0].pk, notes[1].pk}
    assert not SearchHistory.objects.exists()
    post(client, "forget", note=notes[1].public_id)
    assert left() == {notes[0].pk}
    told = post(client, "forget", span="all")
    assert left() == set()
    assert b"Cleared." in told.content


@pytest.mark.parametrize(
    "form", [{}, {"span": "year"}, {"span": "hour", "note": "abc"}, {"search": "x" * 81}]
)
def test_what_names_nothing_or_two_things_clears_nothing_and_says_so(client, reader, form):
    look([NoteFactory()], reader)
    settle()

    page = client.post(f"{PAGE}/forget", form)

    assert page.status_code == 422
    assert b'role="alert"' in page.content
    query = "&".join(f"{name}={value}" for name, value in form.items())
    assert client.delete(f"{API}?{query}").status_code == 400
    assert Attention.objects.exists()


@pytest.mark.parametrize(
    ("word", "goes"), [("0", False), ("false", False), ("no", False), ("", False), ("1", True)]
)
def test_the_acts_go_only_where_that_is_asked(client, reader, word, goes):
    assert client.delete(f"{API}?span=all&with_acts={word}").status_code == 204

    assert (Forgotten.objects.get(reader=reader).acted_at is not None) == goes


def test_while_paused_looks_are_nobodys_and_searches_are_not_kept(client, reader):
    note = NoteFactory()
    post(client, "pause", span="always")
    look([note], reader)
    settle()
    client.get("/search", {"q": "kettle"})

    kept = Attention.objects.filter(note=note).first()
    assert kept.reader is None
    assert not kept.token.startswith(f"{reader.pk}-")
    assert not Contribution.objects.filter(reader=reader).exists()
    assert not SearchHistory.objects.exists()
    assert "until you say so" in client.get(PAGE).content.decode()

    post(client, "pause", resume="1")
    look([note], reader)
    settle()
    assert Attention.objects.filter(reader=reader).exists()


def test_a_pause_ends_by_itself(client, reader):
    now = timezone.now()
    pauses.begin(reader, at=now - timedelta(minutes=70), span="hour")
    look([NoteFactory()], reader, at=now - timedelta(minutes=30))
    look([NoteFactory(title="After it")], reader, at=now)
    settle()

    assert [row["title"] for row in client.get(API).json()["results"]] == ["After it"]
    assert pauses.of(reader, at=now) is None


def test_what_was_looked_at_in_a_pause_stays_nobodys_though_it_arrives_after_it(reader):
    now = timezone.now()
    pauses.begin(reader, at=now - timedelta(minutes=2))
    look([NoteFactory()], reader, at=now - timedelta(minutes=1))

    pauses.end(reader, at=now)
    settle()

    assert not Attention.objects.filter(reader=reader).exists()


def test_a_pause_is_set_moved_and_ended_by_the_api(client, reader):
    where = f"{API}/pause"

    begun = client.put(where, {"span": "hour"}, content_type="application/json").json()
    moved = client.put(where, {"span": "week"}, content_type="application/json").json()

    assert begun["is_paused"]
    assert moved["since"] == begun["since"]
    assert moved["until"] > begun["until"]
    assert client.put(where, {"span": "x"}, content_type="application/json").status_code == 400
    assert client.delete(where).status_code == 204
    assert client.get(where).json() == {"is_paused": False, "since": None, "until": None}
    assert HistoryPause.objects.count() == 1


def test_a_visitor_reads_what_is_and_is_not_kept(client):
    english = client.get(PAGE).content.decode()
    chinese = client.get(PAGE, {"lang": "zh-hans"}).content.decode()

    assert "No history is kept of visitors" in english
    assert "我们不记录游客的历史" in chinese
    assert "csrfmiddlewaretoken" not in english


def test_a_deleted_account_leaves_no_history(client, reader):
    look([NoteFactory()], reader)
    settle()
    searches.remember(reader, "tea", at=timezone.now())
    pauses.begin(reader, at=timezone.now())

    reader.delete()

    assert not Attention.objects.exists()
    assert not HistoryPause.objects.exists()


def test_the_buttons_are_taken_from_a_browser_that_has_the_page(reader):
    """With the token of each form, as a browser sends it."""
    note = NoteFactory(title="Kettle")
    look([note], reader)
    settle()
    taste.refresh([reader.pk], at=timezone.now())
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(reader)
    for path in (PAGE, "/explore/interests"):
        forms = re.findall(r'<form[^>]* method="post".*?</form>', browser.get(path).text, re.S)
        own = [form for form in forms if "/explore/" in form]
        assert own
        assert all("csrfmiddlewaretoken" in form for form in own), path
