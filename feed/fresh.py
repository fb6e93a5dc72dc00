"""The order of a fresh list: ranked for its reader, or the newest first."""

from collections.abc import Set as AbstractSet
from datetime import datetime, timedelta

import numpy as np
from django.db import connection
from django.db.models import Exists, Min, OuterRef, QuerySet

from feed.models import FeedSettings
from feed.ranking import personal, pool, rerank
from feed.ranking import reader as readers
from feed.ranking.reader import State
from feed.weights import weight
from notes.models import Note, ProductTag

LATEST, BEST = "latest", "best"
SORTS = (LATEST, BEST)
_SPONSORED = ("gifted", "paid", "own_brand")
# Seen, or hidden: the latter for ever.
_LEFT_OUT = """
    SELECT note_id, false FROM feed_attention WHERE reader_id = %(reader)s
        AND kind = 'impression' AND at > %(since)s AND note_id = ANY(%(notes)s)
    UNION SELECT note_id, true FROM notes_hide
        WHERE user_id = %(reader)s AND note_id = ANY(%(notes)s)
"""


def order(
    reader,
    *,
    channel: str = "",
    sort: str = "",
    at: datetime,
    served: AbstractSet[int],
    enough: int,
) -> tuple[list[int], FeedSettings]:
    """The notes of a fresh list, and the reader's wishes it was made by.

    :param sort: `latest`, `best`, or the reader's own choice
    :param served: what was shown already
    :param enough: fewer than so many are filled up with what was seen before
    """
    state = readers.load(reader.pk, at=at) if reader.is_authenticated else None
    wishes = FeedSettings() if state is None else state.wishes
    if sort == LATEST or (not sort and wishes.is_latest_first):
        return _latest(reader, channel, wishes, served), wishes
    number = reader.pk or 0
    ids = ranked(state, reader=number, channel=channel, at=at, served=served, enough=enough)
    return ids, wishes


def ranked(
    state: State | None,
    *,
    reader: int = 0,
    channel: str = "",
    at: datetime,
    served: AbstractSet[int] = frozenset(),
    enough: int = 0,
) -> list[int]:
    """The ranked notes for this reader (0: for all visitors), by S and the rules of a page."""
    rows = _candidates(state, channel, at)
    if served:
        rows = rows[~np.isin(rows["note"], list(served))]
    if state is None:
        return _ordered(rows, None, 0, channel, at)
    left_out, hidden = _left_out(reader, rows, at)
    unseen = rows[~np.isin(rows["note"], list(left_out))]
    ids = _ordered(unseen, state, reader, channel, at)
    if len(ids) < enough and len(unseen) < len(rows):
        # Who has seen everything meets it again, after what is new, rather than an empty page.
        rest = rows[~np.isin(rows["note"], [*ids, *hidden])]
        ids += _ordered(rest, state, reader, channel, at)
    return ids


def _candidates(state: State | None, channel: str, at: datetime) -> np.ndarray:
    known = pool.of(channel, at=at)
    if state is None:
        return known.rows
    rows = known.rows
    if state.is_known:
        rows = personal.gather(known, state, channel=channel, at=at)
    hidden = [pool.CHANNELS.index(each) for each in state.wishes.hidden_channels]
    if hidden and not channel:
        rows = rows[~np.isin(rows["channel"], hidden)]
    return rows


def _ordered(
    rows: np.ndarray, state: State | None, reader: int, channel: str, at: datetime
) -> list[int]:
    scored = personal.score(rows, state, reader=reader, at=at)
    hides = state is not None and state.wishes.hides_sponsored
    # Who is known need not be shown a bit of everything first.
    mixes = not channel and (state is None or not len(state.near.notes))
    return rerank.order(rows, scored.score, mixes_channels=mixes, lets_sponsored=not hides)


def _left_out(reader: int, rows: np.ndarray, at: datetime) -> tuple[set[int], set[int]]:
    """What the reader has seen in the last days, has hidden, or wrote; the last two alone too."""
    since = at - timedelta(days=weight("SEEN_DAYS"))
    among = rows["note"].tolist()
    with connection.cursor() as cursor:
        cursor.execute(_LEFT_OUT, {"reader": reader, "notes": among, "since": since})
        found = cursor.fetchall()
    own = set(rows["note"][rows["author"] == reader].tolist())
    left_out = own | {note for note, _is_hidden in found}
    return left_out, own | {note for note, is_hidden in found if is_hidden}


def _latest(reader, channel: str, wishes: FeedSettings, served: AbstractSet[int]) -> list[int]:
    """The newest notes first, below those that were shown."""
    notes: QuerySet[Note] = Note.objects.listed_for(reader)
    if channel:
        notes = notes.filter(channel=channel)
    elif wishes.hidden_channels:
        notes = notes.exclude(channel__in=wishes.hidden_channels)
    if wishes.hides_sponsored:
        tags = ProductTag.objects.filter(note=OuterRef("pk"), relation__in=_SPONSORED)
        notes = notes.exclude(Exists(tags))
    if served:
        last = Note.objects.filter(pk__in=served).aggregate(at=Min("published_at"))["at"]
        notes = notes.filter(published_at__lte=last).exclude(pk__in=served)
    newest = notes.order_by("-published_at", "-pk").values_list("pk", flat=True)
    return list(newest[: int(weight("LIST_LENGTH"))])
