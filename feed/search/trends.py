"""What many search: popular texts, those that rise, and those that belong together.

Nothing is shown that fewer than five readers have searched; a network counts for two at most, so
that nobody makes a trend alone.
"""

from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import OuterRef, QuerySet, Sum

from core.prepared import Prepared
from feed.models import RelatedSearch, SearchDay, SearchTerm
from feed.search import log, pinyin, words

LEAST = 5
# Days that are the measure of what is usual, and those that are popular now.
USUAL_DAYS, POPULAR_DAYS = 14, 7
_RELATED_DAYS = 7
_MOST = 5000
_MOST_RELATED = 8

_TRENDING = """
    SELECT now.text FROM (
        SELECT key, max(text) AS text, max(readers) AS readers FROM feed_searchday
        WHERE day >= %(yesterday)s GROUP BY key HAVING max(readers) >= %(least)s
    ) AS now
    LEFT JOIN LATERAL (
        SELECT sum(readers)::float8 / %(days)s AS readers FROM feed_searchday
        WHERE key = now.key AND day < %(yesterday)s AND day >= %(first)s
    ) AS usual ON true
    WHERE now.readers > coalesce(usual.readers, 0)
        AND NOT EXISTS (SELECT FROM feed_searchterm WHERE key = now.key AND is_hidden)
    ORDER BY (now.readers - coalesce(usual.readers, 0)) / sqrt(coalesce(usual.readers, 0) + 1)
        DESC, now.key LIMIT %(limit)s
"""
# Searched by the same reader within half an hour, or led to the same opened note.
_RELATE = """
    WITH lately AS (SELECT * FROM feed_searched WHERE at >= %(since)s AND has_hits),
    met AS (
        SELECT a.key, b.key AS other, b.text, a.who, a.network FROM lately a JOIN lately b
            ON b.who = a.who AND b.key <> a.key
            AND b.at BETWEEN a.at - interval '30 minutes' AND a.at + interval '30 minutes'
        UNION ALL
        SELECT a.key, b.key, b.text, b.who, b.network
        FROM lately a JOIN feed_attention AS x ON x.token = a.page AND x.kind = 'open'
        JOIN feed_attention AS y ON y.note_id = x.note_id AND y.kind = 'open'
            AND y.source = 'search' AND y.at >= %(since)s
        JOIN lately b ON b.page = y.token AND b.key <> a.key AND b.who <> a.who
        WHERE a.page <> ''
    ),
    by_network AS (
        SELECT key, other, network, max(text) AS text,
            least(count(DISTINCT who), %(a_network)s) AS readers
        FROM met GROUP BY key, other, network
    ),
    people AS (SELECT key, other, count(DISTINCT who) AS readers FROM met GROUP BY key, other),
    counted AS (
        SELECT key, other, max(text) AS text,
            least(sum(by_network.readers), max(people.readers)) AS readers
        FROM by_network JOIN people USING (key, other) GROUP BY key, other
    )
    INSERT INTO feed_relatedsearch (key, other, text, readers)
    SELECT key, other, text, readers FROM counted WHERE readers >= %(least)s
    ORDER BY key, other LIMIT 100000
    ON CONFLICT (key, other) DO UPDATE SET text = EXCLUDED.text, readers = EXCLUDED.readers
    RETURNING id
"""


def trending(*, at: datetime, language: str = "", limit: int = 10) -> list[str]:
    """Texts that more readers search now than usual, by how far they rise.

    :param language: the reader's: what is written in it comes first
    """
    today = at.date()
    values: dict[str, Any] = {
        "yesterday": today - timedelta(days=1),
        "first": today - timedelta(days=1 + USUAL_DAYS),
        "days": USUAL_DAYS,
        "least": LEAST,
        "limit": 3 * limit,
    }
    with connection.cursor() as cursor:
        cursor.execute(_TRENDING, values)
        return _own_first([row[0] for row in cursor.fetchall()], language)[:limit]


def popular(*, language: str = "", limit: int = 10) -> list[str]:
    """What most readers search these days, else the topics with the most notes."""
    shown = SearchTerm.objects.filter(is_hidden=False).order_by("-weight", "pk")
    found: list[str] = []
    for kind in (SearchTerm.Kind.QUERY, SearchTerm.Kind.TOPIC):
        if len(found) < limit:
            texts = shown.filter(kind=kind).values_list("text", flat=True)[: 3 * limit]
            found += [text for text in _own_first(list(texts), language) if text not in found]
    return found[:limit]


def _own_first(texts: list[str], language: str) -> list[str]:
    if not language:
        return texts
    return sorted(texts, key=lambda text: words.is_han(text) != language.startswith("zh"))


def related(text: str) -> list[str]:
    """What else those search who search this."""
    return [row[0] for row in _RELATED.rows(key=words.key_of(text))]


def _not_hidden(key: str) -> QuerySet[Any, Any]:
    hidden = SearchTerm.objects.filter(is_hidden=True, key=OuterRef("other"))
    rows = RelatedSearch.objects.filter(key=key).exclude(other__in=hidden.values("key"))
    return rows.order_by("-readers", "other").values_list("text")[:_MOST_RELATED]


_RELATED = Prepared(_not_hidden, "key", texts=["key"])


def measure(*, at: datetime) -> int:
    """Sum up the log, and make suggestions of what enough readers search; how many."""
    log.sum_up(at=at)
    since = at.date() - timedelta(days=POPULAR_DAYS)
    days = SearchDay.objects.filter(day__gte=since, readers__gte=LEAST).order_by()
    sums = days.values("key", "text").annotate(all_readers=Sum("readers"))
    rows = [
        _term(row["key"], row["text"], row["all_readers"])
        for row in sums.order_by("-all_readers", "key")[:_MOST]
    ]
    kept = {row.key: row for row in rows}
    old = SearchTerm.objects.filter(kind=SearchTerm.Kind.QUERY, is_hidden=False)
    old.exclude(key__in=kept).delete()
    SearchTerm.objects.bulk_create(
        kept.values(),
        batch_size=500,
        update_conflicts=True,
        unique_fields=["kind", "ref", "key"],
        update_fields=["text", "weight", "pinyin", "initials"],
    )
    return len(kept)


def relate(*, at: datetime) -> int:
    """Find anew what is searched together, of the last week; how many pairs."""
    values: dict[str, Any] = {
        "since": at - timedelta(days=_RELATED_DAYS),
        "least": LEAST,
        "a_network": log.A_NETWORK,
    }
    with connection.cursor() as cursor:
        cursor.execute(_RELATE, values)
        kept = [row[0] for row in cursor.fetchall()]
    RelatedSearch.objects.exclude(pk__in=kept).delete()
    return len(kept)


def _term(key: str, text: str, readers: int) -> SearchTerm:
    full, initials = pinyin.spelled(text)
    return SearchTerm(
        kind=SearchTerm.Kind.QUERY,
        text=text,
        key=key,
        pinyin=full,
        initials=initials,
        weight=1.0 + readers**0.5,
    )
