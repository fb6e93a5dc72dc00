"""Well-known recommenders in their published forms, to be measured against."""

from collections.abc import Callable, Iterator
from typing import TypeAlias

import numpy as np
from scipy import sparse
from scipy.linalg import lapack

from feed.evaluation.data import Trial
from feed.similar import mix

# Entries of a list before it is fused.
DEEP = 100
FADING, SHRINK, BETA, RIDGE = 0.7, 10.0, 0.3, 250.0
# EASE inverts a dense matrix of items × items.
EASE_MOST = 20_000
_AT_ONCE = 1000
Matrix: TypeAlias = sparse.csr_matrix


def run(trial: Trial) -> Iterator[tuple[str, np.ndarray]]:
    """Each baseline's name and its lists, one row a reader asked, best first."""
    touched = _touched(trial)
    profile, recent = touched[trial.readers], _recent(trial)[trial.readers]
    sizes = np.asarray(touched.sum(axis=0)).ravel()
    yield "popularity", _top(lambda rows: np.tile(sizes, (len(rows), 1)), profile)
    cosine, walk = _cosine(touched, sizes), _walk(touched, sizes)
    yield "item-knn", _top(_product(profile, cosine), profile)
    lists = {
        "item-knn-recency": _top(_product(recent, cosine), profile),
        "rp3b-recency": _top(_product(recent, walk), profile),
    }
    yield from lists.items()
    if len(sizes) > EASE_MOST:
        return
    weights = _ease(touched)
    yield "ease", _top(_product(profile, weights), profile)
    lists["ease-recency"] = _top(_product(recent, weights), profile)
    yield "ease-recency", lists["ease-recency"]
    yield "fusion", _fused(list(lists.values()))


def _touched(trial: Trial) -> Matrix:
    past = trial.past
    ones = np.ones(len(past.note), dtype=np.float32)
    return sparse.csr_matrix((ones, (past.reader, past.note)), shape=(past.readers, past.notes))


def _recent(trial: Trial) -> Matrix:
    past = trial.past
    age = past.starts()[1:][past.reader] - 1 - np.arange(len(past.reader))
    weight = (FADING**age).astype(np.float32)
    return sparse.csr_matrix((weight, (past.reader, past.note)), shape=(past.readers, past.notes))


def _cosine(touched: Matrix, sizes: np.ndarray) -> Matrix:
    both = _both(touched.T @ touched)
    alike = both.data / (np.sqrt(sizes[both.row] * sizes[both.col]) + SHRINK)
    return sparse.csr_matrix((alike, (both.row, both.col)), shape=both.shape)


def _walk(touched: Matrix, sizes: np.ndarray) -> Matrix:
    """RP3β: note → reader → note, divided by popularity to the power β."""
    acts = np.maximum(np.asarray(touched.sum(axis=1)).ravel(), 1)
    onwards = sparse.diags(1.0 / acts) @ touched
    back = sparse.diags(1.0 / np.maximum(sizes, 1)) @ touched.T
    chance = _both(back @ onwards)
    worth = chance.data / np.maximum(sizes[chance.col], 1) ** BETA
    return sparse.csr_matrix((worth, (chance.row, chance.col)), shape=chance.shape)


def _both(product: Matrix) -> sparse.coo_matrix:
    """Without what a note has in common with itself."""
    product = product.tocsr()
    product.setdiag(0)
    product.eliminate_zeros()
    return product.tocoo()


def _ease(touched: Matrix) -> np.ndarray:
    """EASE: the closed form of a linear autoencoder without its diagonal, in single precision."""
    gram = (touched.T @ touched).toarray(order="F").astype(np.float32, copy=False)
    gram[np.diag_indices_from(gram)] += RIDGE
    factor, failed = lapack.spotrf(gram, lower=1, overwrite_a=1)
    inverse, failed_too = lapack.spotri(factor, lower=1, overwrite_c=1)
    if failed or failed_too:
        raise ArithmeticError("The matrix of EASE has no inverse.")
    inverse = np.tril(inverse)
    inverse += np.tril(inverse, -1).T
    inverse /= -np.diag(inverse).copy()
    np.fill_diagonal(inverse, 0.0)
    return inverse


def _product(profile: Matrix, weights) -> Callable[[range], np.ndarray]:
    def scores(rows: range) -> np.ndarray:
        product = profile[rows.start : rows.stop] @ weights
        return product.toarray() if sparse.issparse(product) else np.asarray(product)

    return scores


def _top(scores: Callable[[range], np.ndarray], profile: Matrix) -> np.ndarray:
    """The DEEP best notes of each reader that the reader has not touched."""
    readers, notes = profile.shape
    deep = min(DEEP, notes)
    best = np.full((readers, deep), -1)
    for first in range(0, readers, _AT_ONCE):
        rows = range(first, min(first + _AT_ONCE, readers))
        score = np.array(scores(rows), dtype=np.float32)
        score[profile[rows.start : rows.stop].nonzero()] = -np.inf
        picked = np.argpartition(-score, deep - 1, axis=1)[:, :deep]
        value = np.take_along_axis(score, picked, axis=1)
        order = np.argsort(-value, axis=1, kind="stable")
        found = np.take_along_axis(picked, order, axis=1)
        found[np.take_along_axis(value, order, axis=1) == -np.inf] = -1
        best[rows.start : rows.stop] = found
    return best


def _fused(lists: list[np.ndarray]) -> np.ndarray:
    fused = np.full_like(lists[0], -1)
    for row, every in enumerate(zip(*lists, strict=True)):
        found, _total = mix.fuse([each[each >= 0] for each in every])
        kept = found[: fused.shape[1]]
        fused[row, : len(kept)] = kept
    return fused
