"""The attention buffer: a stream in Valkey between the browser's beacons and the worker.

Losing it loses the last seconds of attention, and nothing else.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from core import valkey
from feed.tokens import Page
from feed.weights import weight

KEY = "feed:attention"
# About a gigabyte at most; the oldest go first when no worker comes.
_LONGEST = 500_000


@dataclass(frozen=True, slots=True)
class Event:
    note: str
    kind: str
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Entry:
    """One beacon as it lies in the stream."""

    id: str
    token: str
    reader: int | None
    source: str
    at: float
    # (public id, kind, seconds, position)
    events: tuple[tuple[str, str, float, int], ...]
    # When its page was made: 0 where that is not told, which is then the moment itself.
    issued: float = 0.0


def put(page: Page, events: Sequence[Event], *, at: float) -> int | None:
    """Buffer the events that this page has not sent before; how many, None if nothing can be."""
    return valkey.attempt(lambda v: _put(v, page, events, at), otherwise=None)


def _put(v, page: Page, events: Sequence[Event], at: float) -> int:
    seen = f"feed:sent:{page.key}"
    pipe = v.pipeline(transaction=True)
    for event in events:
        pipe.sadd(seen, f"{event.note}:{event.kind}")
    pipe.expire(seen, int(weight("TOKEN_MINUTES") * 60) + 60)
    *is_new, _expiry = pipe.execute()
    fresh = [event for event, added in zip(events, is_new, strict=True) if added]
    if not fresh:
        return 0
    places = {note: page.first + index for index, note in enumerate(page.notes)}
    body = {
        "t": page.key,
        "r": page.reader,
        "s": page.source,
        "a": at,
        "i": page.issued,
        "e": [[e.note, e.kind, e.seconds, places[e.note]] for e in fresh],
    }
    v.xadd(KEY, {"b": json.dumps(body)}, maxlen=_LONGEST, approximate=True)
    return len(fresh)


def read(after: str, *, count: int) -> list[Entry]:
    """The entries after this id, oldest first; none while Valkey is gone."""
    rows: Any = valkey.attempt(
        lambda v: v.xrange(KEY, min=f"({after}", count=count), otherwise=None
    )
    return [_entry(row_id, fields) for row_id, fields in rows or []]


def _entry(row_id: bytes, fields: dict[bytes, bytes]) -> Entry:
    body = json.loads(fields[b"b"])
    events = tuple((note, kind, seconds, place) for note, kind, seconds, place in body["e"])
    known = (row_id.decode(), body["t"], body["r"], body["s"], body["a"])
    return Entry(*known, events, body.get("i", 0))


def forget(up_to: str) -> None:
    """Drop what is folded. What is left behind is folded once all the same."""
    valkey.attempt(lambda v: v.xtrim(KEY, minid=_next(up_to), approximate=False), otherwise=None)


def _next(row_id: str) -> str:
    moment, _dash, number = row_id.partition("-")
    return f"{moment}-{int(number) + 1}"
