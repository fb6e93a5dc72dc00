"""Walking through results, and who may meet them; what is written down of a search."""

import re
from collections import Counter

import pytest
from django.utils import timezone

from accounts.models import Block, Follow
from feed import results
from feed.models import Searched, SearchHistory
from feed.search import history, index, query
from notes.models import Note
from notes.services import publishing
from tests.factories.accounts import UserFactory
from tests.factories.notes import NoteFactory

pytestmark = pytest.mark.django_db


def now():
    return timezone.now()


def ids(page):
    return re.findall(r'data-note="(\w+)"', page.content.decode())


def many(count, author=None):
    author = author or UserFactory()
    notes = [NoteFactory(author=author, title=f"Kettle {n}", slides=1) for n in range(count)]
    index.rebuild(at=now())
    return notes


def test_pages_go_on_without_repeats_while_notes_come_and_go(client):
    notes = many(60)
    shown, address = [], "/search?q=kettle"
    while address:
        page = client.get(address, headers={"HX-Request": "true"} if shown else {})
        shown += ids(page)
        found = re.search(r'class="more" href="([^"]+)"', page.content.decode())
        address = "/search" + found[1].replace("&amp;", "&") if found else ""
        late = NoteFactory(title="Kettle kettle kettle")
        index.mark("note", late.pk)
        index.fold(at=now())

    assert max(Counter(shown).values()) == 1
    assert set(shown) == {note.public_id for note in notes}


def test_a_wiped_valkey_in_the_middle_repeats_nothing(valkey):
    notes = many(60)
    reader, asked = UserFactory(), query.read({"q": "kettle"})
    shown, after = [], ""
    for _page in range(5):
        page = results.page(reader, asked, after=after, at=now())
        shown += [card.public_id for card in page.items]
        after = page.next_cursor
        valkey.flushdb()
        if not after:
            break

    assert max(Counter(shown).values()) == 1
    assert len(shown) == len(notes)


@pytest.mark.usefixtures("valkey_away")
def test_without_valkey_search_goes_on(client):
    notes = many(30)
    reader = UserFactory()
    first = results.page(reader, query.read({"q": "kettle"}), at=now())
    rest = results.page(reader, query.read({"q": "kettle"}), after=first.next_cursor, at=now())

    assert len(first.items) + len(rest.items) == len(notes)


def test_what_may_not_be_met_is_not_found_even_in_a_frozen_list():
    notes = many(40, author=None)
    for note in notes:
        Note.objects.filter(pk=note.pk).update(author=UserFactory())
    index.rebuild(at=now())
    reader, asked = UserFactory(), query.read({"q": "kettle"})
    first = results.page(reader, asked, at=now())
    seen = {card.public_id for card in first.items}
    waiting = [note for note in Note.objects.all() if note.public_id not in seen]
    publishing.withdraw(waiting[0], at=now())
    Note.objects.filter(pk=waiting[1].pk).update(visibility="private")
    Block.objects.create(blocker=reader, blocked=waiting[2].author)
    Block.objects.create(blocker=waiting[3].author, blocked=reader)

    rest = results.page(reader, asked, after=first.next_cursor, at=now())

    shown = {card.public_id for card in rest.items}
    assert not shown & {note.public_id for note in waiting[:4]}
    assert len(shown) == 40 - 24 - 4


def test_notes_for_followers_are_found_by_followers_alone():
    note = NoteFactory(title="Kettle", visibility="followers")
    index.rebuild(at=now())
    stranger, follower = UserFactory(), UserFactory()
    Follow.objects.create(follower=follower, followed=note.author)
    asked = query.read({"q": "kettle"})

    assert results.page(stranger, asked, at=now()).items == []
    assert len(results.page(follower, asked, at=now()).items) == 1


def test_a_cursor_of_another_search_or_reader_is_refused(client):
    many(30)
    reader = UserFactory()
    after = results.page(reader, query.read({"q": "kettle"}), at=now()).next_cursor
    client.force_login(reader)

    assert client.get("/search", {"q": "kettle", "after": after}).status_code == 200
    assert client.get("/search", {"q": "kettle 1", "after": after}).status_code == 400
    client.force_login(UserFactory())
    assert client.get("/search", {"q": "kettle", "after": after}).status_code == 400


def test_a_search_is_remembered_and_logged_once(client):
    many(30)
    reader = UserFactory()
    client.force_login(reader)
    first = client.get("/search", {"q": "Kettle"})
    after = re.search(r"after=([^\"&]+)", first.content.decode())[1]
    client.get("/search", {"q": "Kettle", "after": after})

    assert history.recent_terms(reader) == ["Kettle"]
    row = Searched.objects.get()
    assert (row.key, row.has_hits) == ("kettle", True)
    assert row.page


@pytest.mark.parametrize(
    "headers", [{"Sec-Fetch-Site": "cross-site"}, {"Sec-Purpose": "prefetch;prerender"}]
)
def test_what_no_person_asked_for_here_is_not_remembered(client, headers):
    client.force_login(UserFactory())
    client.get("/search", {"q": "hostile"}, headers=headers)

    assert not Searched.objects.exists()
    assert not SearchHistory.objects.exists()


def test_the_history_is_the_readers_own_over_the_api(client):
    reader = UserFactory()
    client.force_login(reader)
    for text in ("tea", "cup"):
        client.get("/search", {"q": text})
    path = "/api/v1/search/history"

    assert [row["text"] for row in client.get(path).json()["searches"]] == ["cup", "tea"]
    assert client.delete(f"{path}?q=TEA").status_code == 204
    assert [row["text"] for row in client.get(path).json()["searches"]] == ["cup"]
    put = client.put(path, {"is_paused": True}, content_type="application/json")
    assert put.json()["is_paused"] is True
    client.get("/search", {"q": "pot"})
    assert client.delete(path).status_code == 204
    assert client.get(path).json() == {"searches": [], "is_paused": True}
