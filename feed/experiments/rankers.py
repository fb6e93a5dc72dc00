"""What an arm may change of the ranking, and how a list is scored by it."""

from collections.abc import Mapping
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING

import numpy as np

from feed import scoring, weights

if TYPE_CHECKING:
    from feed.ranking.personal import Scored

RANKER = "RANKER"
# What RANKER may be: S; Q·D, which knows nothing of the reader; the newest first.
SCORE, QUALITY, NEWEST = "score", "quality", "newest"
RANKERS = (SCORE, QUALITY, NEWEST)

# Weights of one note's score for one reader, with the least and the most that is let in.
OF_SCORE: dict[str, tuple[float, float]] = {
    "EXPLORATION": (0.0, 3.0),
    "LEAST": (0.0001, 1.0),
    "FRESH": (0.0, 720.0),
    "AGEING": (1.0, 10_000.0),
    "TASTE_LEAST": (0.01, 1.0),
    "TASTE_MOST": (1.0, 20.0),
    "TASTE_POWER": (0.0, 2.0),
    "RELATED": (0.0, 100.0),
    "UNRELATED": (0.001, 1.0),
}
# Weights of a whole list: which candidates, and how they are mixed. What protects authors, new
# notes and readers from sponsors can be made stricter, never laxer than it is by default.
OF_LIST: dict[str, tuple[float, float]] = {
    "DIVERSITY": (0.0, 2.0),
    "AUTHOR_DAMPING": (0.01, 0.5),
    "AUTHOR_MOST": (1, 2),
    "SPONSORED_MOST": (0, 1),
    "COLD_EVERY": (2, 6),
    "CHANNELS_FIRST": (1, 12),
    "FIRST_PLACES": (8, 48),
    "CANDIDATES": (100, 1000),
    "SEARCHED": (0, 200),
    "UNPROVEN": (0, 200),
    "OF_TOPICS": (0, 300),
}
# Those that count things.
WHOLE = frozenset(OF_LIST) - {"DIVERSITY", "AUTHOR_DAMPING"}


def weights_of(changes: Mapping[str, float | str]) -> AbstractContextManager[None]:
    """Within this, the weights among these changes are in force."""
    numbers = {name: float(value) for name, value in changes.items() if name != RANKER}
    return weights.changed(numbers)


def score(scored: "Scored", changes: Mapping[str, float | str]) -> np.ndarray:
    """What these changes order candidates by."""
    ranker = changes.get(RANKER, SCORE)
    if ranker == NEWEST:
        return 1.0 / (1.0 + np.maximum(scored.age_hours, 0.0))
    if ranker == QUALITY:
        rows = scored.rows
        nothing = np.zeros(len(rows))
        return scoring.page_score(rows["quality"], rows["sigma"], nothing, scored.age_hours)
    return scored.score
