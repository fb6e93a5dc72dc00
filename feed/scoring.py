"""The score as pure arithmetic: no ORM, no clock. Formulas: docs/ranking.md."""

import math
from datetime import datetime
from hashlib import blake2b
from typing import Any

import numpy as np

from feed.weights import weight

DAY = 86_400.0
HOUR = 3_600.0
Floats = np.ndarray
# The step of SplitMix64 from one draw to the next.
_NEXT = np.uint64(0x9E3779B97F4A7C15)


def decay(seconds: float) -> float:
    """What is left of an event's value after so many seconds; the future does not grow."""
    return 2.0 ** (-max(seconds, 0.0) / (weight("HALF_LIFE") * DAY))


def left_of(event: datetime | None, *, at: datetime | None) -> float:
    """What is left of an event at this moment; nothing where there was none."""
    if event is None or at is None:
        return 0.0
    return decay((at - event).total_seconds())


def source_factor(source: str) -> float:
    """g: an author's own audience is nearly muted."""
    return weight(f"SOURCE_{source.upper()}")


def dwell_value(seconds: float) -> float:
    """x of reading so long."""
    earned = (seconds - weight("DWELL_START")) / weight("DWELL_SPAN")
    return min(max(earned, weight("DWELL_LEAST")), weight("DWELL_MOST"))


def event_value(kind: str, *, substance: float = 0.0, seconds: float = 0.0) -> float:
    """x of one event; kinds that say nothing about quality are worth 0."""
    if kind == "dwell":
        return dwell_value(seconds)
    if kind == "comment":
        return weight("COMMENT") * substance
    if kind in ("save", "share", "like", "purchase", "hide", "report"):
        return weight(kind.upper())
    return 0.0


def base_weight(feed_views: float) -> float:
    """Trust by how much of the feed a reader has seen."""
    floor = weight("TRUST_FLOOR")
    return min(1.0, floor + (1.0 - floor) * feed_views / weight("TRUST_VIEWS"))


def is_newcomer(feed_views: float) -> bool:
    return feed_views < weight("NEWCOMER_VIEWS")


def reader_weight(feed_views: float, similarity: float) -> float:
    """w = base / (1 + r)."""
    return base_weight(feed_views) / (1.0 + max(similarity, 0.0))


def reader_weights(feed_views: Floats, similarity: Floats) -> Floats:
    """w of many readers at once; the same arithmetic as `reader_weight`."""
    floor = weight("TRUST_FLOOR")
    base = np.minimum(1.0, floor + (1.0 - floor) * feed_views / weight("TRUST_VIEWS"))
    return base / (1.0 + np.maximum(similarity, 0.0))


def quality(value: float, impressions: float, mean: float, prior: float) -> float:
    """Q: a smoothed rate, never a count."""
    k, seen = weight("SMOOTHING"), max(impressions, 0.0)
    return (value + k * (mean + prior_left(prior, seen))) / (seen + k)


def prior_left(prior: float, impressions: float) -> float:
    """What a text's promise still counts: praise of the text fades as evidence comes."""
    if prior <= 0.0:
        return prior
    return prior * 2.0 ** (-impressions / weight("PRIOR_HALF"))


def qualities(value: Floats, impressions: Floats, mean: Floats, prior: Floats) -> Floats:
    """Q of many notes at once; the same arithmetic as `quality`."""
    k, seen = weight("SMOOTHING"), np.maximum(impressions, 0.0)
    left = np.where(prior > 0.0, prior * 2.0 ** (-seen / weight("PRIOR_HALF")), prior)
    return (value + k * (mean + left)) / (seen + k)


def spread(impressions: float) -> float:
    """σ: how little is known."""
    return weight("SPREAD") / math.sqrt(max(impressions, 0.0) + weight("SMOOTHING"))


def spreads(impressions: Floats) -> Floats:
    """σ of many notes at once."""
    return weight("SPREAD") / np.sqrt(np.maximum(impressions, 0.0) + weight("SMOOTHING"))


def are_poor(value: Floats, impressions: Floats, mean: Floats) -> Floats:
    """Which notes readers have shown to be not worth showing, whatever their text promises.

    Even Q + POOR_SURE·σ, without A, is below POOR times the channel's mean. A note that nobody
    has met is at the mean; in a channel whose mean is not above 0 nothing is poor.
    """
    evident = qualities(value, impressions, mean, np.zeros_like(mean))
    highest = evident + weight("POOR_SURE") * spreads(impressions)
    return highest < np.where(mean > 0.0, weight("POOR") * mean, -np.inf)


def channel_mean(value: float, impressions: float) -> float:
    """μ of a channel: its pooled rate, held near neutral while there is little evidence."""
    anchor = weight("NEUTRAL_WEIGHT")
    return (value + anchor * weight("NEUTRAL_MEAN")) / (impressions + anchor)


def ageing(age_hours: float) -> float:
    """D: fresh notes do not age, older ones fade."""
    late = max(age_hours - weight("FRESH"), 0.0)
    return math.exp(-late / weight("AGEING"))


def standing(quality_now: float, published_hours: float) -> float:
    """The stored order of candidates: ln Q + hour of publishing / AGEING.

    Of two notes past their fresh days the one with the larger Q·D stands higher at any time, so
    nothing is rewritten because time passes.
    """
    return math.log(max(quality_now, weight("LEAST"))) + published_hours / weight("AGEING")


def exploration(reader: int, hour: int, notes: Floats) -> Floats:
    """z: a standard normal for (reader, note, hour), the same on every reload of that hour."""
    digest = blake2b(f"{reader}:{hour}".encode(), digest_size=8).digest()
    seed = notes.astype(np.uint64) ^ np.uint64(int.from_bytes(digest, "big"))
    # Box–Muller: two even draws make one normal.
    radius = np.sqrt(-2.0 * np.log1p(-_even(seed)))
    return radius * np.cos(2.0 * math.pi * _even(seed + _NEXT))


def _even(seed: Floats) -> Floats:
    """Even draws from [0, 1) out of whole numbers, by the finalizer of SplitMix64."""
    mixed = seed
    for shift, factor in ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB)):
        mixed = (mixed ^ (mixed >> np.uint64(shift))) * np.uint64(factor)
    mixed = mixed ^ (mixed >> np.uint64(31))
    return (mixed >> np.uint64(11)).astype(np.float64) / 2.0**53


def tastes(rate: Floats) -> Floats:
    """T: clip(rate / mean, 0.15, 4)^0.8, of the rates (liked + 1) / (met + 4) of all candidates."""
    if not len(rate):
        return rate
    return taste_of(rate / rate.mean())


def taste_of(relative: Any) -> Any:
    """T of a rate, or of many, relative to the mean of all candidates."""
    clipped = np.clip(relative, weight("TASTE_LEAST"), weight("TASTE_MOST"))
    return clipped ** weight("TASTE_POWER")


def page_score(
    q: Floats,
    sigma: Floats,
    z: Floats,
    age_hours: Floats,
    *,
    taste: Floats | float = 1.0,
    related: Floats | float = 0.0,
) -> Floats:
    """S = max(Q + 0.3·σ·z, 0.01) · T · (1 + b·R) · D, for all candidates at once."""
    lifted = np.maximum(q + weight("EXPLORATION") * sigma * z, weight("LEAST"))
    late = np.maximum(age_hours - weight("FRESH"), 0.0)
    return lifted * taste * nearness(related) * np.exp(-late / weight("AGEING"))


def nearness(related: Floats | float) -> Floats:
    """1 + b·R: what stands near the reader's last acts rises; near what was hidden, it sinks."""
    return np.maximum(1.0 + weight("RELATED") * np.asarray(related), weight("UNRELATED"))


def likeness(overlap: Floats, sizes: Floats) -> Floats:
    """r of each engager: Σ over the others of max(0, 4·(cosine − 0.5)).

    :param overlap: engagers × engagers, how many notes two histories share
    :param sizes: how many notes each history holds
    """
    norms = np.sqrt(np.outer(sizes, sizes))
    # Two who have done nothing else are alike: nobody is a voice of its own by that.
    alike = np.outer(sizes == 0, sizes == 0).astype(float)
    cosine = np.divide(overlap, norms, out=alike, where=norms > 0)
    np.fill_diagonal(cosine, 0.0)
    over = np.maximum(cosine - weight("RING_COSINE"), 0.0)
    return weight("RING_SLOPE") * over.sum(axis=1)
