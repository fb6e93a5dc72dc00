"""The product as a ranker of a trial: its own models, and every pass that its workers run.

The clock is the trial's. Attention is folded, acts are told, sums weighed, tastes and similar notes
found, means measured by the product's own functions; only their messages and beats are replaced
by the end of a step.
"""

from datetime import datetime, timedelta

import numpy as np
from django.db import transaction

from accounts.models import Follow, User
from feed import fresh
from feed.models import ReaderTrust
from feed.ranking import attention, fast, kin, listing, means, pool, taste, trust
from feed.ranking import reader as readers
from feed.ranking.histories import Histories
from feed.simulation import acts
from feed.simulation.loop import channel
from feed.simulation.world import World
from feed.stream import Entry
from notes.channels import Channel
from notes.models import Note, NoteTopic, Topic

_SOURCES = ("explore", "following")
# Gangs are old accounts: each has seen this much of the feed.
AGED = 30
# Similar notes are found anew every so many hours, all of them and all trust in this hour of the
# night, and all else with every step.
KIN_HOURS, NIGHT = 4, 4
# One honest cue, and none.
_HONEST = "However, the lid is heavy."
_PLAIN = "Poured a cup this morning and took this picture by the window."


class Product:
    """The site's ranking, in tables that are empty at the beginning."""

    name = "rednote"

    def __init__(self, world: World, *, begins: datetime) -> None:
        self._begins = begins
        self._histories = Histories()
        people = _users("reader", world.people)
        authors = _users("creator", len(world.followers))
        self._readers = np.array([user.pk for user in people])
        self._stranger = _users("stranger", 1)[0].pk
        _follow(world, people, authors)
        gang = people[world.size.readers :]
        ReaderTrust.objects.bulk_create(ReaderTrust(reader=one, feed_views=AGED) for one in gang)
        self._rows = _notes(world, authors, begins)
        self._notes = np.array([note.pk for note in self._rows])
        self._people = people

    def publish(self, notes: np.ndarray, *, hour: int) -> None:
        if len(notes):
            listing.enlist_many([self._rows[each] for each in notes], at=self._at(hour))
            pool.forget()

    def order(self, reader: int, *, hour: int) -> np.ndarray:
        return self._ranked(int(self._readers[reader]), hour)

    def new_reader(self, *, hour: int) -> np.ndarray:
        return self._ranked(self._stranger, hour)

    def _ranked(self, reader: int, hour: int) -> np.ndarray:
        at = self._at(hour)
        found = fresh.ranked(readers.load(reader, at=at), reader=reader, at=at)
        # Numbers rise with publishing.
        return np.searchsorted(self._notes, found)

    def learn(self, met: np.ndarray, *, hour: int) -> None:
        at = self._at(hour)
        attention.store(self._entries(met, at))
        acts.tell(met, self._people, self._rows, at=at)
        while fast.fold(at=at):
            pass
        if hour % 24 == NIGHT:
            trust.mark_all(at=at)
        while trust.weigh(at=at, histories=self._histories):
            pass
        while self._refresh_readers(at):
            pass
        if hour % 24 == NIGHT:
            kin.rebuild(at=at)
        elif hour % KIN_HOURS == 0:
            while kin.refresh_notes(at=at):
                pass
        means.measure(at=at)
        pool.forget()

    def _refresh_readers(self, at: datetime) -> int:
        with transaction.atomic():
            found = kin.take("feed_stalereader", "reader_id", kin.READERS)
            if found:
                taste.refresh(found, at=at)
                kin.refresh_readers(found, at=at)
        return len(found)

    def _entries(self, met: np.ndarray, at: datetime) -> list[Entry]:
        """One beacon a page; a meeting off the feed is a page of its own."""
        pages: dict[tuple, list] = {}
        for row in met:
            page = int(row["page"])
            own = page if page >= 0 else -int(row["note"]) - 2
            events = pages.setdefault((int(row["person"]), int(row["source"]), own), [])
            events += _events(row, self._rows[row["note"]].public_id)
        return [
            Entry(
                id="",
                token=f"{person}:{page}",
                reader=int(self._readers[person]),
                source=_SOURCES[source],
                at=at.timestamp(),
                events=tuple(events),
            )
            for (person, source, page), events in pages.items()
        ]

    def _at(self, hour: int) -> datetime:
        return self._begins + timedelta(hours=hour)


def _events(row: np.ndarray, public_id: str) -> list[tuple[str, str, float, int]]:
    place = int(row["place"])
    if not row["click"]:
        return [(public_id, "impression", 0.0, place)]
    seconds = float(row["seconds"])
    return [(public_id, "open", 0.0, place), (public_id, "dwell", seconds, place)]


def _users(name: str, count: int) -> list[User]:
    return User.objects.bulk_create(
        User(handle=f"{name}{each}", email=f"{name}{each}@example.com", name=f"{name} {each}")
        for each in range(count)
    )


def _follow(world: World, people: list[User], authors: list[User]) -> None:
    Follow.objects.bulk_create(
        Follow(follower=people[one], followed=authors[other])
        for one, other in zip(*np.nonzero(world.follows), strict=True)
    )


def _notes(world: World, authors: list[User], begins: datetime) -> list[Note]:
    given = world.notes
    channels = [Channel.values[each] for each in channel(given.label)]
    rows = Note.objects.bulk_create(
        Note(
            author=authors[given.author[each]],
            title=f"Note {each}",
            body=_HONEST if given.is_honest[each] else _PLAIN,
            channel=channels[each],
            language="en",
            status=Note.Status.PUBLISHED,
            is_ready=True,
            published_at=begins + timedelta(hours=float(given.published[each])),
        )
        for each in range(len(channels))
    )
    names = [f"topic{each}" for each in range(int(given.label.max()) + 1)]
    topics = Topic.objects.bulk_create(Topic(key=name, name=name) for name in names)
    NoteTopic.objects.bulk_create(
        NoteTopic(note=note, topic=topics[label])
        for note, label in zip(rows, given.label, strict=True)
    )
    return rows
