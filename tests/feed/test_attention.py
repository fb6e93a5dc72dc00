"""Attention: what a page of ours showed, once, in time, to this reader; nothing else."""

import json
from datetime import timedelta

import pytest
from django.utils import timezone

from feed import stream, tokens
from feed.models import Attention, News, NoteScore, ReaderTrust
from feed.ranking import attention, fast
from tests.factories.accounts import UserFactory
from tests.factories.notes import DraftFactory, NoteFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def reader(client):
    reader = UserFactory()
    client.force_login(reader)
    return reader


def page(notes, *, reader=None, source="explore", minutes=1):
    at = timezone.now() - timedelta(minutes=minutes)
    shown = [note.public_id for note in notes]
    return tokens.for_page(shown, source=source, at=at, reader=reader and reader.pk)


def event(note, kind="impression", **more):
    return {"note": note.public_id, "kind": kind, **more}


def send(client, token, *events, content_type="text/plain", **headers):
    body = json.dumps({"token": token, "events": list(events)})
    return client.post("/api/v1/attention", body, content_type=content_type, headers=headers)


def fold():
    while attention.fold():
        pass
    while fast.fold():
        pass


def code(response):
    return response.status_code, response.json()["code"]


def test_a_beacon_becomes_rows_trust_and_score(client, reader):
    note = NoteFactory()

    answer = send(
        client, page([note], reader=reader), event(note), event(note, "dwell", seconds=26)
    )
    fold()

    assert (answer.status_code, answer.json()) == (202, {"accepted": 2, "repeated": 0})
    assert set(Attention.objects.values_list("kind", "source")) == {
        ("impression", "explore"),
        ("dwell", "explore"),
    }
    assert ReaderTrust.objects.get(reader=reader).feed_views == 1
    score = NoteScore.objects.get(note=note)
    weight = 0.15 + 0.85 / 30
    assert (score.value, score.impressions) == pytest.approx((weight, weight), rel=1e-3)
    assert score.feed_impressions == 1


def test_an_event_counts_once_however_often_it_is_sent_or_folded(client, reader, valkey):
    note = NoteFactory()
    token = page([note], reader=reader)
    send(client, token, event(note))
    assert code(send(client, token, event(note))) == (409, "attention_repeated")
    assert send(client, token, event(note), event(note, "open")).json()["repeated"] == 1

    entries = stream.read("0-0", count=100)
    fold()
    attention.store(entries)
    valkey.flushdb()
    send(client, token, event(note))
    fold()

    assert Attention.objects.filter(kind="impression").count() == 1
    assert ReaderTrust.objects.get(reader=reader).feed_views == 1
    assert not News.objects.exists()


def test_reading_without_having_been_shown_counts_as_shown_too(client, reader):
    note = NoteFactory()

    send(client, page([note], reader=reader), event(note, "dwell", seconds=26))
    fold()

    assert NoteScore.objects.get(note=note).impressions > 0


def test_a_worker_that_dies_folds_the_same_beacons_again(client, reader, monkeypatch):
    note = NoteFactory()
    send(client, page([note], reader=reader), event(note))

    store = attention.store

    def store_and_die(entries):
        store(entries)
        raise SystemExit

    with monkeypatch.context() as patch:
        patch.setattr(attention, "store", store_and_die)
        with pytest.raises(SystemExit):
            attention.fold()
    assert not Attention.objects.exists()
    fold()

    assert Attention.objects.count() == 1
    assert stream.read("0-0", count=10) == []


def test_a_visitors_attention_is_kept_and_weighs_nothing(client):
    note = NoteFactory()
    at = timezone.now()
    shared = tokens.for_shared_list([note.public_id], source="explore", at=at)
    bound = client.post("/api/v1/attention/token", {"list": shared}, "application/json")

    assert send(client, bound.json()["token"], event(note)).status_code == 202
    fold()

    assert Attention.objects.get().reader is None
    assert not News.objects.exists()
    assert not NoteScore.objects.filter(impressions__gt=0).exists()


def test_ones_own_note_earns_nothing_by_being_looked_at(client, reader):
    note = NoteFactory(author=reader)

    send(client, page([note], reader=reader), event(note, "dwell", seconds=60))
    fold()

    assert not News.objects.exists()
    assert not ReaderTrust.objects.exists()


def test_forged_foreign_old_and_future_pages_are_refused(client, reader):
    note, other = NoteFactory(), UserFactory()
    mine = page([note], reader=reader)

    forged = mine.replace(".e.", ".s.")
    assert code(send(client, forged, event(note))) == (400, "token_forged")
    assert code(send(client, "p.1.e", event(note))) == (400, "token_forged")
    foreign = page([note], reader=other)
    assert code(send(client, foreign, event(note))) == (403, "token_foreign")
    assert code(send(client, page([note]), event(note))) == (403, "token_foreign")
    old = page([note], reader=reader, minutes=121)
    assert code(send(client, old, event(note))) == (400, "token_expired")
    future = page([note], reader=reader, minutes=-10)
    assert code(send(client, future, event(note))) == (400, "token_forged")
    shared = tokens.for_shared_list([note.public_id], source="explore", at=timezone.now())
    assert code(send(client, shared, event(note))) == (400, "token_forged")
    assert stream.read("0-0", count=10) == []


def test_impossible_events_are_refused_by_name(client, reader):
    note, elsewhere = NoteFactory(), NoteFactory()
    token = page([note], reader=reader)

    assert code(send(client, token, event(elsewhere))) == (400, "attention_foreign")
    assert code(send(client, token, event(note, "dwell", seconds=600))) == (
        400,
        "attention_impossible",
    )
    assert send(client, token, event(note, "stare")).status_code == 400
    assert send(client, token, event(note, seconds="1e400")).status_code == 400
    assert send(client, token, event(note, extra=1)).status_code == 400
    assert send(client, token).status_code == 400
    assert send(client, token, *[event(note)] * 121).status_code == 400
    assert client.post("/api/v1/attention", "[1", content_type="text/plain").status_code == 400


def test_an_oversized_beacon_is_refused(client, reader):
    note = NoteFactory()
    body = json.dumps({"token": "x" * 40_000, "events": [event(note)]})

    for content_type in ("text/plain", "application/json"):
        assert client.post("/api/v1/attention", body, content_type).status_code == 413


def test_a_readers_token_for_a_shared_page_is_always_the_same(client, reader):
    shared = tokens.for_shared_list(["abc"], source="explore", at=timezone.now())

    asked = [
        client.post("/api/v1/attention/token", {"list": shared}, "application/json").json()
        for _ in range(2)
    ]

    assert asked[0] == asked[1]


def test_a_note_opened_by_its_address_counts_a_twentieth(client, reader):
    note = NoteFactory()
    ReaderTrust.objects.create(reader=reader, feed_views=30)
    asked = {"note": note.public_id}
    token = client.post("/api/v1/attention/token", asked, "application/json").json()["token"]

    send(client, token, event(note))
    fold()

    assert NoteScore.objects.get(note=note).impressions == pytest.approx(0.05, rel=1e-3)
    assert NoteScore.objects.get(note=note).feed_impressions == 0


def ask_token(client, **asked):
    return client.post("/api/v1/attention/token", asked, "application/json")


def test_notes_on_their_authors_page_count_a_fifth(client, reader):
    note = NoteFactory()
    beside = NoteFactory(author=note.author)
    ReaderTrust.objects.create(reader=reader, feed_views=30)
    shown = [note.public_id, beside.public_id]

    token = ask_token(client, notes=shown, source="profile").json()["token"]
    send(client, token, event(note), event(beside))
    fold()

    assert set(Attention.objects.values_list("source", "position")) == {
        ("profile", 0),
        ("profile", 1),
    }
    assert NoteScore.objects.get(note=note).impressions == pytest.approx(0.2, rel=1e-3)
    assert NoteScore.objects.get(note=note).feed_impressions == 0


def test_a_list_that_no_such_page_shows_has_no_token(client, reader):
    note, stranger = NoteFactory(), NoteFactory()
    draft = DraftFactory(author=note.author)
    ids = [note.public_id, stranger.public_id]

    assert ask_token(client, notes=ids, source="profile").status_code == 404
    assert ask_token(client, notes=ids, source="direct").status_code == 200
    assert ask_token(client, notes=ids, source="explore").status_code == 400
    assert ask_token(client, notes=ids).status_code == 400
    assert ask_token(client, notes=ids * 25, source="direct").status_code == 400
    assert ask_token(client, notes=[draft.public_id], source="profile").status_code == 404
    mixed = [draft.public_id, note.public_id]
    token = ask_token(client, notes=mixed, source="profile").json()["token"]
    assert send(client, token, event(draft)).status_code == 400


@pytest.mark.usefixtures("valkey_away")
def test_without_the_buffer_the_answer_says_so(client, reader):
    note = NoteFactory()

    answer = send(client, page([note], reader=reader), event(note))

    assert code(answer) == (503, "attention_unavailable")
    assert attention.fold() == 0
