"""What the ranking believes a reader likes, why, and what the reader says to that."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any

from django.db import connection, transaction
from django.http import Http404

from feed import frozen, scoring
from feed.models import Interest, Taste
from feed.ranking import packing, taste
from notes.channels import Channel
from notes.models import Note, Topic, TopicFollow

TOPIC, CHANNEL = "topic", "channel"
# Beside the wishes: forget what led to it, and go back to what is counted.
FORGET, USUAL = "forget", "usual"
WORDS = (*Interest.Wish.values, USUAL, FORGET)
_MOST, _NOTES = 30, 3

# The notes that gave most to each topic or channel, by what is still counted of them.
_LED = """
    WITH given AS (
        SELECT c.note_id, c.value, c.as_of, c.engaged_at, c.reader_id,
            CASE WHEN c.engaged_at <= f.acted_at THEN 0 ELSE c.engaged END AS engaged
        FROM feed_contribution c LEFT JOIN feed_forgotten f ON f.reader_id = c.reader_id
        WHERE c.reader_id = %(reader)s),
    keyed AS (
        SELECT t.topic_id AS key, i.forgotten_at, g.* FROM given g
        JOIN notes_notetopic t ON t.note_id = g.note_id AND t.position < 3
        LEFT JOIN feed_interest i ON i.reader_id = g.reader_id AND i.topic_id = t.topic_id
        UNION ALL
        SELECT -array_position(%(channels)s::text[], n.channel::text), i.forgotten_at, g.*
        FROM given g JOIN notes_note n ON n.id = g.note_id
        LEFT JOIN feed_interest i ON i.reader_id = g.reader_id AND i.channel = n.channel
        WHERE n.channel <> ''),
    counted AS (
        SELECT key, note_id, value,
            CASE WHEN engaged_at <= forgotten_at THEN 0 ELSE engaged END AS engaged
        FROM keyed WHERE key = ANY(%(keys)s) AND coalesce(as_of > forgotten_at, true)),
    placed AS (
        SELECT *, row_number() OVER (
            PARTITION BY key ORDER BY abs(engaged + value) DESC, note_id DESC) AS n
        FROM counted WHERE abs(engaged + value) > 0.01)
    SELECT key, note_id, engaged, value FROM placed WHERE n <= %(most)s ORDER BY key, n
"""


@dataclass(frozen=True, slots=True)
class Led:
    """A note that led to an interest.

    :param engaged: what likes, saves, comments, shares gave; below zero: hidden
    :param read: what reading gave
    """

    public_id: str
    title: str
    engaged: float
    read: float

    @property
    def is_hidden(self) -> bool:
        return self.engaged < 0

    @property
    def is_acted(self) -> bool:
        return self.engaged > 0


@dataclass(frozen=True, slots=True)
class Belief:
    """What the ranking believes of one topic or channel.

    :param liked: what acts and reading gave, out of `met` meetings
    :param factor: how much that raises its notes: 1 is as if nothing were known
    """

    kind: str
    name: str
    label: str
    liked: float = 0.0
    met: float = 0.0
    factor: float = 1.0
    wish: str = ""
    is_followed: bool = False
    led: list[Led] = field(default_factory=list)


def of(reader: Any) -> list[Belief]:
    """All beliefs about this reader, what is said and liked most first."""
    row = Taste.objects.filter(reader=reader).first()
    counted = packing.unpack_topics(row.topics if row else None)
    sums = {int(key): (float(liked), float(met)) for key, liked, met in counted.tolist()}
    said = {_key(one): one for one in Interest.objects.filter(reader=reader)}
    followed = set(TopicFollow.objects.filter(follower=reader).values_list("topic", flat=True))
    keys = sorted({*sums, *(key for key in said if said[key].wish), *followed})
    keys.sort(key=lambda key: (not (key in said and said[key].wish), -_strength(sums.get(key))))
    topics = Topic.objects.in_bulk([key for key in keys if key > 0])
    shown = [key for key in keys if key < 0 or key in topics][:_MOST]
    led = _led(reader, shown)
    return [_belief(key, topics, sums, said, key in followed, led[key]) for key in shown]


@transaction.atomic
def say(reader: Any, kind: str, name: str, word: str, *, at: datetime) -> None:
    """Take the reader at this word: the next list follows it. A repeat changes nothing.

    :raises Http404: if there is no such topic or channel
    """
    target = _target(kind, name)
    said: dict[str, Any] = {"wish": word if word in Interest.Wish.values else ""}
    if word == FORGET:
        said["forgotten_at"] = at
    Interest.objects.update_or_create(reader=reader, **target, defaults=said)
    taste.refresh([reader.pk], at=at)
    transaction.on_commit(partial(frozen.let_go, reader.pk), robust=True)


def factor(liked: float, met: float) -> float:
    """T of a note of this topic alone, among notes of which nothing is known."""
    rate = (liked + 1.0) / (met + 4.0)
    return float(scoring.taste_of(rate / 0.25))


def _target(kind: str, name: str) -> dict[str, Any]:
    if kind == CHANNEL and name in Channel.values:
        return {"channel": name, "topic": None}
    topic = Topic.objects.filter(key=name).first() if kind == TOPIC else None
    if topic is None:
        raise Http404
    return {"topic": topic, "channel": ""}


def _key(one: Interest) -> int:
    return one.topic_id or taste.channel_key(one.channel)


def _strength(sums: tuple[float, float] | None) -> float:
    return factor(*sums) if sums else 1.0


def _belief(
    key: int, topics: dict, sums: dict, said: dict, is_followed: bool, led: list[Led]
) -> Belief:
    kind, name, label = (
        (TOPIC, topics[key].key, f"#{topics[key].name}")
        if key > 0
        else (CHANNEL, Channel.values[-1 - key], str(Channel.labels[-1 - key]))
    )
    liked, met = sums.get(key, (0.0, 0.0))
    wish = said[key].wish if key in said else ""
    known = factor(liked, met) if key in sums else 1.0
    return Belief(kind, name, label, liked, met, known, wish, is_followed, led)


def _led(reader: Any, keys: Iterable[int]) -> dict[int, list[Led]]:
    values = {"reader": reader.pk, "keys": list(keys), "channels": Channel.values, "most": _NOTES}
    with connection.cursor() as cursor:
        cursor.execute(_LED, values)
        rows = cursor.fetchall()
    notes = Note.objects.visible_to(reader).in_bulk({row[1] for row in rows})
    found: dict[int, list[Led]] = defaultdict(list)
    for key, note, engaged, read in rows:
        if note in notes:
            found[key].append(Led(notes[note].public_id, notes[note].title, engaged, read))
    return found
