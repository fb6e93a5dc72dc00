"""Candidates of explore: the best of each channel and notes on trial, one array a channel.

The array is kept in Valkey with the mark of the last change of scores, and for a moment in this
process. Without Valkey it comes from Postgres.
"""

import secrets
import struct
import time
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
from django.db import connection

from core import valkey
from feed import scoring
from feed.weights import weight
from notes.channels import Channel

ALL = ""
CHANNELS = list(Channel.values)
_BEST, _BEST_EACH, _TRIAL = 400, 50, 120
# Seconds: how long this process trusts its copy, and how often scores in motion make a new one.
_REMEMBERED, _SETTLED, _LONGEST = 1.0, 0.5, 60.0
_CHANGES = "feed:changes"
# Raise when FIELDS change.
_SHAPE = 4

FIELDS = np.dtype(
    [
        ("note", "<i8"),
        ("author", "<i8"),
        ("channel", "<i2"),
        ("quality", "<f8"),
        ("sigma", "<f8"),
        ("published", "<f8"),
        ("shown", "<i4"),
        ("is_sponsored", "?"),
        # Readers have shown that it is not worth showing.
        ("is_poor", "?"),
        # Up to three; 0 fills.
        ("topics", "<i4", (3,)),
        # Of the cover; a digest of its number where it has none, 0 without a cover.
        ("phash", "<i8"),
    ]
)
# LATERAL … OFFSET 0, and no EXISTS: all is looked up by index, however few or many notes there are.
_SELECT = """
    SELECT s.note_id, n.author_id, s.channel, s.value - s.doubt, s.impressions, s.prior,
           extract(epoch FROM s.as_of)::float8, extract(epoch FROM s.published_at)::float8,
           s.feed_impressions,
           (SELECT true FROM notes_producttag t WHERE t.note_id = s.note_id
            AND t.relation IN ('gifted', 'paid', 'own_brand') LIMIT 1) IS NOT NULL,
           ARRAY(SELECT t.topic_id FROM notes_notetopic t WHERE t.note_id = s.note_id
                 ORDER BY t.position LIMIT 3),
           (SELECT COALESCE(p.phash, hashint8extended(p.id, 0))
            FROM notes_noteslide d JOIN media_picture p ON p.id = d.picture_id
            WHERE d.note_id = s.note_id ORDER BY d.position LIMIT 1),
           (SELECT m.mean FROM feed_channelmean m WHERE m.channel = s.channel
            ORDER BY m.at DESC, m.id DESC LIMIT 1)
    FROM ({picked}) AS picked (note_id)
    CROSS JOIN LATERAL (SELECT * FROM feed_notescore WHERE note_id = picked.note_id OFFSET 0) s
    CROSS JOIN LATERAL (SELECT author_id FROM notes_note WHERE id = s.note_id OFFSET 0) n
"""
_OF_ALL = """
    SELECT b.note_id FROM unnest(%(channels)s::text[]) AS c (channel) CROSS JOIN LATERAL (
        SELECT note_id FROM feed_notescore WHERE is_listed AND channel = c.channel
        ORDER BY rank DESC LIMIT %(each)s) b
    UNION (SELECT note_id FROM feed_notescore WHERE is_listed ORDER BY rank DESC LIMIT %(best)s)
    UNION (SELECT note_id FROM feed_notescore WHERE is_listed AND feed_impressions < 100
        ORDER BY published_at DESC LIMIT %(trial)s)
"""
_OF_ONE = """
    (SELECT note_id FROM feed_notescore WHERE is_listed AND channel = %(channel)s
        ORDER BY rank DESC LIMIT %(best)s)
    UNION (SELECT note_id FROM feed_notescore
        WHERE is_listed AND feed_impressions < 100 AND channel = %(channel)s
        ORDER BY published_at DESC LIMIT %(trial)s)
"""
_OF_THESE = "SELECT note_id FROM feed_notescore WHERE is_listed AND note_id = ANY(%(notes)s)"
_HEAD = struct.Struct("<qd")


@dataclass(frozen=True, slots=True)
class Pool:
    """The candidates of a channel, as of one change of the scores.

    :param changes: the mark of the last change of scores that it knows; -1 if nobody marks
    """

    rows: np.ndarray
    changes: int
    built_at: float


_remembered: dict[str, tuple[float, Pool]] = {}


def of(channel: str, *, at: datetime) -> Pool:
    """The candidates of the channel, at most a moment older than the stored scores."""
    moment, known = _remembered.get(channel, (0.0, None))
    if known is not None and time.monotonic() - moment < _REMEMBERED:
        return known
    fresh = _fetch(channel, at) or refresh(channel, at=at)
    _remembered[channel] = (time.monotonic(), fresh)
    return fresh


def refresh(channel: str, *, at: datetime) -> Pool:
    """Build the candidates from Postgres and keep them for all processes."""
    changes = valkey.attempt(lambda v: int(v.get(_CHANGES) or 0), otherwise=-1)
    pool = Pool(_load(channel, at), changes, time.time())
    body = _HEAD.pack(pool.changes, pool.built_at) + pool.rows.tobytes()
    valkey.attempt(lambda v: v.set(_key(channel), body, ex=600), otherwise=None)
    return pool


def refresh_changed(*, at: datetime) -> int:
    """Build the candidates that are older than the scores; how many channels that concerned."""
    stale = [channel for channel in (ALL, *CHANNELS) if _fetch(channel, at) is None]
    for channel in stale:
        refresh(channel, at=at)
    return len(stale)


def tell_change() -> None:
    """Scores have changed: lists built from now on shall show it."""
    # A random mark, no count: after a wipe a count would begin anew and meet its own past.
    valkey.attempt(lambda v: v.set(_CHANGES, secrets.randbits(62)), otherwise=None)


def forget() -> None:
    """Forget what this process remembers."""
    _remembered.clear()


def _fetch(channel: str, at: datetime) -> Pool | None:
    """What Valkey holds, unless scores have changed since."""
    held: Any = valkey.attempt(lambda v: v.mget(_CHANGES, _key(channel)), otherwise=None)
    if not held or not held[1]:
        return None
    changes, built_at = _HEAD.unpack_from(held[1])
    age = time.time() - built_at
    is_current = changes == int(held[0] or 0) and age < _LONGEST
    if not is_current and not 0 <= age < _SETTLED:
        return None
    return Pool(np.frombuffer(held[1], dtype=FIELDS, offset=_HEAD.size), changes, built_at)


def facts(notes: list[int], *, at: datetime) -> np.ndarray:
    """These notes as rows of a pool; unlisted ones are left out."""
    return _rows(_OF_THESE, {"notes": notes}, at)


def _load(channel: str, at: datetime) -> np.ndarray:
    values: dict[str, Any] = {"each": _BEST_EACH, "best": _BEST, "trial": _TRIAL}
    values |= {"channels": CHANNELS, "channel": channel}
    return _rows(_OF_ONE if channel else _OF_ALL, values, at)


def _rows(picked: str, values: dict[str, Any], at: datetime) -> np.ndarray:
    with connection.cursor() as cursor:
        cursor.execute(_SELECT.format(picked=picked), values)
        found = cursor.fetchall()
    rows = np.zeros(len(found), dtype=FIELDS)
    if not found:
        return rows
    note, author, name, value, seen, prior, as_of, published, shown, sponsored, *more = zip(
        *found, strict=True
    )
    half_life = weight("HALF_LIFE") * scoring.DAY
    left = 2.0 ** (-np.maximum(at.timestamp() - np.array(as_of), 0.0) / half_life)
    seen_now = np.array(seen) * left
    neutral = weight("NEUTRAL_MEAN")
    mean = np.array([neutral if each is None else each for each in more[2]])
    earned = np.array(value) * left
    rows["quality"] = scoring.qualities(earned, seen_now, mean, np.array(prior))
    rows["is_poor"] = scoring.are_poor(earned, seen_now, mean)
    rows["sigma"] = scoring.spreads(seen_now)
    rows["note"], rows["author"], rows["published"] = note, author, published
    rows["channel"] = [CHANNELS.index(each) if each in CHANNELS else -1 for each in name]
    rows["shown"], rows["is_sponsored"] = shown, sponsored
    rows["topics"] = [(*topics, 0, 0, 0)[:3] for topics in more[0]]
    rows["phash"] = [each or 0 for each in more[1]]
    return rows


def _key(channel: str) -> str:
    return f"feed:pool{_SHAPE}:{channel or '-'}"
