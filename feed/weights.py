"""The weights of the feed, each with its unit and meaning; `settings.FEED` replaces values."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from types import MappingProxyType

from django.conf import settings
from django.utils.translation import gettext_noop as _


@dataclass(frozen=True)
class Weight:
    value: float
    unit: str
    meaning: str


# The meanings in _() are shown in the admin, since experiments may change these weights.
DEFAULTS: dict[str, Weight] = {
    # What an event is worth: x.
    "SAVE": Weight(3.0, "value", "A reader keeps the note."),
    "SHARE": Weight(3.0, "value", "A reader passes the note on."),
    "COMMENT": Weight(2.0, "value per substance", "Times c, the substance of the comment."),
    "LIKE": Weight(0.3, "value", "A tap: it costs nothing, and hardly counts."),
    "PURCHASE": Weight(4.0, "value", "The tagged product is bought."),
    "HIDE": Weight(-5.0, "value", "Not interested."),
    "REPORT": Weight(-5.0, "value", "A complaint."),
    "DWELL_START": Weight(6.0, "seconds", "Reading time that is worth nothing either way."),
    "DWELL_SPAN": Weight(20.0, "seconds", "Reading time beyond the start that earns 1."),
    "DWELL_LEAST": Weight(-0.35, "value", "Opening and leaving at once."),
    "DWELL_MOST": Weight(1.0, "value", "The most that reading time earns."),
    # The substance of a comment: c.
    "SUBSTANCE_ASKS": Weight(0.4, "substance", "A question, or an answer to the author."),
    "SUBSTANCE_CONTEXT": Weight(0.3, "substance", "The comment tells of use, limits, others."),
    "SUBSTANCE_LENGTH": Weight(0.3, "substance", "At full length; in proportion below."),
    "SUBSTANCE_FULL": Weight(40, "distinct characters", "Full length."),
    "SUBSTANCE_HEARD": Weight(0.6, "substance", "The author or trusted readers replied."),
    "SUBSTANCE_LEAST": Weight(4, "distinct characters", "Fewer are worth nothing."),
    "REPEATED_TEXT": Weight(3, "comments", "The same text so often in a day is worth nothing."),
    "HEARD_BY": Weight(2, "trusted readers", "So many replies are as good as the author's."),
    # How far an event counts by where the reader met the note: g.
    "SOURCE_EXPLORE": Weight(1.0, "factor", "Met in explore."),
    "SOURCE_SEARCH": Weight(1.0, "factor", "Met in search."),
    "SOURCE_FOLLOWING": Weight(0.2, "factor", "Met by following the author."),
    "SOURCE_PROFILE": Weight(0.2, "factor", "Met on the author's page."),
    "SOURCE_DIRECT": Weight(0.05, "factor", "Met by a direct link."),
    # Quality: Q = (V + k·mean) / (I + k).
    "HALF_LIFE": Weight(14.0, "days", "After this time an event counts half."),
    "SMOOTHING": Weight(12.0, "impressions", "k: how much evidence the channel mean stands for."),
    "VOICE_MOST": Weight(3.0, "value", "The most that a voice may say at one meeting."),
    "PRAISE_HALF": Weight(3.0, "voices", "So many who praise are believed by half."),
    "BLAME_HALF": Weight(2.0, "voices", "So many who blame: a warning is heard sooner."),
    "PRIOR_HALF": Weight(100.0, "impressions", "After these a text's good prior counts half."),
    "PRIOR_AUTHENTIC": Weight(0.12, "value", "The most that honest cues of a text promise."),
    "PRIOR_PROMOTION": Weight(0.20, "value", "The most that promotion in a text takes away."),
    "CUES_ENOUGH": Weight(3, "cues", "More cues change nothing."),
    "SPREAD": Weight(0.9, "value", "Uncertainty is spread / √(I + k)."),
    "NEUTRAL_MEAN": Weight(0.3, "value per impression", "The mean of a channel without evidence."),
    "NEUTRAL_WEIGHT": Weight(50.0, "impressions", "The evidence that the neutral mean stands for."),
    # A reader's weight: w = base / (1 + r).
    "TRUST_FLOOR": Weight(0.15, "weight", "A reader who has seen nothing yet."),
    "TRUST_VIEWS": Weight(30.0, "feed views", "Views after which a reader's base weight is 1."),
    "NEWCOMER_VIEWS": Weight(10.0, "feed views", "Fewer make a newcomer."),
    "NEWCOMER_CAP": Weight(3.0, "weight", "The most that all newcomers weigh on one note."),
    "RING_COSINE": Weight(0.5, "cosine", "Histories that are more alike share one voice."),
    "RING_SLOPE": Weight(4.0, "voices per cosine", "How fast they share it."),
    "ENGAGERS": Weight(150, "readers", "The most recent engagers that are compared."),
    "HISTORY": Weight(200, "notes", "A reader's last engaged notes that are compared."),
    # The place on a page: S = max(Q + EXPLORATION·sigma·z, LEAST) · T · (1 + RELATED·R) · D.
    "EXPLORATION": Weight(0.1, "sigma", _("How far uncertainty may lift or lower a note.")),
    "POOR": Weight(0.5, "× mean", "Explore leaves out what surely stays below this."),
    "POOR_SURE": Weight(0.6, "sigma", "How sure that must be."),
    "LEAST": Weight(0.01, "score", _("No score falls below.")),
    "FRESH": Weight(72.0, "hours", _("A note does not age before.")),
    "AGEING": Weight(240.0, "hours", _("After this time beyond fresh, the score is 1/e.")),
    "AUTHOR_DAMPING": Weight(0.5, "factor", _("Per note of the same author in the window.")),
    "AUTHOR_MOST": Weight(2, "notes", _("Of one author in the window.")),
    "SPONSORED_MOST": Weight(1, "notes", _("Sponsored in the window.")),
    "WINDOW": Weight(10, "places", "The window of these rules."),
    "COLD_EVERY": Weight(6, "places", _("Every such place goes to a note on trial.")),
    "TRIAL_VIEWS": Weight(100, "feed impressions", "The trial of a note ends here."),
    "DIVERSITY": Weight(0.5, "power", _("Of the part of a note that the window does not say yet.")),
    "TWIN_BITS": Weight(6, "bits", "Pictures that differ by no more are one picture."),
    "CHANNELS_FIRST": Weight(8, "channels", _("At least so many in the first places.")),
    "FIRST_PLACES": Weight(20, "places", _("The first places.")),
    # The reader: T = clip(rate / mean, LEAST, MOST)^POWER, R = likeness to the last acts.
    "TASTE_LEAST": Weight(0.15, "factor", _("The least that a taste for a topic lowers.")),
    "TASTE_MOST": Weight(4.0, "factor", _("The most that a taste for a topic raises.")),
    "TASTE_POWER": Weight(0.8, "power", _("How fully taste counts.")),
    "WISH_MORE": Weight(2.0, "factor", "Of topics and channels of which a reader wants more."),
    "WISH_LESS": Weight(0.4, "factor", "Of topics and channels of which a reader wants less."),
    "RELATED": Weight(10.0, "per likeness", _("b: how much likeness to the last acts raises.")),
    "UNRELATED": Weight(0.1, "factor", _("The least that likeness to hidden notes leaves.")),
    "READ_SECONDS": Weight(10.0, "seconds", "Reading so long is an act."),
    "CANDIDATES": Weight(600, "notes", _("So many are scored for a reader.")),
    "SEARCHED": Weight(50, "notes", _("Candidates out of the last searches.")),
    "UNPROVEN": Weight(60, "notes", _("Fresh candidates on trial.")),
    "OF_TOPICS": Weight(100, "notes", _("Candidates of followed topics.")),
    # What is alike.
    "KIN_DAYS": Weight(180, "days", "Older acts say nothing of likeness."),
    "TASTE_DAYS": Weight(60, "days", "Older acts say nothing of taste."),
    # Frozen lists.
    "LIST_LENGTH": Weight(300, "notes", "A frozen list."),
    "LIST_MINUTES": Weight(30, "minutes", "How long a frozen list is kept."),
    "SEEN_DAYS": Weight(14, "days", "Seen notes are left out so long."),
    "SERVED_MOST": Weight(240, "notes", "Served notes that a cursor remembers."),
    # Search: match × helpfulness (docs/search.md).
    "SEARCH_LEAST_COMPLETE": Weight(0.6, "factor", "The completeness of a note without anything."),
    "SEARCH_BY_LENGTH": Weight(0.35, "share", "Of completeness: the length of the text."),
    "SEARCH_BY_PICTURES": Weight(0.25, "share", "Of completeness: pictures."),
    "SEARCH_BY_VERDICTS": Weight(0.25, "share", "Of completeness: pros, cons, for whom not."),
    "SEARCH_BY_ANSWERS": Weight(0.15, "share", "Of completeness: questions answered."),
    "SEARCH_FULL_LENGTH": Weight(150, "letters", "A full text; a Latin word counts three."),
    "SEARCH_FULL_PICTURES": Weight(4, "pictures", "Enough pictures."),
    "SEARCH_FULL_VERDICTS": Weight(3, "verdicts", "Enough of them."),
    "SEARCH_FULL_ANSWERS": Weight(2, "answers", "Enough of them."),
    "SEARCH_ORDINARY_COMPLETE": Weight(0.75, "factor", "The completeness of an ordinary note."),
    "SEARCH_QUALITY_EXTENT": Weight(4.0, "× mean", "Quality beyond, either way, changes nothing."),
    "SEARCH_PROMOTION": Weight(0.5, "factor", "Of promotion, which is never above ordinary."),
    "SEARCH_PROMOTIONAL_PRIOR": Weight(-0.1, "value", "A text with this prior is promotion."),
    "SEARCH_MATCH_STEP": Weight(1.6, "factor", "Between two steps of the text match."),
    "SEARCH_MATCH_TOP": Weight(0.93, "match", "The upper end of the best step."),
    "SEARCH_ALL_WORDS": Weight(2.0, "factor", "Of notes with all words; not of promotion."),
    "SEARCH_OWN_LANGUAGE": Weight(1.2, "factor", "Of notes in the reader's language."),
    # Attention.
    "TOKEN_MINUTES": Weight(120, "minutes", "A page token is good so long."),
    "ATTENTION_DAYS": Weight(30, "days", "Raw attention is kept so long."),
    # Experiments and fairness.
    "FEW_FOLLOWERS": Weight(1000, "followers", "With fewer a creator is small; no score asks."),
    "SHOWN_DAYS": Weight(90, "days", "How often notes were shown by day is kept so long."),
    "EXPOSURE_DAYS": Weight(90, "days", "Who was shown what by an experiment is kept so long."),
}


# What an experiment changes while one list is built.
_changed: ContextVar[Mapping[str, float]] = ContextVar("changed", default=MappingProxyType({}))


def weight(name: str) -> float:
    """The value in force."""
    changed = _changed.get()
    value = changed[name] if name in changed else settings.FEED.get(name, DEFAULTS[name].value)
    if not isinstance(value, int | float):
        raise TypeError(f"FEED[{name!r}] is no number: {value!r}")
    return value


@contextmanager
def changed(values: Mapping[str, float]) -> Iterator[None]:
    """Within this, these weights have these values; all others stay."""
    token = _changed.set({**_changed.get(), **values})
    try:
        yield
    finally:
        _changed.reset(token)
