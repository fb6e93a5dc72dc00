"""For each note the notes most alike: item-to-item lists and the walk, row by row.

Both grow out of one count: how near two notes stand in the readers' orders of acts. It is kept in
whole numbers, so that whoever adds it up, in whatever order, gets the same lists.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from feed.similar.acts import Acts

# Entries of a list.
MOST = 50
# How far apart in a reader's order two acts may stand, and what each step takes away.
REACH, NEARNESS = 30, 0.9
# What came before is a weaker hint than what came after.
BACKWARD = 0.5
SHRINK = 10.0
ONE = 1 << 20
# Neighbouring acts looked at in one go: bounds the memory.
_AT_ONCE = 2_000_000
_STEPS = np.concatenate([np.arange(1, REACH + 1), -np.arange(1, REACH + 1)])


def weights(factor: float) -> list[int]:
    """What each step of nearness counts, in whole numbers."""
    return [round(factor * ONE * NEARNESS**step) for step in range(REACH)]


_WEIGHTS = np.array(weights(1.0) + weights(BACKWARD), dtype=np.int64)


@dataclass(frozen=True, slots=True)
class Lists:
    """Neighbours of some notes, best first; a row that ends early is filled with -1 and 0.

    :param near: rows × MOST, the notes most alike
    :param score: how much alike they are
    """

    near: np.ndarray
    score: np.ndarray


@dataclass(frozen=True, slots=True)
class Alike:
    """Both kinds of lists of the same notes."""

    cosine: Lists
    walk: Lists


def lists(
    acts: Acts, wanted: np.ndarray | None = None, *, sizes: np.ndarray | None = None
) -> Alike:
    """The lists of the wanted notes, or of all of them.

    :param sizes: how many readers each note has, where the acts are but a part of all
    """
    notes = np.arange(acts.notes) if wanted is None else wanted
    cosine, walk = blank(len(notes)), blank(len(notes))
    readers = acts.per_note() if sizes is None else sizes
    for first, counts in _counts(acts, notes):
        _fill(cosine, walk, first, counts, notes, readers)
    return Alike(cosine, walk)


def cosines(counts: np.ndarray, own: np.ndarray, others: np.ndarray) -> np.ndarray:
    """Cosine of two notes' readers, by nearness, shrunk where few readers speak."""
    return counts / ONE / (np.sqrt(own * others) + SHRINK)


def walks(counts: np.ndarray, total: np.ndarray, others: np.ndarray) -> np.ndarray:
    """RP3β, β = ½: the chance to come from one note to another, less for much visited ones."""
    return counts / total / np.sqrt(others)


def blank(rows: int) -> Lists:
    """Lists without entries."""
    return Lists(np.full((rows, MOST), -1, dtype=np.int32), np.zeros((rows, MOST)))


def _counts(acts: Acts, notes: np.ndarray) -> Iterator[tuple[int, sparse.csr_matrix]]:
    """Blocks of rows, each with how near other notes stand to these."""
    by_note = np.argsort(acts.note, kind="stable")
    ends = np.searchsorted(acts.note[by_note], np.arange(acts.notes + 1))
    sizes = (ends[1:] - ends[:-1])[notes]
    blocks = np.cumsum(sizes) * len(_STEPS) // _AT_ONCE
    borders = np.flatnonzero(
        np.diff(blocks, prepend=-1, append=blocks[-1] + 1 if len(sizes) else 0)
    )
    for first, last in zip(borders[:-1], borders[1:], strict=True):
        block = notes[first:last]
        places = [by_note[ends[note] : ends[note + 1]] for note in block]
        rows = np.repeat(np.arange(len(block), dtype=np.int32), sizes[first:last])
        yield int(first), _near(acts, np.concatenate(places), rows, len(block))


def _near(acts: Acts, places: np.ndarray, rows: np.ndarray, height: int) -> sparse.csr_matrix:
    """Σ of nearness over all acts of a block, by row and neighbouring note."""
    others = places[:, None] + _STEPS
    inside = (others >= 0) & (others < len(acts.reader))
    np.clip(others, 0, len(acts.reader) - 1, out=others)
    inside &= acts.reader[others] == acts.reader[places][:, None]
    line, step = np.nonzero(inside)
    column = acts.note[others[line, step]]
    counts = sparse.coo_matrix(
        (_WEIGHTS[step], (rows[line], column)), shape=(height, acts.notes), dtype=np.int64
    ).tocsr()
    counts.sum_duplicates()
    return counts


def _fill(
    cosine: Lists,
    walk: Lists,
    first: int,
    counts: sparse.csr_matrix,
    notes: np.ndarray,
    sizes: np.ndarray,
) -> None:
    for row in range(counts.shape[0]):
        start, end = counts.indptr[row : row + 2]
        if start == end:
            continue
        near, count = counts.indices[start:end], counts.data[start:end]
        others = sizes[near]
        own = sizes[notes[first + row]]
        _best(cosine, first + row, near, cosines(count, own, others))
        _best(walk, first + row, near, walks(count, count.sum(), others))


def _best(lists: Lists, row: int, near: np.ndarray, score: np.ndarray) -> None:
    """The best neighbours into a row; of equals the newer note (the larger number) first."""
    order = np.lexsort((-near, -score))[:MOST]
    lists.near[row, : len(order)] = near[order]
    lists.score[row, : len(order)] = score[order]
