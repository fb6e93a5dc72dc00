"""From a reader's history over stored lists to candidates: numpy alone, quick enough for a page."""

from collections.abc import Sequence

import numpy as np

# Σ 1 / (K + rank), the fusion of candidate lists.
K = 30


def spread(weights: np.ndarray, near: np.ndarray, score: np.ndarray) -> tuple:
    """Σ weight · score by neighbour, best first.

    :param weights: of each act
    :param near: acts × list length, the neighbours of what was acted on; -1 fills
    :param score: likewise, how much alike they are
    """
    flat = near.ravel()
    kept = flat >= 0
    found, place = np.unique(flat[kept], return_inverse=True)
    value = (np.asarray(weights)[:, None] * score).ravel()[kept]
    total = np.bincount(place, value, minlength=len(found))
    order = np.lexsort((-found, -total))
    return found[order], total[order]


def nearest(
    near: np.ndarray, score: np.ndarray, *, fading: float, without: np.ndarray, most: int
) -> np.ndarray:
    """The candidates that a history (newest act first) leads to, best first."""
    found, total = spread(fading ** np.arange(len(near)), near, score)
    return found[(total > 0) & outside(found, without)][:most]


def outside(found: np.ndarray, those: np.ndarray) -> np.ndarray:
    """Which are none of those: np.isin for few numbers, where its care would cost most."""
    if not len(those):
        return np.ones(len(found), dtype=bool)
    rising = np.sort(those)
    place = np.searchsorted(rising, found)
    place[place == len(rising)] = 0
    return rising[place] != found


def fuse(lists: Sequence[np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
    """Reciprocal-rank fusion: candidates of all lists and their Σ 1 / (K + rank), best first."""
    every = np.concatenate([np.asarray(each, dtype=np.int64) for each in lists])
    parts = np.concatenate([1.0 / (K + 1 + np.arange(len(each))) for each in lists])
    found, place = np.unique(every, return_inverse=True)
    total = np.bincount(place, parts, minlength=len(found))
    order = np.lexsort((-found, -total))
    return found[order], total[order]


def relatedness(
    among: np.ndarray, weights: np.ndarray, near: np.ndarray, score: np.ndarray
) -> np.ndarray:
    """R: for each of these notes Σ weight · similarity(act, note)."""
    if not len(near):
        return np.zeros(len(among))
    order = np.argsort(among)
    rising = among[order]
    flat = near.ravel()
    place = np.searchsorted(rising, flat)
    met = place < len(rising)
    met[met] = rising[place[met]] == flat[met]
    value = (np.asarray(weights)[:, None] * score).ravel()[met]
    result = np.empty(len(among))
    result[order] = np.bincount(place[met], value, minlength=len(rising))
    return result
