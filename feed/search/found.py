"""The notes that a query finds, best first.

All conditions stand in one index. It is walked in steps of what the order asks for (worth, weeks,
likes …), the best step first, and left as soon as there is enough: so a word that stands in every
third note costs what a rare one costs. docs/search.md has the figures.
"""

import math
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial

import numpy as np
from django.core.cache import cache
from django.db import connection
from django.db.models import Min
from redis.exceptions import RedisError

from feed.models import SearchDocument
from feed.search import documents, frequencies, vectors, worth
from feed.search.query import Query, Sort
from feed.weights import weight

# Notes that are ranked, of each of the ways to find them; and that one search gives at most.
BEST, TITLED, NEWEST = 700, 400, 200
MOST = 480
# Of one step, before it is put in order.
_STEP_MOST = 4000
ENOUGH = 24

_WALK = """
    SELECT d.* FROM unnest(%({name}_chunks)s::text[]) WITH ORDINALITY AS chunk (marks, place)
    CROSS JOIN LATERAL (
        SELECT note_id, ts_rank(%(weights)s::real[], document, %(any)s::tsquery), completeness,
            is_promotional, language
        FROM feed_searchdocument
        WHERE document @@ (%({query})s || chunk.marks)::tsquery {narrow}
        LIMIT %({name}_most)s
    ) AS d LIMIT %({name}_most)s
"""
_BY_RELEVANCE = """
    WITH best AS MATERIALIZED ({best}),
    titled AS MATERIALIZED (SELECT * FROM ({titled}) AS t WHERE {is_much}),
    newest AS MATERIALIZED (SELECT * FROM ({newest}) AS n WHERE {is_much})
    SELECT hit.*, s.value, s.impressions, extract(epoch FROM s.as_of)::float8, s.channel, s.prior
    FROM (TABLE best UNION TABLE titled UNION TABLE newest) AS hit
    LEFT JOIN LATERAL (
        SELECT * FROM feed_notescore WHERE note_id = hit.note_id OFFSET 0) AS s ON true
"""
_IS_MUCH = "(SELECT count(*) FROM best) >= %(best_most)s"
_BY_COLUMN = """
    SELECT d.note_id FROM unnest(%(chunks)s::text[]) WITH ORDINALITY AS chunk (marks, place)
    CROSS JOIN LATERAL (
        SELECT h.note_id FROM (
            SELECT note_id, published_at FROM feed_searchdocument
            WHERE document @@ (%(query)s || chunk.marks)::tsquery {narrow}
            LIMIT %(step_most)s
        ) AS h ORDER BY {column} DESC, h.note_id DESC LIMIT %(most)s
    ) AS d LIMIT %(most)s
"""
_COUNT = "COALESCE((SELECT {} FROM notes_notetally t WHERE t.note_id = h.note_id), 0)"
_COLUMNS = {
    Sort.LATEST: "h.published_at",
    Sort.LIKED: _COUNT.format("likes"),
    Sort.SAVED: _COUNT.format("saves"),
    Sort.COMMENTED: _COUNT.format("comments"),
}
_LETTERS = {Sort.LIKED: "l", Sort.SAVED: "s", Sort.COMMENTED: "m"}


@dataclass(frozen=True)
class _Asked:
    """One text to look for.

    :param text: a tsquery's text
    :param share: of the documents, so many are expected to fit
    """

    text: str
    share: float


def note_ids(query: Query, *, language: str, at: datetime, is_helpful: bool = True) -> list[int]:
    """The notes in order. First what holds all words; if that is little, what holds most of them.

    :param language: the reader's: notes in it stand a little before others
    :param is_helpful: False ranks by the text alone (the control of the judged queries)
    """
    if not query.words:
        return []
    search = partial(_search, query, language=language, at=at, is_helpful=is_helpful)
    found = search(_all_of(query.words), has_all=len(query.words) > 1)
    for wider in _wider(query.words):
        if len(found) >= ENOUGH:
            break
        # What is known keeps its rank.
        found = search(wider) | found
    if query.sort == Sort.RELEVANCE:
        return sorted(found, key=lambda note: (-found[note], -note))[:MOST]
    return sorted(found, key=found.__getitem__)[:MOST]


def _all_of(words: Sequence[str], sign: str = "") -> _Asked:
    known = frequencies.known()
    return _Asked(vectors.all_of(words, sign), known.of_all(f"{sign}{word}" for word in words))


def _wider(words: Sequence[str]) -> Iterable[_Asked]:
    """Queries that find more: all words but one, any word, the characters of a title."""
    known = frequencies.known()
    if len(words) > 2:
        yield _Asked(vectors.most_of(words), known.of_most(words))
    if len(words) > 1:
        yield _Asked(vectors.any_of(words), known.of_any(words))
    chinese = [char for word in words if len(word) > 1 for char in word if not char.isascii()]
    if chinese:
        yield _all_of(chinese)


def _search(
    query: Query,
    asked: _Asked,
    *,
    language: str,
    at: datetime,
    is_helpful: bool,
    has_all: bool = False,
) -> dict[int, float]:
    """Notes with their ranks: of relevance the higher is the better, else the place in the order.

    :param has_all: what is asked for holds all words of the query
    """
    conditions = query.conditions(at)
    share = asked.share * math.prod(map(frequencies.known().of_any, conditions))
    narrow = [vectors.any_of(marks) for marks in conditions]
    values = {
        "query": vectors.narrowed(asked.text, narrow),
        "low": query.price_min or 0,
        "high": query.price_max if query.price_max is not None else 2**62,
        "since": query.since(at),
    }
    if query.sort == Sort.RELEVANCE:
        values["title"] = vectors.narrowed(vectors.all_of(query.words, "^"), narrow)
        rows = _by_relevance(query, values, share, at)
        return _ranked(rows, language, at, is_helpful, has_all) if rows else {}
    first = MOST if asked.text != vectors.all_of(query.words) else 0
    return {note: first + place for place, note in enumerate(_by_column(query, values, share, at))}


def _by_relevance(query: Query, values: dict, share: float, at: datetime) -> list[tuple]:
    known = frequencies.known()
    worths = [f"w{step}" for step in vectors.STEPS_OF_WORTH]
    titled = (
        share
        * known.of_all(f"^{word}" for word in query.words)
        / max(known.of_all(query.words), 1e-12)
    )
    walks = {}
    for name, asked, steps, among, most in (
        ("best", "query", worths, share, BEST),
        ("titled", "title", worths, titled, TITLED),
        ("newest", "query", _weeks(query, at), share, NEWEST),
    ):
        walks[name] = _WALK.format(name=name, query=asked, narrow=_narrow(query))
        chunks = _chunks(among, steps, most)
        values[f"{name}_chunks"] = chunks
        # What one look is expected to take whole may be more than was expected.
        values[f"{name}_most"] = most if any(chunks) else 3 * most
    values |= {"any": vectors.any_of(query.words), "weights": list(worth.FIELD_WEIGHTS)}
    with connection.cursor() as cursor:
        cursor.execute(_BY_RELEVANCE.format(is_much=_IS_MUCH, **walks), values)
        return cursor.fetchall()


def _ranked(
    rows: list[tuple], language: str, at: datetime, is_helpful: bool, has_all: bool
) -> dict[int, float]:
    note, raw, complete, promotional, spoken, value, seen, as_of, channel, prior = zip(
        *rows, strict=True
    )
    match, own = np.array(raw, dtype=float), np.array([each == language for each in spoken])
    if not is_helpful:
        scores = worth.ranks(match, np.ones(len(rows)), own, has_all)
        return dict(zip(note, scores.tolist(), strict=True))
    means, neutral = documents.latest_means(), weight("NEUTRAL_MEAN")
    known = [
        (v or 0.0, i or 0.0, a or at.timestamp(), means.get(c, neutral), p or 0.0)
        for v, i, a, c, p in zip(value, seen, as_of, channel, prior, strict=True)
    ]
    quality, is_promotion = worth.qualities(known, at=at.timestamp()), np.array(promotional)
    helpful = worth.helpfulness(quality, np.array(complete), is_promotion)
    scores = worth.ranks(match, helpful, own, has_all & ~is_promotion)
    return dict(zip(note, scores.tolist(), strict=True))


def _by_column(query: Query, values: dict, share: float, at: datetime) -> list[int]:
    sort = Sort(query.sort)
    if sort == Sort.LATEST:
        steps = _weeks(query, at)
    else:
        steps = [f"{_LETTERS[sort]}{step}" for step in vectors.STEPS_OF_COUNT]
    values |= {"chunks": _chunks(share, steps, MOST), "step_most": _STEP_MOST, "most": MOST}
    with connection.cursor() as cursor:
        cursor.execute(_BY_COLUMN.format(narrow=_narrow(query), column=_COLUMNS[sort]), values)
        return [row[0] for row in cursor.fetchall()]


def _chunks(share: float, steps: Sequence[str], enough: int) -> list[str]:
    chunks = frequencies.known().chunks(share, steps, enough=enough)
    return [f" & ({chunk})" if chunk else "" for chunk in chunks]


def _narrow(query: Query) -> str:
    """What the words of a document say in steps, and its columns exactly."""
    parts = ["AND published_at >= %(since)s"] if query.time else []
    if query.price_min is not None or query.price_max is not None:
        parts.append(
            "AND EXISTS (SELECT FROM unnest(prices) AS price"
            " WHERE price BETWEEN %(low)s AND %(high)s)"
        )
    return " ".join(parts)


def _weeks(query: Query, at: datetime) -> list[str]:
    return vectors.weeks(query.since(at) or _first_moment(at), at)


def _first_moment(at: datetime) -> datetime:
    """When the oldest note was published, as of the last hour."""
    try:
        known = cache.get("search:first")
    except RedisError:
        known = None
    if known is None:
        first = SearchDocument.objects.aggregate(first=Min("published_at"))["first"]
        known = (first or at).timestamp()
        with suppress(RedisError):
            cache.set("search:first", known, 3600)
    return datetime.fromtimestamp(known, tz=UTC)
