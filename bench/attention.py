"""A month of attention at two sizes: folding into its last day, dropping its oldest, looking back.

Every reader has a thousand rows at both sizes; there are ten times the readers.
"""

import datetime
import itertools
import secrets
import statistics
import time
from collections.abc import Callable

import numpy as np
from django.db import connection
from django.utils import timezone

from accounts.models import User
from bench import proc
from bench.gates import Gate
from feed import days, fresh
from feed.ranking import attention, reader
from feed.stream import Entry
from notes.models import Note

SIZES = (1_000_000, 10_000_000)
KEPT = 30
# Events that are folded at a time, and how often; readers whose looks are asked for.
EVENTS, ROUNDS, READERS = 4_000, 5, 40
_OF_READER = 1_000
_A_PAGE = 10
_FILL = """
    INSERT INTO feed_attention (token, note_id, kind, day, reader_id, source, position, seconds, at)
    SELECT left(md5(%(day)s || ' ' || page), 14),
        %(note)s + (hashint8(page * 100 + place + %(number)s) & 2147483647) %% %(notes)s,
        CASE place WHEN 8 THEN 'open' WHEN 9 THEN 'dwell' ELSE 'impression' END, %(day)s::date,
        %(reader)s + (page * 7919 + %(number)s) %% %(readers)s, 'explore', place, 12,
        %(day)s::date + (page / %(pages)s::float8) * %(long)s
    FROM generate_series(0, %(pages)s - 1) AS page, generate_series(0, 9) AS place
    ON CONFLICT DO NOTHING
"""


def measure() -> dict[str, float]:
    """Each size is a table of its own: what there was goes first."""
    found = {}
    for size, name in zip(SIZES, ("1M", "10M"), strict=True):
        found |= {f"{key}_{name}": value for key, value in _of_size(size).items()}
    growth = found["fold_us_an_event_10M"] / found["fold_us_an_event_1M"]
    found["fold_growth"] = round(growth, 2)
    return found


def _of_size(size: int) -> dict[str, float]:
    seconds = _fill(size)
    people = list(User.objects.order_by("pk").values_list("pk", flat=True)[: 2 * READERS])
    folded = statistics.median(_fold(people) for _round in range(ROUNDS))
    looks = [_look(each) for each in people]
    return {
        "fill_us_a_row": round(seconds / size * 1e6, 1),
        "fold_us_an_event": round(folded / EVENTS * 1e6, 1),
        # The first readers of a connection have the statements planned.
        "last_looks_ms": round(statistics.median(looks[READERS:]) * 1000, 2),
        "drop_ms": round(_drop() * 1000, 1),
    }


def _fill(size: int) -> float:
    """So many rows in thirty days, and a day older than these; how long it took."""
    today = days.now().today
    oldest = today - datetime.timedelta(days=KEPT + 1)
    days.make([oldest])
    first, notes = Note.objects.order_by("pk")[0].pk, Note.objects.count()
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
        cursor.execute("TRUNCATE feed_attention")
        began = time.perf_counter()
        wanted = [oldest, *(today - datetime.timedelta(days=back) for back in range(KEPT))]
        for number, day in enumerate(wanted):
            midnight = datetime.datetime.combine(day, datetime.time(), datetime.UTC)
            values = {"day": day.isoformat(), "number": number * size, "notes": notes}
            values |= {"note": first, "reader": User.objects.order_by("pk")[0].pk}
            values |= {"readers": size // _OF_READER, "pages": size // KEPT // _A_PAGE}
            values |= {"long": min(timezone.now() - midnight, datetime.timedelta(days=1))}
            cursor.execute(_FILL, values)
        seconds = time.perf_counter() - began
        cursor.execute("VACUUM ANALYZE feed_attention")
        cursor.execute("SET statement_timeout = DEFAULT")
    return seconds


def _fold(people: list[int]) -> float:
    """What comes in now, as many beacons at a time as the fold takes."""
    shown = list(Note.objects.order_by("-pk").values_list("public_id", flat=True)[:_A_PAGE])
    readers = itertools.cycle(people)
    seen = tuple((note, "impression", 0.0, place) for place, note in enumerate(shown))
    entries = [
        Entry(
            id="1-0",
            token=secrets.token_urlsafe(9),
            reader=next(readers),
            source="explore",
            at=time.time(),
            events=seen,
            issued=time.time(),
        )
        for _page in range(EVENTS // _A_PAGE)
    ]

    def fold() -> None:
        for start in range(0, len(entries), attention.BATCH):
            attention.store(entries[start : start + attention.BATCH])

    return _spent(fold)


def _look(person: int) -> float:
    """All that the first page of explore asks of its reader, with 600 candidates."""
    rows = np.zeros(600, dtype=[("note", "i8"), ("author", "i8")])
    found = Note.objects.order_by("-pk").values_list("pk", "author_id")[: len(rows)]
    rows[: len(found)] = list(found)
    now = timezone.now()

    def look() -> None:
        reader.load(person, at=now)
        fresh.left_out(person, rows, now)

    return _spent(look)


def _spent(act: Callable[[], None]) -> float:
    """The processor's time of this process and of its backend."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        backend = [cursor.fetchone()[0]]
    before = time.process_time() + proc.cpu_seconds(backend)
    act()
    return time.process_time() + proc.cpu_seconds(backend) - before


def _drop() -> float:
    """The hour's turn of the days, which finds one past its time."""
    there = len(days.now().there)
    began = time.perf_counter()
    days.turn()
    seconds = time.perf_counter() - began
    if len(days.now().there) != there - 1:
        raise RuntimeError("No day was dropped.")
    return seconds


def gates(found: dict[str, float]) -> list[Gate]:
    name = "attention, 10,000,000 rows"
    return [
        Gate(f"{name}: fold, × CPU of 1,000,000", found["fold_growth"], 1.5, True),
        # Of other readers each time, whose rows lie on the disk rather than in PostgreSQL's memory.
        Gate(f"{name}: a reader's last looks, CPU ms", found["last_looks_ms_10M"], 8, True),
        Gate(f"{name}: the oldest day goes, ms", found["drop_ms_10M"], 1000, True),
    ]
