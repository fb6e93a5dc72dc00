"""A hot word is walked in steps, the best first, and finds what one look would find."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from feed.search import found, frequencies, index, plans, query, vectors
from feed.search.frequencies import Frequencies
from notes.models import NoteTally
from tests.factories.accounts import UserFactory
from tests.factories.notes import NoteFactory

COMMON = {"kettle": 0.9, "^kettle": 0.6, "tea": 0.2, "=o": 0.8, "=cfood": 0.2}
WALKED = {f"={letter}{step}": 0.1 for letter in "wlsm" for step in range(-16, 21)}
MANY = [{}, {"channel": "food"}, {"no_ads": "1"}, {"time": "half_year"}, {"time": "week"}]


@pytest.fixture
def hot(monkeypatch):
    """As if there were a million notes, and these words in most of them."""
    known = Frequencies(1_000_000, COMMON | WALKED, 0.005)

    def switch(*, on):
        monkeypatch.setattr(frequencies, "known", lambda: known if on else Frequencies())

    return switch


@pytest.fixture
def notes(db):
    author, now = UserFactory(), timezone.now()
    made = [
        NoteFactory(
            author=author,
            title="Kettle" if n % 3 else "Morning",
            body=f"A kettle {'and tea ' * (n % 2)}" * (n % 4 + 1),
            channel=("food", "home")[n % 2],
            published_at=now - timedelta(days=9 * n),
            slides=n % 3 + 1,
        )
        for n in range(24)
    ]
    for n, note in enumerate(made):
        tally = NoteTally.objects.filter(note=note)
        tally.update(likes=n * 7 % 24, saves=n * 5 % 24, comments=n * 11 % 24)
    index.rebuild(at=now)
    return made


@pytest.mark.parametrize("narrowed", MANY)
@pytest.mark.parametrize("sort", ["relevance", "latest", "liked", "saved", "commented"])
@pytest.mark.parametrize("text", ["kettle", "kettle tea"])
def test_a_walk_in_steps_finds_the_same_in_the_same_order(notes, hot, text, sort, narrowed):
    asked = query.read({"q": text, "sort": sort, **narrowed})
    now = timezone.now()
    hot(on=False)
    at_once = found.note_ids(asked, language="en", at=now)
    hot(on=True)
    in_steps = found.note_ids(asked, language="en", at=now)

    assert in_steps == at_once
    assert in_steps


def test_a_hot_word_is_looked_for_among_the_best_steps_first(hot):
    hot(on=True)
    steps = [f"w{step}" for step in vectors.STEPS_OF_WORTH]

    plan = plans.plan(plans.each_of(["tea", "kettle"]), steps, enough=500)

    assert len(plan.looks) > 1
    assert "'=w16'" in plan.looks[0]
    assert "'=w-16'" in plan.looks[-1]
    assert all("'tea'" in look and "'kettle'" not in look for look in plan.looks)
    assert "'kettle'" in plan.whole


def test_steps_that_alone_are_asked_of_the_index_are_looked_up_one_by_one(hot):
    hot(on=True)

    plan = plans.plan(plans.each_of(["kettle"]), ["w1", "w0"], enough=500)

    assert plan.looks == ["('=w1')", "('=w0')"]
    assert plan.whole == "('kettle')"


def test_steps_that_hold_next_to_nothing_are_looked_up_apart(hot):
    hot(on=True)

    plan = plans.plan(plans.each_of(["tea"]), ["w99", "w98", "w0", "w-1", "w-99"], enough=500)

    marks = ["'=w99' | '=w98'", "'=w0'", "'=w-1'", "'=w-99'"]
    assert plan.looks == [f"('tea') & ({mark})" for mark in marks]


def test_many_weeks_are_not_united_where_one_look_takes_all(hot):
    hot(on=True)
    weeks = plans.Part("'=p1' | '=p2' | '=p3'", 0.4, is_told=True)

    plan = plans.plan([*plans.each_of(["gooseneck", "spout"]), weeks], ["w0"], enough=500)

    assert plan.looks == ["('gooseneck') & ('spout')"]


def test_a_rare_word_is_looked_for_at_once(hot):
    hot(on=True)

    plan = plans.plan(plans.each_of(["gooseneck", "spout"]), ["w0"], enough=500)

    assert plan.looks == ["('gooseneck') & ('spout')"]
    assert plan.whole == ""


def test_frequencies_are_what_postgres_has_counted(notes):
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE feed_searchdocument")
    frequencies.forget()
    known = frequencies.known()
    frequencies.forget()

    assert known.documents == 24
    assert known.of("kettle") == pytest.approx(1.0)
    assert known.of("=cfood") == pytest.approx(0.5)
    assert known.of("nowhere") < 0.5
