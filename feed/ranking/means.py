"""μ: what an average note of a channel earns per impression, one version an hour."""

from datetime import datetime

from django.db.models import Count, Sum

from feed import scoring
from feed.models import ChannelMean, NoteScore
from feed.weights import weight
from notes.channels import Channel


def latest() -> dict[str, float]:
    """The version in force, by channel."""
    newest = ChannelMean.objects.order_by("channel", "-at", "-pk").distinct("channel")
    return dict(newest.values_list("channel", "mean"))


def of(channel: str, known: dict[str, float]) -> float:
    """The mean of this channel; neutral where there is none yet."""
    return known.get(channel, weight("NEUTRAL_MEAN"))


def measure(*, at: datetime) -> dict[str, float]:
    """Write a new version for every channel."""
    sums = {
        row["channel"]: row
        for row in NoteScore.objects.order_by()
        .values("channel")
        .annotate(value=Sum("value"), seen=Sum("impressions"), notes=Count("pk"))
    }
    rows = []
    for channel in Channel.values:
        row = sums.get(channel, {"value": 0.0, "seen": 0.0, "notes": 0})
        mean = scoring.channel_mean(row["value"], row["seen"])
        rows.append(ChannelMean(channel=channel, mean=mean, notes=row["notes"], at=at))
    ChannelMean.objects.bulk_create(rows)
    return {row.channel: row.mean for row in rows}
