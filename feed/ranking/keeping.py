"""What the feed forgets: raw attention after thirty days, old versions of means."""

from datetime import datetime, timedelta

from django.db import connection

from feed.models import ChannelMean
from feed.weights import weight

_SLICE = 20_000
_DELETE = """
    DELETE FROM feed_attention WHERE ctid IN (
        SELECT ctid FROM feed_attention WHERE at < %s LIMIT %s)
"""


def forget_old(*, at: datetime, slices: int = 100) -> int:
    """Delete raw attention past its time, in slices; its sums stay in the contributions."""
    before = at - timedelta(days=weight("ATTENTION_DAYS"))
    gone = 0
    with connection.cursor() as cursor:
        for _slice in range(slices):
            cursor.execute(_DELETE, [before, _SLICE])
            gone += cursor.rowcount
            if cursor.rowcount < _SLICE:
                break
    ChannelMean.objects.filter(at__lt=before).delete()
    return gone
