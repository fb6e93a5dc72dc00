"""Which notes led to what was paid for this week: told by `source` on the lines of orders."""

from datetime import datetime, timedelta

from django.core.cache import cache
from django.db.models import Count
from redis.exceptions import RedisError

from notes.models import Note
from shop.models import OrderLine

DAYS = 7
MOST = 60
# Seconds; a week's list needs no more.
KEPT = 300
_KEY = "bought-this-week"


def note_ids(*, at: datetime) -> list[int]:
    """The notes whose readers bought, the most buyers first."""
    try:
        kept = cache.get(_KEY)
        if kept is None:
            kept = _counted(at)
            cache.set(_KEY, kept, KEPT)
        return kept
    except RedisError:
        return _counted(at)


def _counted(at: datetime) -> list[int]:
    paid = OrderLine.objects.filter(order__group__paid_at__gte=at - timedelta(days=DAYS))
    by_note = (
        paid.exclude(source="")
        .values("source")
        .annotate(buyers=Count("order__group__buyer", distinct=True))
        .order_by("-buyers", "source")
    )
    sources = [row["source"] for row in by_note[:MOST]]
    found = dict(Note.objects.filter(public_id__in=sources).values_list("public_id", "pk"))
    return [found[source] for source in sources if source in found]
