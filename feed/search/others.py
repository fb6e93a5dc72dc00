"""The products, stores, people and topics that a query finds, best first."""

from typing import Any

from django.db import connection
from django.db.models import Count

from feed.models import SearchEntry
from feed.search import vectors, worth
from feed.search.query import Query, Tab
from notes.models import Note, Topic

MOST = 240
# Of a frequent word, before they are put in order.
_LOOKED_AT = 4000
KINDS = {Tab.PRODUCTS: "product", Tab.STORES: "store", Tab.USERS: "user", Tab.TOPICS: "topic"}
# Names that one begins to type; products are found by whole words.
_BY_BEGINNING = (Tab.STORES, Tab.USERS, Tab.TOPICS)
_FIND = """
    SELECT ref FROM (
        SELECT e.ref, e.notes, ts_rank(%(weights)s::real[], e.document, %(any)s::tsquery) AS match
        FROM feed_searchentry e {join}
        WHERE e.document @@ %(query)s::tsquery LIMIT %(looked_at)s
    ) AS hit
    ORDER BY round(match::numeric, 1) DESC, notes DESC, match DESC, ref DESC LIMIT %(most)s
"""
_PRICED = "JOIN shop_product p ON p.id = e.ref AND p.price_from BETWEEN %(low)s AND %(high)s"


def refs(query: Query) -> list[int]:
    """Their ids in order: what holds all words, else what holds any of them."""
    if not query.words:
        return []
    found = _find(query, _all_of(query))
    if not found and len(query.words) > 1:
        found = _find(query, vectors.any_of(query.words))
    return found


def used_topics(reader: Any, topics: list[int]) -> dict[int, Topic]:
    """Those of the topics under which this reader meets a note, with how many public ones."""
    met = Note.objects.listed_for(reader).filter(topics__in=topics).order_by()
    counted = dict(met.values("topics").annotate(n=Count("pk")).values_list("topics", "n"))
    found = {}
    for topic in Topic.objects.filter(pk__in=counted):
        vars(topic)["uses"] = counted[topic.pk]
        found[topic.pk] = topic
    return found


def _all_of(query: Query) -> str:
    if query.tab not in _BY_BEGINNING:
        return vectors.all_of(query.words)
    return " & ".join(f"'{word}':*" for word in query.words)


def _find(query: Query, text: str) -> list[int]:
    kind = SearchEntry.Kind(KINDS[Tab(query.tab)])
    is_priced = query.tab == Tab.PRODUCTS and (
        query.price_min is not None or query.price_max is not None
    )
    values: dict[str, Any] = {
        "query": vectors.narrowed(text, [f"'=k{kind.value}'"]),
        "any": text if query.tab in _BY_BEGINNING else vectors.any_of(query.words),
        "weights": list(worth.FIELD_WEIGHTS),
        "low": query.price_min or 0,
        "high": query.price_max if query.price_max is not None else 2**62,
        "looked_at": _LOOKED_AT,
        "most": MOST,
    }
    with connection.cursor() as cursor:
        cursor.execute(_FIND.format(join=_PRICED if is_priced else ""), values)
        return [row[0] for row in cursor.fetchall()]
