"""What the demo's readers looked at, as the site would have kept it."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from accounts.models import User
from feed import days, scoring
from feed.demo import chance
from feed.models import Attention, News
from feed.ranking import taste
from notes.models import Note

# What the shopper reads most, as channel and topic of many notes would have it.
LIKED = ("food", "home")
READ, PASSED = 9, 14
SOURCES = ("explore", "explore", "explore", "search", "profile")


def keep(rows: Sequence[Attention]) -> None:
    """Store looks, but for those of days that the site has forgotten. A repeat adds nothing."""
    known = days.now()
    kept = [row for row in rows if known.are_kept(row.at.astimezone(UTC).date())]
    days.make(row.at.astimezone(UTC).date() for row in kept)
    Attention.objects.bulk_create(kept, ignore_conflicts=True)


def wander(shopper: User, *, at: datetime) -> None:
    """Three days of looking around: some notes read to the end, more of them passed by."""
    if Attention.objects.filter(reader=shopper, token__startswith="demo-look").exists():
        return
    draw = chance.of("wander", shopper.handle)
    listed = Note.objects.listed_for(shopper).exclude(author=shopper).order_by("pk")
    liked = list(listed.filter(channel__in=LIKED)[: READ * 3])
    others = list(listed.exclude(channel__in=LIKED)[: PASSED * 3])
    rows: list[Attention] = []
    news: list[News] = []
    for number, note in enumerate(draw.sample(liked, min(READ, len(liked)))):
        _look(rows, news, shopper, note, at - timedelta(hours=5 * number + 1), draw)
    for number, note in enumerate(draw.sample(others, min(PASSED, len(others)))):
        _look(rows, news, shopper, note, at - timedelta(hours=4 * number + 2), None)
    keep(rows)
    News.objects.bulk_create(news)


def believe(shopper: User, *, at: datetime) -> None:
    """Count what the looks were worth, as the worker would."""
    taste.refresh([shopper.pk], at=at)


def _look(rows: list, news: list, shopper: User, note: Note, at: datetime, draw) -> None:
    source = draw.choice(SOURCES) if draw else "explore"
    known = {"note": note, "reader": shopper, "at": at}
    token = f"demo-look-{shopper.pk}"
    g = scoring.source_factor(source)
    rows.append(Attention(**known, token=token, kind="impression", source=source))
    news.append(News(**known, kind="impression", impressions=g, reach=g, feed_impressions=1))
    if draw:
        seconds = float(draw.randint(14, 90))
        rows.append(Attention(**known, token=token, kind="open", source=source))
        rows.append(Attention(**known, token=token, kind="dwell", source=source, seconds=seconds))
        value = g * scoring.event_value("dwell", seconds=seconds)
        news.append(News(**known, kind="dwell", value=value, reach=g))
