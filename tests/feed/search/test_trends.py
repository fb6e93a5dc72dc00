"""Trends and related searches: of many, never of one network, and of nobody by name."""

from datetime import timedelta

import pytest
from django.utils import timezone

from feed.models import Attention, SearchDay, Searched, SearchTerm
from feed.search import log, trends
from tests.factories.notes import NoteFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def at():
    return timezone.now().replace(hour=12, minute=0)


def searched(text, readers, *, at, networks=None, page="", has_hits=True):
    """So many readers search this, each from another network unless told otherwise."""
    for number in range(readers):
        log.record(
            text,
            reader=number + 1,
            network=f"10.0.0.{number % (networks or 1000)}",
            page=page and f"{page}{number}",
            has_hits=has_hits,
            at=at + timedelta(seconds=number),
        )


def test_what_five_readers_search_more_than_usual_is_a_trend(at):
    searched("口红", 6, at=at)
    searched("茶", 4, at=at)
    trends.measure(at=at)

    assert trends.trending(at=at) == ["口红"]


def test_one_network_makes_no_trend(at):
    searched("hostile", 200, at=at, networks=1)
    searched("hostile too", 200, at=at, networks=2)
    searched("tea", 5, at=at)
    trends.measure(at=at)

    assert trends.trending(at=at) == ["tea"]
    assert "hostile" not in trends.popular()


def test_one_reader_makes_no_trend(at):
    for minute in range(50):
        log.record("x", reader=1, network=f"n{minute}", page="", has_hits=True, at=at)
    trends.measure(at=at)

    assert trends.trending(at=at) == []


def test_what_rises_stands_before_what_is_always_searched(at):
    searched("always", 40, at=at)
    searched("rising", 12, at=at)
    SearchDay.objects.bulk_create(
        SearchDay(
            day=at.date() - timedelta(days=age),
            key="always",
            text="always",
            searches=45,
            readers=39,
        )
        for age in range(2, 16)
    )
    trends.measure(at=at)

    assert trends.trending(at=at) == ["rising", "always"]


def test_what_finds_nothing_and_what_is_hidden_are_no_trend(at):
    searched("nothing", 9, at=at, has_hits=False)
    searched("rude", 9, at=at)
    trends.measure(at=at)
    SearchTerm.objects.filter(key="rude").update(is_hidden=True)
    trends.measure(at=at)

    assert trends.trending(at=at) == []
    assert trends.popular() == []
    assert SearchTerm.objects.get(key="rude").is_hidden


def test_what_is_written_in_the_readers_language_comes_first(at):
    for text, readers in (("口红", 9), ("tea", 6)):
        searched(text, readers, at=at)
    trends.measure(at=at)

    assert trends.trending(at=at, language="zh-hans") == ["口红", "tea"]
    assert trends.trending(at=at, language="en") == ["tea", "口红"]
    assert trends.popular(language="en") == ["tea", "口红"]


def test_sums_are_the_same_however_often_they_are_made(at):
    searched("tea", 7, at=at)
    trends.measure(at=at)
    first = list(SearchDay.objects.values_list("key", "searches", "readers"))
    trends.measure(at=at)

    assert list(SearchDay.objects.values_list("key", "searches", "readers")) == first
    assert first == [("tea", 7, 7)]


def test_what_five_readers_search_in_one_go_is_related(at):
    searched("coffee", 5, at=at)
    searched("grinder", 5, at=at + timedelta(minutes=10))
    searched("kettle", 4, at=at + timedelta(minutes=12))
    searched("tomorrow", 5, at=at + timedelta(hours=3))

    assert trends.relate(at=at) == 2
    assert trends.related("Coffee") == ["grinder"]
    assert trends.related("grinder") == ["coffee"]
    assert trends.related("kettle") == []


def test_what_leads_to_the_same_notes_is_related(at):
    note = NoteFactory()
    for number in range(5):
        for text, shift in (("brew", 0), ("pourover", 100)):
            who = number + shift
            page = f"{text}{number}"
            log.record(text, reader=who, network=f"n{who}", page=page, has_hits=True, at=at)
            Attention.objects.create(token=page, note=note, kind="open", source="search", at=at)
    trends.relate(at=at)

    assert trends.related("brew") == ["pourover"]


def test_the_log_names_nobody_and_is_kept_thirty_days(at):
    log.record("tea", reader=7, network="10.0.0.1", page="", has_hits=True, at=at)
    old = at - timedelta(days=31)
    log.record("cup", reader=7, network="10.0.0.1", page="", has_hits=True, at=old)

    assert bytes(Searched.objects.first().who) != b"7"
    assert log.forget_old(at=at) == 1
    assert Searched.objects.get().key == "tea"


def test_staff_can_keep_a_term_from_ever_being_shown(client, django_user_model, at):
    staff = django_user_model.objects.create_superuser("a@example.com", "admin", "pw")
    client.force_login(staff)
    searched("rude", 9, at=at)
    trends.measure(at=at)
    term = SearchTerm.objects.get(key="rude")

    page = client.post(
        f"/admin/feed/searchterm/{term.pk}/change/", {"is_hidden": "on"}, follow=False
    )

    assert page.status_code == 302
    term.refresh_from_db()
    assert term.is_hidden
