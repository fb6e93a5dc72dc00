"""Nothing is remembered of a reader who has paused: neither what is looked at, nor searches."""

from datetime import datetime, timedelta

from feed.models import HistoryPause

# How long a reader may ask for; without a time it is until further notice.
SPANS = {
    "hour": timedelta(hours=1),
    "day": timedelta(days=1),
    "week": timedelta(days=7),
    "always": None,
}


def of(reader, *, at: datetime) -> HistoryPause | None:
    """The pause that this reader is in."""
    pause = HistoryPause.objects.filter(reader=reader).first()
    return pause if pause is not None and pause.covers(at) else None


def begin(reader, *, at: datetime, span: str = "always") -> HistoryPause:
    """Remember nothing from now on; within a pause, another end for it."""
    running, length = of(reader, at=at), SPANS[span]
    since = at if running is None else running.since
    until = None if length is None else at + length
    pause, _is_new = HistoryPause.objects.update_or_create(
        reader=reader, defaults={"since": since, "until": until}
    )
    return pause


def end(reader, *, at: datetime) -> None:
    """Remember again from now on. A repeat changes nothing."""
    HistoryPause.objects.filter(reader=reader).exclude(until__lte=at).update(until=at)
