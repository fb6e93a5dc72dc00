"""What the feed forgets: old versions of means. Attention goes by whole days (feed.days)."""

from datetime import datetime, timedelta

from feed.models import ChannelMean
from feed.weights import weight


def forget_old(*, at: datetime) -> int:
    """Delete the means past their time; how many."""
    before = at - timedelta(days=weight("ATTENTION_DAYS"))
    return ChannelMean.objects.filter(at__lt=before).delete()[0]
