"""The figures of the public page, out of kept sums: written hourly into one row a span."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
from django.db import connection

from feed.fairness import sums
from feed.models import FairnessReport
from feed.weights import weight

SPANS = (7, 30)
# Fewer say nothing, and would say too much of somebody.
FEWEST_CREATORS, FEWEST_NOTES, FEWEST_VIEWS = 5, 20, 500
_CLASSES = 5
_CREATORS = """
    SELECT n.author_id, count(*),
        (SELECT count(*) FROM accounts_follow f WHERE f.followed_id = n.author_id),
        COALESCE(sum(t.times), 0), count(*) FILTER (WHERE p.is_sponsored),
        COALESCE(sum(t.times) FILTER (WHERE p.is_sponsored), 0)
    FROM feed_notescore s JOIN notes_note n ON n.id = s.note_id
    LEFT JOIN (SELECT note_id, sum(times) AS times FROM feed_noteshown WHERE day > %(since)s
        GROUP BY note_id) t ON t.note_id = s.note_id
    CROSS JOIN LATERAL (SELECT EXISTS (SELECT FROM notes_producttag g WHERE g.note_id = s.note_id
        AND g.relation IN ('gifted', 'paid', 'own_brand')) AS is_sponsored) p
    WHERE s.is_listed
    GROUP BY n.author_id
"""
# Notes of the span: author, quality as readers judged it, showings, hours to the first views.
_NOTES = """
    SELECT n.author_id,
        (s.value - s.doubt + %(k)s * %(mean)s) / (s.impressions + %(k)s),
        COALESCE((SELECT sum(t.times) FROM feed_noteshown t
            WHERE t.note_id = s.note_id AND t.day > %(since)s), 0),
        extract(epoch FROM f.at - s.published_at) / 3600,
        s.published_at <= %(day_ago)s
    FROM feed_notescore s JOIN notes_note n ON n.id = s.note_id
    LEFT JOIN feed_firstviews f ON f.note_id = s.note_id
    WHERE s.is_listed AND s.published_at > %(since)s
    ORDER BY s.published_at DESC LIMIT %(most)s
"""
_MOST_NOTES = 200_000


@dataclass(frozen=True, slots=True)
class Group:
    """Creators with so many followers; no upper end for the last."""

    least: int
    most: int | None

    def holds(self, followers: np.ndarray) -> np.ndarray:
        upper = np.inf if self.most is None else self.most
        return (followers >= self.least) & (followers <= upper)


def measure(*, at: datetime) -> int:
    """Keep the sums of today, and write the report of each span; how many."""
    sums.keep(at=at)
    for days in SPANS:
        values = {"results": of(days, at=at), "measured_at": at}
        FairnessReport.objects.update_or_create(days=days, defaults=values)
    return len(SPANS)


def of(days: int, *, at: datetime) -> dict[str, Any]:
    """The figures of the last so many days; None where too few creators stand behind one."""
    since = at - timedelta(days=days)
    creators = _table(_CREATORS, {"since": since.astimezone(UTC).date()}, 6)
    number, notes, followers, views, sponsored, sponsored_views = creators.T
    whole: dict[str, Any] = {
        "since": since.astimezone(UTC).date().isoformat(),
        "until": at.astimezone(UTC).date().isoformat(),
        "creators": len(number),
        "notes": int(notes.sum()),
        "views": int(views.sum()),
        "groups": [],
        "equal": None,
        "sponsored": None,
    }
    if views.sum() < FEWEST_VIEWS or len(number) < FEWEST_CREATORS:
        return whole
    if (sponsored > 0).sum() >= FEWEST_CREATORS:
        shares = {"notes": sponsored.sum() / notes.sum(), "views": sponsored_views.sum()}
        whole["sponsored"] = {**shares, "views": float(shares["views"] / views.sum())}
    groups = split(followers)
    if len(groups) < 2:
        return whole
    of_span = _notes(since, at)
    author = {int(one): float(size) for one, size in zip(number, followers, strict=True)}
    sizes = np.array([author.get(int(one), 0.0) for one in of_span[:, 0]])
    parts = notes / notes.sum(), views / views.sum()
    for group in groups:
        first = first_views(of_span[group.holds(sizes)])
        whole["groups"].append({**_shares(group, group.holds(followers), *parts), "first": first})
    whole["equal"] = at_equal_quality(of_span, groups[0].holds(sizes))
    return whole


def _shares(
    group: Group, is_in: np.ndarray, notes: np.ndarray, views: np.ndarray
) -> dict[str, Any]:
    return {
        "least": group.least,
        "most": group.most,
        "creators": int(is_in.sum()),
        "share_of_creators": float(is_in.mean()),
        "share_of_notes": float(notes[is_in].sum()),
        "share_of_views": float(views[is_in].sum()),
    }


def split(followers: np.ndarray) -> list[Group]:
    """Groups by size, on the site's own scale; one alone where no two have enough creators.

    Small is below `FEW_FOLLOWERS`, or below a tenth or a hundredth of it where the site has
    not enough creators above. Above stand groups of ten times the size.
    """
    few = int(weight("FEW_FOLLOWERS"))
    for step in (few, few // 10, few // 100):
        if step > 0 and (followers >= step).sum() >= FEWEST_CREATORS:
            break
    else:
        return [Group(0, None)]
    if (followers < step).sum() < FEWEST_CREATORS:
        return [Group(0, None)]
    is_middle = (followers >= step) & (followers < 10 * step)
    is_big = followers >= 10 * step
    if min(is_middle.sum(), is_big.sum()) < FEWEST_CREATORS:
        return [Group(0, step - 1), Group(step, None)]
    return [Group(0, step - 1), Group(step, 10 * step - 1), Group(10 * step, None)]


def first_views(notes: np.ndarray) -> dict[str, Any] | None:
    """How soon new notes are seen; those that wait still count as waiting, not as absent."""
    old_enough = notes[notes[:, 4] > 0]
    if len(old_enough) < FEWEST_NOTES or len(np.unique(old_enough[:, 0])) < FEWEST_CREATORS:
        return None
    hours = np.where(np.isnan(old_enough[:, 3]), np.inf, old_enough[:, 3])
    # Of an even number the later of both in the middle: no figure between 5 hours and never.
    median = float(np.sort(hours)[len(hours) // 2])
    return {
        "notes": len(hours),
        "within_day": float((hours <= 24).mean()),
        "median_hours": median if np.isfinite(median) else None,
    }


def at_equal_quality(notes: np.ndarray, is_small: np.ndarray) -> dict[str, Any] | None:
    """Views a note of small creators per view a note of others, among notes of like quality.

    Five classes of quality; rates are put together as Mantel and Haenszel do, each class by
    what it tells.
    """
    for side in (notes[is_small], notes[~is_small]):
        if len(side) < FEWEST_NOTES or len(np.unique(side[:, 0])) < FEWEST_CREATORS:
            return None
    edges = np.quantile(notes[:, 1], np.linspace(0, 1, _CLASSES + 1)[1:-1])
    quality = np.searchsorted(edges, notes[:, 1], side="right")
    above = below = 0.0
    for one in range(_CLASSES):
        small, other = (notes[(quality == one) & side, 2] for side in (is_small, ~is_small))
        both = len(small) + len(other)
        if both:
            above += small.sum() * len(other) / both
            below += other.sum() * len(small) / both
    return {"ratio": above / below, "notes": len(notes)} if below else None


def _notes(since: datetime, at: datetime) -> np.ndarray:
    values = {
        "since": since,
        "day_ago": at - timedelta(days=1),
        "k": weight("SMOOTHING"),
        "mean": weight("NEUTRAL_MEAN"),
        "most": _MOST_NOTES,
    }
    return _table(_NOTES, values, 5)


def _table(statement: str, values: dict[str, Any], width: int) -> np.ndarray:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        rows: Sequence[tuple] = cursor.fetchall()
    return np.array(rows, dtype=float).reshape(-1, width)
