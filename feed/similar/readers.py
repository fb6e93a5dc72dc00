"""For each reader the readers most alike, by what they did last."""

import numpy as np
from scipy import sparse

from feed.similar.acts import Acts
from feed.similar.lists import Lists

# Neighbours of a reader; acts of a reader that are compared, and what each later one weighs.
MOST, ACTS, FADING = 30, 50, 0.9
SHRINK = 1.0
# A note that so many readers touched says little of any of them: only the newest ones count.
_CROWD = 500
_AT_ONCE = 200


def lists(acts: Acts, wanted: np.ndarray | None = None) -> Lists:
    """The readers most alike to the wanted ones, or to each."""
    return Comparison(acts).lists(np.arange(acts.readers) if wanted is None else wanted)


class Comparison:
    """All readers' last acts, made ready to be compared with."""

    def __init__(self, acts: Acts) -> None:
        self._profile = _profiles(acts)
        squares = self._profile.multiply(self._profile).sum(axis=1)
        self._norms = np.sqrt(np.asarray(squares).ravel())
        self._crowd = _without_crowds(self._profile).T.tocsr()

    def lists(self, readers: np.ndarray) -> Lists:
        """The readers most alike to these."""
        found = Lists(np.full((len(readers), MOST), -1, np.int32), np.zeros((len(readers), MOST)))
        for first in range(0, len(readers), _AT_ONCE):
            block = readers[first : first + _AT_ONCE]
            product = (self._profile[block] @ self._crowd).tocsr()
            for row, reader in enumerate(block):
                start, end = product.indptr[row : row + 2]
                others, overlap = product.indices[start:end], product.data[start:end]
                self._fill(found, first + row, reader, others, overlap)
        return found

    def _fill(
        self, found: Lists, row: int, reader: int, others: np.ndarray, overlap: np.ndarray
    ) -> None:
        alike = overlap / (self._norms[reader] * self._norms[others] + SHRINK)
        kept = others != reader
        others, alike = others[kept], alike[kept]
        order = np.lexsort((-others, -alike))[:MOST]
        found.near[row, : len(order)] = others[order]
        found.score[row, : len(order)] = alike[order]


def _profiles(acts: Acts) -> sparse.csr_matrix:
    """Readers × notes: 1 for the last act, fading backwards."""
    ends = acts.starts()[1:]
    age = ends[acts.reader] - 1 - np.arange(len(acts.reader))
    kept = age < ACTS
    weight = FADING ** age[kept]
    places = (acts.reader[kept], acts.note[kept])
    return sparse.csr_matrix((weight, places), shape=(acts.readers, acts.notes))


def _without_crowds(profile: sparse.csr_matrix) -> sparse.csr_matrix:
    """The same, where a crowded note knows only those to whom it was news last."""
    columns = profile.tocsc()
    sizes = np.diff(columns.indptr)
    for note in np.flatnonzero(sizes > _CROWD):
        start, end = columns.indptr[note : note + 2]
        own = columns.data[start:end]
        own[np.argsort(-own, kind="stable")[_CROWD:]] = 0.0
    columns.eliminate_zeros()
    return columns.tocsr()
