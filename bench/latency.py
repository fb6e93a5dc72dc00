"""From an engagement to its stored score, while attention comes in as it does from many readers.

Saves are written by the service that pages call; beacons are buffered as the API buffers them.
Both come at a steady rate from processes of their own, and the site's workers fold them.
"""

import itertools
import multiprocessing
import secrets
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import Any

from django.db import connections
from django.utils import timezone

from accounts.models import User
from bench.gates import Gate
from core import valkey
from feed import stream
from feed.models import Attention, News
from feed.stream import Event
from feed.tokens import Page
from notes.models import Note
from notes.services import engagement

# Engagements a second, attention events a second, and how many events a beacon holds.
RATE, ATTENTION, EVENTS = 200, 2000, 10
SECONDS = 10
# After which nothing more is awaited.
PATIENCE = 30


def measure() -> dict[str, float]:
    """Save and look at a steady rate while the workers run; when is each piece of news folded?"""
    there = Attention.objects.count()
    processes = multiprocessing.get_context("fork")
    told: Any = processes.SimpleQueue()
    # A child must not share this process's connections.
    connections.close_all()
    valkey.client().connection_pool.disconnect()
    makers = [processes.Process(target=maker, args=(told,)) for maker in (_saves, _beacons)]
    for maker in makers:
        maker.start()
    run = _Run()
    try:
        run.watch(told, until=time.monotonic() + SECONDS + PATIENCE)
    finally:
        for maker in makers:
            maker.kill()
            maker.join()
    kept = Attention.objects.count() - there
    return run.figures() | {"attention_never_stored": run.looked - kept}


class _Run:
    """What the makers tell, and when the news of each note is first seen folded."""

    def __init__(self) -> None:
        self.written: dict[int, datetime] = {}
        self.stored: dict[int, datetime] = {}
        self.seconds: dict[str, float] = {}
        self.looked = 0

    def watch(self, told: Any, *, until: float) -> None:
        while time.monotonic() < until:
            while not told.empty():
                self._take(*told.get())
            waiting = set(News.objects.filter(kind="save").values_list("note_id", flat=True))
            now = timezone.now()
            new = self.written.keys() - waiting - self.stored.keys()
            self.stored |= dict.fromkeys(new, now)
            if len(self.seconds) == 2 and not waiting and not _is_buffered():
                break
            time.sleep(0.04)
        if len(self.seconds) < 2:
            raise RuntimeError(f"Only {len(self.written)} saved, {self.looked} looked at in time.")

    def _take(self, kind: str, note: int, at: Any) -> None:
        if kind == "saved":
            self.written[note] = at
        elif kind == "looked":
            self.looked += EVENTS
        else:
            self.seconds[kind] = at

    def figures(self) -> dict[str, float]:
        end = timezone.now()
        waits = sorted(
            (self.stored.get(note, end) - at).total_seconds() for note, at in self.written.items()
        )
        return {
            "engagements_a_second": round(len(waits) / self.seconds["saves"], 1),
            "attention_a_second": round(self.looked / self.seconds["beacons"], 1),
            "p50_s": round(waits[len(waits) // 2], 3),
            "p99_s": round(waits[int(len(waits) * 0.99)], 3),
            "never_stored": len(self.written.keys() - self.stored.keys()),
        }


def _saves(told: Any) -> None:
    """Each note is saved once, so that its news is known by the note."""
    notes = list(Note.objects.select_related("author").order_by("pk")[: RATE * SECONDS])
    readers = itertools.cycle(_readers("-pk"))

    def save(number: int) -> None:
        note, reader = notes[number], next(readers)
        reader = reader if reader.pk != note.author_id else next(readers)
        at = timezone.now()
        engagement.save(note, reader=reader, at=at)
        told.put(("saved", note.pk, at))

    told.put(("saves", 0, _at_a_rate(RATE, save)))


def _beacons(told: Any) -> None:
    """Pages of ten cards, shown to readers in turn; each card is seen once a page."""
    notes = list(Note.objects.order_by("-pk").values_list("public_id", flat=True)[:1000])
    readers = [reader.pk for reader in _readers("pk")]

    def look(number: int) -> None:
        first = number * EVENTS % (len(notes) - EVENTS)
        shown, now = tuple(notes[first : first + EVENTS]), time.time()
        reader = readers[number % len(readers)]
        page = Page(reader, "explore", int(now), secrets.token_urlsafe(9), 0, shown)
        if stream.put(page, [Event(note, "impression") for note in shown], at=now) == EVENTS:
            told.put(("looked", 0, now))

    told.put(("beacons", 0, _at_a_rate(ATTENTION // EVENTS, look)))


def _at_a_rate(rate: int, act: Callable[[int], None]) -> float:
    """Do it so many times a second; how many seconds all of it took."""
    began = time.monotonic()
    with ThreadPoolExecutor(12) as pool:
        done = []
        for number in range(rate * SECONDS):
            done.append(pool.submit(act, number))
            time.sleep(max(0.0, began + (number + 1) / rate - time.monotonic()))
    for each in done:
        each.result()
    return time.monotonic() - began


def _readers(order: str) -> list[User]:
    return list(User.objects.filter(handle__startswith="bench").order_by(order)[:90])


def _is_buffered() -> bool:
    return bool(valkey.client().xlen(stream.KEY))


def gates(found: dict[str, float]) -> list[Gate]:
    return [
        Gate("engagements/s offered", found["engagements_a_second"], 0.95 * RATE),
        Gate("attention events/s beside them", found["attention_a_second"], 0.95 * ATTENTION),
        Gate("engagement → stored score, p99 s", found["p99_s"], 2, True),
        Gate("engagements never stored", found["never_stored"], 0, True),
        Gate("attention events never stored", found["attention_never_stored"], 0, True),
    ]
