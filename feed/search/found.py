"""The notes that a query finds, best first.

All conditions stand in one index. It is walked in steps of what the order asks for (worth, weeks,
likes …), the best step first, and left as soon as there is enough: so a word that stands in every
third note costs what a rare one costs. docs/search.md has the figures.
"""

from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from functools import partial
from typing import Any

import numpy as np
from django.core.cache import cache
from django.db import connection
from django.db.models import Min
from redis.exceptions import RedisError

from feed.models import SearchDocument
from feed.search import documents, plans, vectors, worth
from feed.search.plans import Part, Plan
from feed.search.query import Query, Sort
from feed.weights import weight

# Notes that are ranked, of each of the ways to find them; and that one search gives at most.
BEST, TITLED, NEWEST = 300, 120, 60
MOST = 480
# Of one step, before it is put in order.
_STEP_MOST = 4000
ENOUGH = 24

_WALK = """
    SELECT d.* FROM unnest(%({name}_looks)s::text[]) WITH ORDINALITY AS look (query, place)
    CROSS JOIN LATERAL (
        SELECT note_id, ts_rank(%(weights)s::real[], document, %(any)s::tsquery), completeness,
            is_promotional, language
        FROM feed_searchdocument
        WHERE document @@ look.query::tsquery {narrow} LIMIT %({name}_most)s
    ) AS d LIMIT %({name}_most)s
"""
_BY_RELEVANCE = """
    WITH best AS MATERIALIZED ({best}),
    titled AS MATERIALIZED (SELECT * FROM ({titled}) AS t WHERE {is_much}),
    newest AS MATERIALIZED (SELECT * FROM ({newest}) AS n WHERE {is_much})
    SELECT hit.*, s.value - s.doubt, s.impressions, extract(epoch FROM s.as_of)::float8,
        s.channel, s.prior
    FROM (TABLE best UNION TABLE titled UNION TABLE newest) AS hit
    LEFT JOIN LATERAL (
        SELECT * FROM feed_notescore WHERE note_id = hit.note_id OFFSET 0) AS s ON true
"""
_IS_MUCH = "(SELECT count(*) FROM best) >= %(best_most)s"
_BY_COLUMN = """
    SELECT d.note_id FROM unnest(%(column_looks)s::text[]) WITH ORDINALITY AS look (query, place)
    CROSS JOIN LATERAL (
        SELECT h.note_id FROM (
            SELECT note_id, published_at FROM feed_searchdocument
            WHERE document @@ look.query::tsquery {narrow} LIMIT %(step_most)s
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


def note_ids(query: Query, *, language: str, at: datetime, is_helpful: bool = True) -> list[int]:
    """The notes in order. First what holds all words; if that is little, what holds most of them.

    :param language: the reader's: notes in it stand a little before others
    :param is_helpful: False ranks by the text alone (the control of the judged queries)
    """
    if not query.words:
        return []
    search = partial(_search, query, language=language, at=at, is_helpful=is_helpful)
    found = search(plans.each_of(query.words), is_first=True)
    for wider in _wider(query.words):
        if len(found) >= ENOUGH:
            break
        # What is known keeps its rank.
        found = search(wider) | found
    if query.sort == Sort.RELEVANCE:
        return sorted(found, key=lambda note: (-found[note], -note))[:MOST]
    return sorted(found, key=found.__getitem__)[:MOST]


def _wider(words: Sequence[str]) -> Iterable[list[Part]]:
    """What finds more: all words but one, any word, the characters of a title."""
    if len(words) > 2:
        yield plans.most_of(words)
    if len(words) > 1:
        yield plans.any_of(words)
    chinese = [char for word in words if len(word) > 1 for char in word if not char.isascii()]
    if chinese:
        yield plans.each_of(chinese)


def _search(
    query: Query,
    asked: list[Part],
    *,
    language: str,
    at: datetime,
    is_helpful: bool,
    is_first: bool = False,
) -> dict[int, float]:
    """Notes with their ranks: of relevance the higher is the better, else the place in the order.

    :param is_first: every word is asked for; what is found later holds less
    """
    narrow = [part for marks in query.conditions() for part in plans.any_of(marks)]
    narrow += plans.weeks(query.weeks(at))
    if query.sort == Sort.RELEVANCE:
        rows = _by_relevance(query, asked, narrow, at)
        has_all = is_first and len(query.words) > 1
        return _ranked(rows, language, at, is_helpful, has_all) if rows else {}
    found = _by_column(query, [*asked, *narrow], at)
    return {note: (0 if is_first else MOST) + place for place, note in enumerate(found)}


def _by_relevance(query: Query, asked: list[Part], narrow: list[Part], at: datetime) -> list[tuple]:
    worths = [f"w{step}" for step in vectors.STEPS_OF_WORTH]
    titled = plans.each_of(query.words, "^")
    walks, values = {}, _values(query, at)
    for name, parts, steps, enough in (
        ("best", asked, worths, BEST),
        ("titled", titled, worths, TITLED),
        ("newest", asked, _weeks(query, at), NEWEST),
    ):
        plan = plans.plan([*parts, *narrow], steps, enough=enough)
        walks[name] = _WALK.format(name=name, narrow=_narrow(query, plan, name))
        values |= _told(plan, name)
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


def _by_column(query: Query, parts: list[Part], at: datetime) -> list[int]:
    sort = Sort(query.sort)
    if sort == Sort.LATEST:
        steps = _weeks(query, at)
    else:
        steps = [f"{_LETTERS[sort]}{step}" for step in vectors.STEPS_OF_COUNT]
    plan = plans.plan(parts, steps, enough=MOST)
    sql = _BY_COLUMN.format(narrow=_narrow(query, plan, "column"), column=_COLUMNS[sort])
    values = _values(query, at) | _told(plan, "column")
    with connection.cursor() as cursor:
        cursor.execute(sql, values | {"step_most": _STEP_MOST, "most": MOST})
        return [row[0] for row in cursor.fetchall()]


def _told(plan: Plan, name: str) -> dict[str, Any]:
    return {f"{name}_looks": plan.looks, f"{name}_whole": plan.whole, f"{name}_most": plan.most}


def _values(query: Query, at: datetime) -> dict[str, Any]:
    return {
        "low": query.price_min or 0,
        "high": query.price_max if query.price_max is not None else 2**62,
        "since": query.since(at),
    }


def _narrow(query: Query, plan: Plan, name: str) -> str:
    """What is asked of each row: the function behind @@, which no index answers, and columns."""
    parts = [f"AND ts_match_vq(document, %({name}_whole)s::tsquery)"] if plan.whole else []
    parts += ["AND published_at >= %(since)s"] if query.time else []
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
