"""The log of searches: what was searched how often, by how many, and by nobody in particular."""

from datetime import datetime, timedelta

from django.db import connection
from django.utils.crypto import salted_hmac

from feed.models import SearchDay, Searched
from feed.search import words

# After this many days only the sums of a day are left, and after these not even they.
KEPT_DAYS, SUMS_KEPT_DAYS = 30, 400
# However many readers sit behind one network, they count as so many.
A_NETWORK = 2
_SALT = "feed.search.log"
# A reader who comes through many networks is one, and a network counts for so many at most.
_SUM = """
    WITH lately AS (
        SELECT (at AT TIME ZONE 'UTC')::date AS day, key, network, who, text FROM feed_searched
        WHERE has_hits AND at >= %(since)s
    ),
    by_network AS (
        SELECT day, key, network, max(text) AS text, count(*) AS searches,
            least(count(DISTINCT who), %(most)s) AS readers
        FROM lately GROUP BY day, key, network
    ),
    people AS (SELECT day, key, count(DISTINCT who) AS readers FROM lately GROUP BY day, key)
    INSERT INTO feed_searchday (day, key, text, searches, readers)
    SELECT day, key, max(text), sum(searches), least(sum(by_network.readers), max(people.readers))
    FROM by_network JOIN people USING (day, key) GROUP BY day, key ORDER BY day, key
    ON CONFLICT (day, key) DO UPDATE SET text = EXCLUDED.text, searches = EXCLUDED.searches,
        readers = EXCLUDED.readers
"""


def record(
    text: str, *, reader: int | None, network: str, page: str, has_hits: bool, at: datetime
) -> None:
    """Write down one search. Who searched becomes a digest that cannot be turned back.

    :param reader: a signed-in reader's id
    :param page: the key of the page token, by which opened notes are known
    """
    key = words.key_of(text)
    if not key:
        return
    Searched.objects.create(
        key=key,
        text=words.cleaned(text),
        who=_digest(f"reader:{reader}" if reader else f"network:{network}"),
        network=_digest(f"network:{network}"),
        page=page,
        has_hits=has_hits,
        at=at,
    )


def sum_up(*, at: datetime) -> int:
    """Write the sums of today and yesterday anew; how many texts. A repeat leaves the same."""
    since = (at - timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
    with connection.cursor() as cursor:
        cursor.execute(_SUM, {"most": A_NETWORK, "since": since})
        return cursor.rowcount


def forget_old(*, at: datetime) -> int:
    """Delete what is past its time; how many rows."""
    logged = Searched.objects.filter(at__lt=at - timedelta(days=KEPT_DAYS)).delete()[0]
    sums = SearchDay.objects.filter(day__lt=at.date() - timedelta(days=SUMS_KEPT_DAYS))
    return logged + sums.delete()[0]


def _digest(who: str) -> bytes:
    return salted_hmac(_SALT, who, algorithm="sha256").digest()[:12]
