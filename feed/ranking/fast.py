"""The fast path: news folded into contributions and sums, in batches, each event exactly once.

One transaction takes the news away and adds it up, so a worker that dies leaves both undone. A
note's score row is its lock: whoever changes its sums or contributions holds that row.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper
from django.utils import timezone

from feed import scoring, voices
from feed.models import NoteScore
from feed.ranking import listing, means
from feed.voices import Part, Side, Sums
from feed.weights import weight
from notes.models import Note

BATCH = 4000

# What somebody did goes before what many looked at.
_TAKE = """
    DELETE FROM feed_news WHERE id IN (
        SELECT id FROM feed_news ORDER BY acts = 0, id LIMIT %s FOR UPDATE SKIP LOCKED
    )
    RETURNING note_id, reader_id, value, impressions, reach, feed_impressions, engaged, acts, at
"""
_LOCK = """
    SELECT note_id, value, impressions, blame, praised_by, blamed_by, newcomer_value,
           newcomer_impressions, newcomer_blame, newcomer_praised_by, newcomer_blamed_by,
           newcomer_weight, as_of, prior, feed_impressions, channel, published_at
    FROM feed_notescore WHERE note_id = ANY(%s) ORDER BY note_id FOR UPDATE
"""
_PAIRS = """
    SELECT p.note_id, p.reader_id, c.value, c.impressions, c.engaged, c.reach, c.as_of, c.weight,
           c.is_newcomer, c.similarity, c.acts, c.engaged_at, t.feed_views
    FROM unnest(%s::bigint[], %s::bigint[]) AS p (note_id, reader_id)
    LEFT JOIN feed_contribution c ON c.note_id = p.note_id AND c.reader_id = p.reader_id
    LEFT JOIN feed_readertrust t ON t.reader_id = p.reader_id
"""
_STORE_PAIRS = """
    INSERT INTO feed_contribution (note_id, reader_id, value, impressions, engaged, reach, as_of,
        weight, is_newcomer, similarity, acts, is_engaged, engaged_at)
    SELECT note_id, reader_id, value, impressions, engaged, reach, as_of, weight, is_newcomer,
        similarity, acts, acts > 0, engaged_at
    FROM unnest(%s::bigint[], %s::bigint[], %s::float8[], %s::float8[], %s::float8[],
        %s::float8[], %s::timestamptz[], %s::float8[], %s::bool[], %s::float8[], %s::int[],
        %s::timestamptz[])
        AS p (note_id, reader_id, value, impressions, engaged, reach, as_of, weight, is_newcomer,
        similarity, acts, engaged_at)
    ON CONFLICT (note_id, reader_id) DO UPDATE SET value = EXCLUDED.value,
        impressions = EXCLUDED.impressions, engaged = EXCLUDED.engaged, reach = EXCLUDED.reach,
        as_of = EXCLUDED.as_of, weight = EXCLUDED.weight, is_newcomer = EXCLUDED.is_newcomer,
        acts = EXCLUDED.acts, is_engaged = EXCLUDED.is_engaged, engaged_at = EXCLUDED.engaged_at
"""
_STORE_SCORES = """
    UPDATE feed_notescore s SET value = n.value, impressions = n.impressions, blame = n.blame,
        praised_by = n.praised_by, blamed_by = n.blamed_by, doubt = n.doubt,
        newcomer_value = n.newcomer_value, newcomer_impressions = n.newcomer_impressions,
        newcomer_blame = n.newcomer_blame, newcomer_praised_by = n.newcomer_praised_by,
        newcomer_blamed_by = n.newcomer_blamed_by, newcomer_weight = n.newcomer_weight,
        as_of = n.as_of, feed_impressions = n.shown, rank = n.rank
    FROM unnest(%s::bigint[], %s::float8[], %s::float8[], %s::float8[], %s::float8[],
        %s::float8[], %s::float8[], %s::float8[], %s::float8[], %s::float8[], %s::float8[],
        %s::float8[], %s::float8[], %s::timestamptz[], %s::int[], %s::float8[])
        AS n (note_id, value, impressions, blame, praised_by, blamed_by, doubt, newcomer_value,
        newcomer_impressions, newcomer_blame, newcomer_praised_by, newcomer_blamed_by,
        newcomer_weight, as_of, shown, rank)
    WHERE s.note_id = n.note_id
"""
# For who holds the scores: a mark that the trust pass is taking waits for these, and counts.
MARK = """
    INSERT INTO feed_dirtynote (note_id, since) SELECT n, %s FROM unnest(%s::bigint[]) AS n
    WHERE NOT EXISTS (SELECT FROM feed_dirtynote WHERE note_id = n) ON CONFLICT DO NOTHING
"""
_MARK_STALE = """
    INSERT INTO feed_stalenote (note_id, since) SELECT unnest(%s::bigint[]), %s
    ON CONFLICT DO NOTHING
"""
_MARK_READERS = """
    INSERT INTO feed_stalereader (reader_id, since) SELECT unnest(%s::bigint[]), %s
    ON CONFLICT DO NOTHING
"""


@dataclass(slots=True)
class Pair:
    """A contribution while it is being changed."""

    part: Part
    as_of: datetime | None
    similarity: float
    acts: int
    engaged_at: datetime | None
    feed_views: int


@dataclass(slots=True)
class Score:
    """A score row while it is being changed; `sums` are raw, without the newcomers' cap."""

    sums: Sums
    as_of: datetime
    prior: float
    shown: int
    channel: str
    published_at: datetime


def fold(*, at: datetime | None = None, limit: int = BATCH) -> int:
    """Fold one batch of news; how many events it held. With no news, nothing happens."""
    with transaction.atomic(), connection.cursor() as cursor:
        # A crash of the database undoes both at once, the taking away and the adding up.
        cursor.execute("SET LOCAL synchronous_commit = off")
        cursor.execute(_TAKE, [limit])
        events = cursor.fetchall()
        if not events:
            return 0
        by_pair = defaultdict(list)
        for event in events:
            by_pair[event[0], event[1]].append(event[2:])
        scores = lock(cursor, {note for note, _reader in by_pair}, at=at or timezone.now())
        pairs = _load_pairs(cursor, [key for key in by_pair if key[0] in scores])
        for key, pair in pairs.items():
            _add(scores[key[0]], pair, by_pair[key])
        _store_pairs(cursor, pairs, scores)
        store_scores(cursor, scores)
        now = timezone.now()
        cursor.execute(MARK, [now, sorted(scores)])
        acted = {note for note, _reader, *event in events if event[5] and note in scores}
        cursor.execute(_MARK_STALE, [sorted(acted), now])
        # Being shown a note is no news of a taste before the reader does something.
        told = {reader for note, reader, *event in events if event[0] or event[5]}
        cursor.execute(_MARK_READERS, [sorted(told), now])
    return len(events)


def lock(cursor: CursorWrapper, note_ids: Iterable[int], *, at: datetime) -> dict[int, Score]:
    """Lock the score rows, in order, and bring their sums to `at` (never back in time)."""
    wanted = sorted(note_ids)
    cursor.execute(_LOCK, [wanted])
    rows = cursor.fetchall()
    if len(rows) < len(wanted) and (missing := set(wanted) - {row[0] for row in rows}):
        listing.enlist_many(Note.objects.filter(pk__in=missing), at=at)
        cursor.execute(_LOCK, [wanted])
        rows = cursor.fetchall()
    return {row[0]: _score(row[1:], at) for row in rows}


def _score(row: Sequence, at: datetime) -> Score:
    value, impressions, *rest = row[:5]
    new = _side(*row[5:11])
    # V and I are stored as totals, the newcomers' capped part in them.
    scale = voices.newcomer_scale(new.weight)
    trusted = _side(value - scale * new.value, impressions - scale * new.impressions, *rest)
    as_of, *known = row[11:]
    moment = max(at, as_of)
    left = scoring.decay((moment - as_of).total_seconds())
    return Score(Sums(trusted, new).faded(left), moment, *known)


def _side(
    value: float,
    impressions: float,
    blame: float,
    voices: float,
    against: float,
    total: float = 0.0,
) -> Side:
    return Side(max(value + blame, 0.0), blame, impressions, voices, against, total)


def _load_pairs(
    cursor: CursorWrapper, keys: Sequence[tuple[int, int]]
) -> dict[tuple[int, int], Pair]:
    cursor.execute(_PAIRS, [[note for note, _ in keys], [reader for _, reader in keys]])
    pairs = {}
    for note, reader, *known in cursor.fetchall():
        value, seen, engaged, reach, as_of, w, is_new, similarity, acts, engaged_at, views = known
        acted = scoring.left_of(engaged_at, at=as_of)
        part = Part() if as_of is None else Part(value, seen, engaged, reach, w, is_new, acted)
        pairs[note, reader] = Pair(
            part, as_of, similarity or 0.0, acts or 0, engaged_at, views or 0
        )
    return pairs


def _add(score: Score, pair: Pair, events: Sequence) -> None:
    """Take the reader's old part out of the sums and put the new one in."""
    old = pair.part
    if pair.as_of is not None:
        old = old.faded(scoring.decay((score.as_of - pair.as_of).total_seconds()))
    value, impressions, engaged = old.value, old.impressions, old.engaged
    reach = max(old.reach, weight("SOURCE_DIRECT"))
    for x, g, met, shown, act, times, moment in events:
        left = scoring.decay((score.as_of - moment).total_seconds())
        value, impressions, engaged = value + x * left, impressions + g * left, engaged + act * left
        reach = max(reach, met)
        score.shown += shown
        pair.acts += times
        if times > 0:
            pair.engaged_at = max(moment, pair.engaged_at or moment)
    pair.part = Part(
        value,
        impressions,
        engaged,
        reach,
        scoring.reader_weight(pair.feed_views, pair.similarity),
        scoring.is_newcomer(pair.feed_views),
        scoring.left_of(pair.engaged_at, at=score.as_of),
    )
    score.sums = _exchanged(score.sums, old, pair.part)


def _exchanged(sums: Sums, old: Part, new: Part) -> Sums:
    trusted, newcomers = sums.trusted, sums.newcomers
    for part, times in ((old, -1.0), (new, 1.0)):
        if part.is_newcomer:
            newcomers = newcomers.plus(voices.given(part), times)
        else:
            trusted = trusted.plus(voices.given(part), times)
    return Sums(trusted, newcomers)


def _store_pairs(
    cursor: CursorWrapper, pairs: dict[tuple[int, int], Pair], scores: dict[int, Score]
) -> None:
    rows = [
        (
            note,
            reader,
            pair.part.value,
            pair.part.impressions,
            pair.part.engaged,
            pair.part.reach,
            scores[note].as_of,
            pair.part.weight,
            pair.part.is_newcomer,
            pair.similarity,
            pair.acts,
            pair.engaged_at,
        )
        for (note, reader), pair in pairs.items()
    ]
    if rows:
        cursor.execute(_STORE_PAIRS, columns(rows))


def store_scores(cursor: CursorWrapper, scores: dict[int, Score]) -> None:
    """Write the sums, totals and standing of locked score rows."""
    latest = means.latest()
    rows = [_stored(note, score, latest) for note, score in scores.items()]
    if rows:
        cursor.execute(_STORE_SCORES, columns(rows))


def _stored(note: int, score: Score, latest: dict[str, float]) -> tuple:
    total, trusted, new = score.sums.total(), score.sums.trusted, score.sums.newcomers
    doubt = total.value - voices.believed(total)
    row = NoteScore(
        value=total.value,
        doubt=doubt,
        impressions=total.impressions,
        prior=score.prior,
        channel=score.channel,
        published_at=score.published_at,
    )
    return (
        note,
        total.value,
        total.impressions,
        trusted.blame,
        trusted.voices,
        trusted.against,
        doubt,
        new.value,
        new.impressions,
        new.blame,
        new.voices,
        new.against,
        # What was added and taken away again may leave a hair below nothing.
        max(new.weight, 0.0),
        score.as_of,
        score.shown,
        listing.standing_of(row, latest),
    )


def columns(rows: Sequence[tuple]) -> list[list]:
    """Rows as the columns that `unnest` takes."""
    return [list(column) for column in zip(*rows, strict=True)]
