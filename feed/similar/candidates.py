"""What a reader's history leads to: the same for a page and for the offline trial."""

from dataclasses import dataclass

import numpy as np

from feed.similar import mix

# Acts of a history that lead to candidates, and what each earlier one weighs.
ACTS, FADING = 50, 0.7
ITEMS, WALKED, READERS = 200, 100, 100
# Of each similar reader so many last notes, fading backwards.
LAST, LAST_FADING = 20, 0.9
# R: what each earlier act weighs.
TASTE_FADING = 0.8


@dataclass(frozen=True, slots=True)
class Neighbourhood:
    """A history (newest act first) with what is stored of it.

    :param notes: what was acted on
    :param values: what each act says: 1 kept, −1 hidden
    :param cosine: acts × list length: item-to-item neighbours, and how much alike they are
    :param walk: likewise, where a walk leads
    :param readers: similar readers × LAST: their last notes, and how much alike the reader is
    """

    notes: np.ndarray
    values: np.ndarray
    cosine: tuple[np.ndarray, np.ndarray]
    walk: tuple[np.ndarray, np.ndarray]
    readers: tuple[np.ndarray, np.ndarray]


def sources(near: Neighbourhood) -> dict[str, np.ndarray]:
    """The candidates of each source, best first, without the history itself."""
    liked = near.values > 0
    found = {}
    for name, lists, most in (("similar", near.cosine, ITEMS), ("walk", near.walk, WALKED)):
        others, score = lists[0][liked], lists[1][liked]
        found[name] = mix.nearest(others, score, fading=FADING, without=near.notes, most=most)
    notes, alike = near.readers
    fading = LAST_FADING ** np.arange(notes.shape[1])
    neighbours, total = mix.spread(alike, notes, np.broadcast_to(fading, notes.shape))
    kept = (total > 0) & mix.outside(neighbours, near.notes)
    found["readers"] = neighbours[kept][:READERS]
    return found


def related(near: Neighbourhood, among: np.ndarray) -> np.ndarray:
    """R of each of these notes: how near it stands to what the reader did last."""
    weights = near.values * TASTE_FADING ** np.arange(len(near.values))
    return mix.relatedness(among, weights, *near.cosine)
