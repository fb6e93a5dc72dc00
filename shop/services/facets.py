"""How many of a shelf's products fall to each category, store and value: bounded, never exact.

The first thousand products that fit are counted. Where there are no more, the figures are exact;
where there are, each says "at least so many". So a shelf of a million costs what one of a
thousand does.
"""

import hashlib
import logging
from dataclasses import dataclass, field
from typing import Any

from django.core.cache import cache
from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet
from redis.exceptions import RedisError

from shop.models import Product

log = logging.getLogger(__name__)
MOST = 1000
# Seconds for which the figures of one narrowing are good enough.
KEPT = 30
_COUNT = """
WITH base (category, store, was, facets) AS MATERIALIZED (%(base)s)
SELECT 'all', 0::bigint, count(*) FROM base
UNION ALL SELECT 'reduced', 0, count(was) FROM base
UNION ALL SELECT 'category', category, count(*) FROM base GROUP BY 2
UNION ALL SELECT 'store', store, count(*) FROM base GROUP BY 2
UNION ALL SELECT 'value', value, count(*) FROM base, unnest(facets) AS value GROUP BY 2
"""


@dataclass(frozen=True, slots=True)
class Facets:
    """Figures by key; `is_more` says that each of them is a lower bound."""

    total: int = 0
    is_more: bool = False
    reduced: int = 0
    categories: dict[int, int] = field(default_factory=dict)
    stores: dict[int, int] = field(default_factory=dict)
    values: dict[int, int] = field(default_factory=dict)


def of(shelf: QuerySet[Product]) -> Facets:
    """Count this shelf, or take what was counted for the same one a moment ago."""
    base = shelf.order_by("-pk").values_list("category_id", "store_id", "price_was", "facets")
    try:
        sql, params = base[: MOST + 1].query.get_compiler(connection=connection).as_sql()
    except EmptyResultSet:
        return Facets()
    digest = hashlib.blake2b(repr((sql, params)).encode(), digest_size=16)
    key = f"facets:{digest.hexdigest()}"
    try:
        kept = cache.get(key)
    except RedisError:
        log.warning("The cache does not answer; a shelf is counted anew.")
        return _counted(sql, params)
    if kept is None:
        kept = _counted(sql, params)
        _keep(key, kept)
    return kept


def _keep(key: str, found: Facets) -> None:
    try:
        cache.set(key, found, KEPT)
    except RedisError:
        log.warning("The cache does not answer; the count of a shelf is not kept.")


def _counted(sql: str, params: Any) -> Facets:
    with connection.cursor() as cursor:
        cursor.execute(_COUNT.replace("%(base)s", sql), params)
        rows = cursor.fetchall()
    by_kind: dict[str, dict[int, int]] = {}
    for kind, pk, count in rows:
        by_kind.setdefault(kind, {})[pk] = count
    total = by_kind["all"][0]
    return Facets(
        total=min(total, MOST),
        is_more=total > MOST,
        reduced=by_kind["reduced"][0],
        categories=by_kind.get("category", {}),
        stores=by_kind.get("store", {}),
        values=by_kind.get("value", {}),
    )
