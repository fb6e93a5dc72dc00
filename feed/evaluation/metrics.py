"""How good lists of recommendations are: for the readers, and for the breadth of what is shown."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

# Notes outside the most touched fifth make the tail.
HEAD = 0.2
LENGTH = 20


@dataclass(frozen=True, slots=True)
class Figures:
    """What a model reached; docs/ranking.md says what each figure means."""

    ndcg: float
    hits: float
    coverage: float
    tail: float
    gini: float

    def __str__(self) -> str:
        return (
            f"NDCG@10={self.ndcg:.4f} HR@20={self.hits:.4f} coverage@20={self.coverage:.3f} "
            f"tail@20={self.tail:.3f} gini@20={self.gini:.3f}"
        )


def measure(shown: np.ndarray, targets: Sequence[np.ndarray], touched: np.ndarray) -> Figures:
    """The figures of lists, one row a reader, best first, -1 where a list ends early.

    :param targets: for each reader what came after
    :param touched: for each note, how many acts of the past touched it
    """
    shown = shown[:, :LENGTH]
    hit = _hits(shown, targets, len(touched))
    places = np.bincount(shown[shown >= 0], minlength=len(touched))
    return Figures(
        ndcg=float(_ndcg(hit[:, :10], [len(target) for target in targets])),
        hits=float(hit.any(axis=1).mean()),
        coverage=float((places > 0).mean()),
        tail=float(places[_in_tail(touched)].sum() / max(places.sum(), 1)),
        gini=_gini(places),
    )


def _hits(shown: np.ndarray, targets: Sequence[np.ndarray], notes: int) -> np.ndarray:
    """Which of the places hold what came after: a reader and a note make one number."""
    reader = np.repeat(np.arange(len(targets)), [len(target) for target in targets])
    came = reader * notes + np.concatenate([*targets, np.empty(0, dtype=int)])
    told = np.arange(len(shown))[:, None] * notes + shown
    return (shown >= 0) & np.isin(told, came)


def _ndcg(hit: np.ndarray, sizes: Sequence[int]) -> float:
    gain = 1.0 / np.log2(np.arange(2, hit.shape[1] + 2))
    ideal = np.cumsum(gain)[np.minimum(sizes, hit.shape[1]) - 1]
    return ((hit * gain).sum(axis=1) / ideal).mean()


def _in_tail(touched: np.ndarray) -> np.ndarray:
    falling = np.argsort(-touched, kind="stable")
    in_tail = np.ones(len(touched), dtype=bool)
    in_tail[falling[: int(len(touched) * HEAD)]] = False
    return in_tail


def _gini(places: np.ndarray) -> float:
    """0 where every note is shown alike, 1 where one has all places."""
    rising = np.sort(places)
    if not rising.sum():
        return 0.0
    count = len(rising)
    rank = np.arange(1, count + 1)
    return float(((2 * rank - count - 1) * rising).sum() / (count * rising.sum()))
