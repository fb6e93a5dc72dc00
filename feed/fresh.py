"""The order of a fresh list: ranked for its reader, or the newest first."""

from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import numpy as np
from django.db.models import Exists, Min, OuterRef, QuerySet

from core.prepared import Written
from feed import days
from feed.experiments import assignment, rankers
from feed.experiments.assignment import AS_EVER, Changes, Plan
from feed.models import Experiment, FeedSettings, Interest
from feed.ranking import personal, pool, rerank
from feed.ranking import reader as readers
from feed.ranking.reader import State
from feed.weights import weight
from notes.models import Note, NoteTopic, ProductTag

LATEST, BEST = "latest", "best"
SORTS = (LATEST, BEST)
_SPONSORED = ("gifted", "paid", "own_brand")
# Seen; hidden, or of a topic that the reader wants never: these for ever. Told once a connection:
# planning some fifteen days with hundreds of notes takes five times as long as looking. What is
# kept apart is asked by its reader, however many notes the plan believes in.
_LEFT_OUT = Written(
    "left_out",
    """
    WITH wanted AS MATERIALIZED (SELECT unnest(%(notes)s::bigint[]) AS note_id),
    seen AS MATERIALIZED (SELECT note_id FROM feed_attention WHERE reader_id = %(reader)s
        AND kind = 'impression' AND day >= %(first)s AND at > %(since)s),
    hidden AS MATERIALIZED (SELECT note_id FROM notes_hide WHERE user_id = %(reader)s),
    never AS MATERIALIZED (SELECT topic_id FROM feed_interest
        WHERE reader_id = %(reader)s AND wish = 'never')
    SELECT note_id, false FROM wanted WHERE note_id IN (SELECT note_id FROM seen)
    UNION ALL SELECT note_id, true FROM wanted WHERE note_id IN (SELECT note_id FROM hidden)
    UNION ALL SELECT among.note_id, true FROM never, LATERAL (
        SELECT t.note_id FROM notes_notetopic t WHERE t.topic_id = never.topic_id
            AND t.note_id = ANY(%(notes)s::bigint[]) OFFSET 0) AS among
    """,
)


@dataclass(slots=True)
class Fresh:
    """A list as it was ranked.

    :param teams: 0 or 1 for each note, where two rankers picked them
    :param wishes: the reader's, by which it was made
    """

    ids: list[int] = field(default_factory=list)
    teams: list[int] = field(default_factory=list)
    plan: Plan = AS_EVER
    wishes: FeedSettings = field(default_factory=FeedSettings)


def order(
    reader,
    *,
    channel: str = "",
    sort: str = "",
    at: datetime,
    served: AbstractSet[int],
    enough: int,
) -> Fresh:
    """The notes of a fresh list, and how they came about.

    :param sort: `latest`, `best`, or the reader's own choice
    :param served: what was shown already
    :param enough: fewer than so many are filled up with what was seen before
    """
    state = readers.load(reader.pk, at=at) if reader.is_authenticated else None
    wishes = FeedSettings() if state is None else state.wishes
    if sort == LATEST or (not sort and wishes.is_latest_first):
        return Fresh(_latest(reader, channel, wishes, served), wishes=wishes)
    number, plan = reader.pk or 0, AS_EVER
    if state is not None and state.experiments:
        surface = Experiment.Surface.CHANNELS if channel else Experiment.Surface.EXPLORE
        plan = assignment.plan(state.experiments, number, surface=surface)
    with rankers.weights_of(plan.changes):
        ids, teams = _ranked(state, _Asked(number, channel, at, plan), served=served, enough=enough)
    return Fresh(ids, teams, plan, wishes)


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
    asked = _Asked(reader, channel, at, AS_EVER)
    ids, _teams = _ranked(state, asked, served=served, enough=enough)
    return ids


@dataclass(frozen=True, slots=True)
class _Asked:
    """For whom, of which channel, when, and by which experiments."""

    reader: int
    channel: str
    at: datetime
    plan: Plan

    def turns(self) -> Iterator[int] | None:
        """Whose turn it is at each place, where two rankers pick."""
        duel = self.plan.duel
        return assignment.turns(duel.salt, self.reader, at=self.at) if duel else None


def _ranked(
    state: State | None, asked: _Asked, *, served: AbstractSet[int], enough: int
) -> tuple[list[int], list[int]]:
    rows, turns = _candidates(state, asked.channel, asked.at), asked.turns()
    if served:
        rows = rows[~np.isin(rows["note"], list(served))]
    if state is None:
        return _ordered(rows, None, asked, turns)
    met, hidden = left_out(asked.reader, rows, asked.at)
    unseen = rows[~np.isin(rows["note"], list(met))]
    ids, teams = _ordered(unseen, state, asked, turns)
    if len(ids) < enough and len(unseen) < len(rows):
        # Who has seen everything meets it again, after what is new, rather than an empty page.
        rest = rows[~np.isin(rows["note"], [*ids, *hidden])]
        again, of_teams = _ordered(rest, state, asked, turns)
        return ids + again, teams + of_teams
    return ids, teams


def _candidates(state: State | None, channel: str, at: datetime) -> np.ndarray:
    known = pool.of(channel, at=at)
    found = known.rows
    if state is not None and state.is_known:
        found = personal.gather(known, state, channel=channel, at=at)
    names = [] if state is None or channel else state.wishes.hidden_channels
    hidden = [pool.CHANNELS.index(each) for each in names]
    if hidden:
        found = found[~np.isin(found["channel"], hidden)]
    worthy = found[~found["is_poor"]]
    # Where little else is there, what readers turned away is better than an empty page.
    return worthy if len(worthy) >= rerank.PAGE else found


def _ordered(
    rows: np.ndarray, state: State | None, asked: _Asked, turns: Iterator[int] | None
) -> tuple[list[int], list[int]]:
    hides = state is not None and state.wishes.hides_sponsored
    # Who is known need not be shown a bit of everything first.
    mixes = not asked.channel and (state is None or not len(state.near.notes))
    rules = {"mixes_channels": mixes, "lets_sponsored": not hides}

    def scored(changes: Changes) -> np.ndarray:
        with rankers.weights_of(changes):
            found = personal.score(rows, state, reader=asked.reader, at=asked.at)
            return rankers.score(found, changes)

    plan = asked.plan
    if plan.duel is None or turns is None:
        return rerank.order(rows, scored(plan.changes), **rules), []
    both = (plan.changes | plan.duel.changes_a, plan.changes | plan.duel.changes_b)
    return rerank.draft(rows, (scored(both[0]), scored(both[1])), turns, **rules)


def left_out(reader: int, rows: np.ndarray, at: datetime) -> tuple[set[int], set[int]]:
    """What the reader has seen in the last days, has hidden, or wrote; the last two alone too."""
    since = at - timedelta(days=weight("SEEN_DAYS"))
    # As PostgreSQL writes an array: read many times faster than a list of numbers.
    among = f"{{{','.join(map(str, rows['note'].tolist()))}}}"
    found = _LEFT_OUT.rows(reader=reader, notes=among, since=since, first=days.of(since))
    own = set(rows["note"][rows["author"] == reader].tolist())
    met = own | {note for note, _is_hidden in found}
    return met, own | {note for note, is_hidden in found if is_hidden}


def _latest(reader, channel: str, wishes: FeedSettings, served: AbstractSet[int]) -> list[int]:
    """The newest notes first, below those that were shown."""
    notes: QuerySet[Note] = Note.objects.listed_for(reader)
    if channel:
        notes = notes.filter(channel=channel)
    elif wishes.hidden_channels:
        notes = notes.exclude(channel__in=wishes.hidden_channels)
    if reader.is_authenticated:
        never = Interest.objects.filter(reader=reader, wish=Interest.Wish.NEVER)
        topics = NoteTopic.objects.filter(note=OuterRef("pk"), topic__in=never.values("topic"))
        notes = notes.exclude(Exists(topics))
    if wishes.hides_sponsored:
        tags = ProductTag.objects.filter(note=OuterRef("pk"), relation__in=_SPONSORED)
        notes = notes.exclude(Exists(tags))
    if served:
        last = Note.objects.filter(pk__in=served).aggregate(at=Min("published_at"))["at"]
        notes = notes.filter(published_at__lte=last).exclude(pk__in=served)
    newest = notes.order_by("-published_at", "-pk").values_list("pk", flat=True)
    return list(newest[: int(weight("LIST_LENGTH"))])
