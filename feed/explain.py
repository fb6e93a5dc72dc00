"""A note's score in words and figures, term by term."""

from dataclasses import dataclass
from datetime import datetime

import numpy as np
from django.db.models import F
from django.db.models.functions import Abs
from django.utils.translation import gettext as _

from feed import scoring
from feed.models import Contribution, NoteScore
from feed.ranking import means
from feed.weights import weight
from notes.models import Note


@dataclass(frozen=True, slots=True)
class Term:
    name: str
    figure: str
    meaning: str


def terms_of(note: Note, *, at: datetime) -> list[Term]:
    """The terms of S without a reader; none while the note has no score."""
    score = getattr(note, "score", None)
    return [] if score is None else terms(score, at=at)


def terms(score: NoteScore, *, at: datetime) -> list[Term]:
    """Each term of the score as it stands at this moment."""
    left = scoring.decay((at - score.as_of).total_seconds())
    value, impressions = score.value * left, score.impressions * left
    mean = means.of(score.channel, means.latest())
    q = scoring.quality(score.believed * left, impressions, mean, score.prior)
    age = max((at - score.published_at).total_seconds(), 0.0) / scoring.HOUR
    is_poor = bool(scoring.are_poor(*map(np.array, (score.believed * left, impressions, mean))))
    return [
        *([_left_out()] if is_poor else []),
        *_evidence(value, score.doubt * left, impressions),
        *_expectation(mean, scoring.prior_left(score.prior, impressions)),
        *_standing(q, scoring.spread(impressions), scoring.ageing(age)),
        Term(
            _("Trial"),
            f"{score.feed_impressions} / {weight('TRIAL_VIEWS'):.0f}",
            _("Until so many readers have met it, the note has places of its own in the feed."),
        ),
    ]


def _left_out() -> Term:
    return Term(
        _("Not in explore"),
        f"< {weight('POOR'):g} μ",
        _(
            "Too many who met the note hid it or left at once, so explore shows it no more. "
            "Search, links and your page still do, and their readers can bring it back."
        ),
    )


def quality_of(score: NoteScore, *, at: datetime) -> float:
    """Q at this moment."""
    left = scoring.decay((at - score.as_of).total_seconds())
    mean = means.of(score.channel, means.latest())
    return scoring.quality(score.believed * left, score.impressions * left, mean, score.prior)


def voices(score: NoteScore, *, most: int) -> list[str]:
    """The readers who move this score most, each with weight, likeness and gift."""
    gift = F("value") + F("reach") * F("engaged")
    heaviest = (
        Contribution.objects.filter(note=score.note_id)
        .annotate(gift=gift, moved=Abs(gift * F("weight")))
        .select_related("reader")
        .order_by("-moved", "pk")[:most]
    )
    return [
        f"{row.reader}: w = {row.weight:.2f}, r = {row.similarity:.2f}, "
        f"V {row.gift:+.2f}, I {row.impressions:.2f}"
        for row in heaviest
    ]


def _evidence(value: float, doubt: float, impressions: float) -> list[Term]:
    few = _("One voice alone moves a note little: of what %d independent readers say, half counts.")
    earned = _("Saves, shares, comments and reading time, by trust; half fades in %d days.")
    return [
        Term(_("Value earned (V)"), f"{value:.2f}", earned % weight("HALF_LIFE")),
        Term(_("Doubt"), f"{-doubt:+.2f}", few % weight("PRAISE_HALF")),
        Term(
            _("Impressions (I)"),
            f"{impressions:.1f}",
            _("How often trusted readers met the note in the feed, fading likewise."),
        ),
    ]


def _expectation(mean: float, prior: float) -> list[Term]:
    return [
        Term(
            _("Channel mean (μ)"),
            f"{mean:.3f}",
            _("What an average note of this channel earns per impression."),
        ),
        Term(
            _("Text (A)"),
            f"{prior:+.3f}",
            _("Honest words raise a new note a little, promotion lowers it."),
        ),
    ]


def _standing(q: float, sigma: float, ageing: float) -> list[Term]:
    rate = _("(V + doubt + %(k)d · (μ + A)) / (I + %(k)d): value per impression, never a count.")
    return [
        Term(_("Quality (Q)"), f"{q:.3f}", rate % {"k": weight("SMOOTHING")}),
        Term(
            _("Uncertainty (σ)"),
            f"{sigma:.3f}",
            _("Notes that few have met are tried a little higher or lower by chance."),
        ),
        Term(
            _("Age (D)"),
            f"{ageing:.3f}",
            _("1 for the first %d hours, then fading.") % weight("FRESH"),
        ),
        Term(
            _("Score (S)"),
            f"{max(q, weight('LEAST')) * ageing:.3f}",
            _("Quality times age. The number of followers is no part of it."),
        ),
    ]
