"""Explore: fresh lists, frozen for a walk that repeats nothing, whatever else breaks."""

import re
from collections import Counter
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import Block
from feed import lists
from feed.models import Attention, NoteScore
from feed.ranking import listing, pool
from notes.channels import Channel
from notes.models import Hide, Note, ProductTag
from tests.factories.accounts import UserFactory
from tests.factories.media import PictureFactory
from tests.factories.notes import ProductTagFactory

pytestmark = pytest.mark.django_db


def publish(count, *, authors=40, channels=Channel.values, at=None):
    """Many published notes with their scores, cheaply."""
    at = at or timezone.now() - timedelta(hours=1)
    people = [UserFactory() for _ in range(min(authors, count))]
    picture = PictureFactory()
    notes = Note.objects.bulk_create(
        Note(
            author=people[n % len(people)],
            title=f"Kettle {n}",
            channel=channels[n % len(channels)],
            status="published",
            is_ready=True,
            published_at=at - timedelta(minutes=n),
        )
        for n in range(count)
    )
    slides = Note.slides.rel.related_model
    slides.objects.bulk_create(slides(note=note, picture=picture, position=0) for note in notes)
    listing.enlist_many(notes, at=at)
    pool.forget()
    return notes


def walk(reader, pages, *, between=lambda: None, channel=""):
    """Public ids page by page."""
    after, shown = "", []
    for _ in range(pages):
        page = lists.explore(reader, channel=channel, after=after, at=timezone.now())
        shown.append([card.public_id for card in page.items])
        after = page.next_cursor
        if not after:
            break
        between()
    return shown


def test_a_visitor_and_a_reader_meet_published_notes(client):
    notes = publish(30)

    for reader in (None, UserFactory()):
        if reader:
            client.force_login(reader)
        found = set(re.findall(r'data-note="(\w+)"', client.get("/").content.decode()))
        assert len(found) == 24
        assert found <= {note.public_id for note in notes}


def test_ten_pages_while_a_writer_changes_scores_repeat_nothing_and_are_full(django_user_model):
    publish(320)
    reader = UserFactory()
    turn = iter(range(1000))

    def write():
        NoteScore.objects.filter(note_id__gt=0).update(value=next(turn) % 7, rank=next(turn))
        pool.tell_change()
        pool.forget()

    shown = walk(reader, 10, between=write)

    assert [len(page) for page in shown] == [24] * 10
    assert max(Counter(sum(shown, [])).values()) == 1


def test_a_wiped_valkey_in_the_middle_of_a_walk_repeats_nothing(valkey):
    publish(300)

    def wipe():
        valkey.flushdb()
        pool.forget()

    shown = walk(UserFactory(), 10, between=wipe)

    assert [len(page) for page in shown] == [24] * 10
    assert max(Counter(sum(shown, [])).values()) == 1


@pytest.mark.usefixtures("valkey_away")
def test_without_valkey_the_pages_come_from_postgres():
    publish(120)

    shown = walk(UserFactory(), 4)

    assert [len(page) for page in shown] == [24] * 4
    assert max(Counter(sum(shown, [])).values()) == 1


def test_what_is_blocked_withdrawn_private_vanishes_from_frozen_lists_at_once():
    notes = publish(100, authors=100)
    reader = UserFactory()
    first = lists.explore(reader, at=timezone.now())
    frozen = {card.public_id for card in first.items}
    waiting = [note for note in notes if note.public_id not in frozen]
    withdrawn, private, blocked, blocking = waiting[:4]
    Note.objects.filter(pk=withdrawn.pk).update(status=Note.Status.WITHDRAWN)
    Note.objects.filter(pk=private.pk).update(visibility=Note.Visibility.PRIVATE)
    Block.objects.create(blocker=reader, blocked=blocked.author)
    Block.objects.create(blocker=blocking.author, blocked=reader)

    rest, after = [], first.next_cursor
    while after:
        page = lists.explore(reader, after=after, at=timezone.now())
        rest += [card.public_id for card in page.items]
        after = page.next_cursor

    gone = {note.public_id for note in waiting[:4]}
    assert not gone & set(rest)
    assert len(rest) == 100 - 24 - 4


def test_seen_and_hidden_notes_are_left_out_of_fresh_lists():
    notes = publish(60)
    reader = UserFactory()
    Hide.objects.create(note=notes[0], user=reader, at=timezone.now())
    Attention.objects.create(
        token="t",
        note=notes[1],
        kind="impression",
        reader=reader,
        source="explore",
        at=timezone.now() - timedelta(days=13),
    )

    shown = set(sum(walk(reader, 10), []))

    assert len(shown) == 58
    assert not shown & {notes[0].public_id, notes[1].public_id}


def test_who_has_seen_everything_does_not_meet_an_empty_page():
    notes = publish(30)
    reader = UserFactory()
    Attention.objects.bulk_create(
        Attention(
            token="t",
            note=note,
            kind="impression",
            reader=reader,
            source="explore",
            at=timezone.now(),
        )
        for note in notes
    )

    assert len(lists.explore(reader, at=timezone.now()).items) == 24


def test_a_reader_without_history_meets_eight_channels_in_twenty_notes():
    publish(200)
    NoteScore.objects.filter(channel="food").update(value=50, impressions=10, rank=500)

    first = walk(UserFactory(), 1)[0][:20]

    channels = set(Note.objects.filter(public_id__in=first).values_list("channel", flat=True))
    assert len(channels) >= 8


def test_windows_of_ten_hold_two_of_an_author_and_one_sponsored_note():
    notes = publish(150, authors=12)
    for note in notes[::4]:
        ProductTagFactory(note=note, relation=ProductTag.Relation.PAID)

    shown = sum(walk(UserFactory(), 3), [])

    facts = {n.public_id: n for n in Note.objects.filter(public_id__in=shown)}
    paid = {note.public_id for note in notes[::4]}
    for at in range(len(shown) - 9):
        window = shown[at : at + 10]
        assert max(Counter(facts[each].author_id for each in window).values()) <= 2
        assert len(paid & set(window)) <= 1


def test_every_sixth_place_belongs_to_a_note_on_trial():
    notes = publish(200)
    proven = [note.pk for note in notes[40:]]
    NoteScore.objects.filter(note__in=proven).update(
        value=900, impressions=1000, feed_impressions=1000, rank=10**6
    )

    shown = walk(UserFactory(), 1)[0]

    on_trial = {note.public_id for note in notes[:40]}
    places = [place for place, each in enumerate(shown, 1) if each in on_trial]
    assert {6, 12, 18, 24} <= set(places)


def test_a_channel_shows_its_own_notes_alone(client):
    publish(60)

    page = client.get(reverse("feed:channel", kwargs={"channel": "food"}))

    shown = re.findall(r'data-note="(\w+)"', page.content.decode())
    assert len(shown) == 6
    assert set(Note.objects.filter(public_id__in=shown).values_list("channel", flat=True)) == {
        "food"
    }
    assert client.get("/explore/astrology").status_code == 404


def test_a_cursor_of_another_reader_or_list_is_refused(client):
    publish(60)
    after = lists.explore(UserFactory(), at=timezone.now()).next_cursor

    client.force_login(UserFactory())

    assert client.get("/", {"after": after}).status_code == 400
    assert client.get("/", {"after": "x" * 50}).status_code == 400
    assert client.get("/api/v1/explore", {"after": "."}).status_code == 400


def test_a_better_score_is_met_on_the_next_load():
    notes = publish(200, authors=200)
    reader = UserFactory()
    NoteScore.objects.update(feed_impressions=500, impressions=500)
    last = notes[-1]
    assert lists.explore(reader, at=timezone.now()).items[0].public_id != last.public_id

    NoteScore.objects.filter(note=last).update(value=5000, rank=10**6)
    pool.tell_change()
    pool.forget()
    valkey_age_is_over()

    assert lists.explore(reader, at=timezone.now()).items[0].public_id == last.public_id


def valkey_age_is_over(channel=pool.ALL):
    """Lists in motion are built at most twice a second; let that half second pass."""
    pool.refresh(channel, at=timezone.now())


@pytest.mark.parametrize("count", [60, 600])
def test_a_signed_in_readers_further_page_costs_six_queries_at_any_size(
    client, count, django_assert_max_num_queries
):
    publish(count)
    client.force_login(UserFactory())
    first = client.get("/")
    after = re.search(r"\?after=([^\"]+)", first.content.decode()).group(1)
    client.get("/", {"after": after}, headers={"HX-Request": "true"})

    with django_assert_max_num_queries(6):
        page = client.get("/", {"after": after}, headers={"HX-Request": "true"})

    assert page.content.count(b"data-note=") == 24
    assert b"<html" not in page.content


def test_the_visitors_page_costs_no_query_and_few_bytes_once_warm(
    client, settings, django_assert_num_queries
):
    settings.SHARED_PAGE_SECONDS = 5
    publish(60)
    client.get("/", headers={"Accept-Encoding": "br"})

    with django_assert_num_queries(0):
        page = client.get("/", headers={"Accept-Encoding": "br"})

    assert page["Cache-Control"].startswith("public")
    assert page["Content-Encoding"] == "br"
    assert len(page.content) <= 12_000
