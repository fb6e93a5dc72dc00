"""How helpful a note is to who searches: pure arithmetic over arrays. docs/search.md explains it.

Rank = text match × helpfulness, where promotion counts half of what an average note counts at
most: so of two notes that match alike, the helpful one stands before the promotional one.
"""

from collections.abc import Iterable

import numpy as np

from feed import scoring
from feed.weights import weight

Floats = np.ndarray

# Of a match in the title, in topics and product names, in the text, in what stands around it.
FIELD_WEIGHTS = (0.15, 0.3, 0.6, 1.0)


def completeness(letters: int, pictures: int, verdicts: int, answers: int) -> float:
    """How much of an answer a note is by its make: 0.6 for the least, 1 for a whole one.

    :param letters: as a Chinese reader counts: a Latin word is worth three
    :param verdicts: of pros, cons, not for whom, alternatives, context: how many it gives
    :param answers: questions under it that its author has answered
    """
    least = weight("SEARCH_LEAST_COMPLETE")
    parts = (
        weight("SEARCH_BY_LENGTH") * min(1.0, letters / weight("SEARCH_FULL_LENGTH"))
        + weight("SEARCH_BY_PICTURES") * min(1.0, pictures / weight("SEARCH_FULL_PICTURES"))
        + weight("SEARCH_BY_VERDICTS") * min(1.0, verdicts / weight("SEARCH_FULL_VERDICTS"))
        + weight("SEARCH_BY_ANSWERS") * min(1.0, answers / weight("SEARCH_FULL_ANSWERS"))
    )
    return least + (1.0 - least) * parts


def qualities(values: Iterable[tuple[float, float, float, float, float]], *, at: float) -> Floats:
    """Q against the mean of the channel, for rows (V, I, as of, μ, A)."""
    rows = np.array(list(values), dtype=float).reshape(-1, 5)
    value, seen, as_of, mean, prior = rows.T
    left = 2.0 ** (-np.maximum(at - as_of, 0.0) / (weight("HALF_LIFE") * scoring.DAY))
    q = scoring.qualities(value * left, seen * left, mean, prior)
    return q / np.maximum(mean, 0.01)


def helpfulness(
    relative_quality: Floats, complete: Floats | float, promotional: Floats | bool
) -> Floats:
    """h: √(Q/μ) × completeness, 1 for an ordinary note; half of at most 1 for promotion."""
    extent = weight("SEARCH_QUALITY_EXTENT")
    quality = np.sqrt(np.clip(relative_quality, 1.0 / extent, extent))
    h = quality * complete / weight("SEARCH_ORDINARY_COMPLETE")
    return np.where(promotional, weight("SEARCH_PROMOTION") * np.minimum(h, 1.0), h)


def match(raw: Floats) -> Floats:
    """The step of a text match: what matches nearly alike matches alike, and helpfulness decides.

    :param raw: the mean over the words of the best place of each, as ts_rank gives it
    """
    base, top = weight("SEARCH_MATCH_STEP"), weight("SEARCH_MATCH_TOP")
    steps = np.ceil(np.log(top / np.maximum(raw, 1e-6)) / np.log(base) - 1e-9)
    return base ** -np.clip(steps, 0.0, 12.0)


def ranks(raw: Floats, helpful: Floats, own_language: Floats, has_all: Floats | bool) -> Floats:
    """The order of relevance; within a step of match the raw match breaks ties alone.

    :param has_all: it holds all words of the query, which lifts no promotion: repeating words
        is what promotion does best
    """
    lift = np.where(own_language, weight("SEARCH_OWN_LANGUAGE"), 1.0)
    lift = lift * np.where(has_all, weight("SEARCH_ALL_WORDS"), 1.0)
    return match(raw) * helpful * lift * (1.0 + 0.001 * raw)
