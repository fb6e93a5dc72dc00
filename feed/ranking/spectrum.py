"""Sliding-spectrum diversity: how much of a note is not said yet by the notes before it.

Each note is a vector of channel, topics and author, and a part of its own. What the last places of
a window span is taken out of all others, one orthogonal direction a place (arXiv 2107.05204).
"""

import numpy as np

# The squared lengths of the parts of a note; the rest to 1 is its own.
_CHANNEL, _TOPICS, _AUTHOR = 0.45, 0.35, 0.1
# Topics and authors share so many directions each, by chance.
_WIDTH = 24
_LEAST = 0.05


class Spectrum:
    """What of each candidate is new, while places are filled."""

    def __init__(self, rows: np.ndarray, window: int) -> None:
        self.vectors = _vectors(rows)
        self.left = np.ones(len(rows), dtype=np.float32)
        # One line a place of the window, used in turn; unused ones are zero.
        self._directions = np.zeros((window - 1, self.vectors.shape[1]), dtype=np.float32)
        self._shadows = np.zeros((window - 1, len(rows)), dtype=np.float32)
        self._taken = 0

    def take(self, place: int) -> None:
        """Fill one place with this candidate; the first of a full window leaves it."""
        line = self._taken % len(self._shadows)
        shadow = self._shadows[line]
        np.square(shadow, out=shadow)
        self.left += shadow
        shadow.fill(0.0)
        self._directions[line] = 0.0
        own = self.vectors[place] - self._shadows[:, place] @ self._directions
        own /= max(float(self.left[place]), _LEAST) ** 0.5
        self._directions[line] = own
        np.dot(self.vectors, own, out=shadow)
        self.left -= shadow * shadow
        self._taken += 1

    def news(self) -> np.ndarray:
        """The part of each candidate that the window does not say, from 0.05 up."""
        return np.maximum(self.left, _LEAST)


def _vectors(rows: np.ndarray) -> np.ndarray:
    count = len(rows)
    channels = int(rows["channel"].max(initial=0)) + 1
    vectors = np.zeros((count, channels + 2 * _WIDTH), dtype=np.float32)
    line = np.arange(count)
    in_one = rows["channel"] >= 0
    vectors[line[in_one], rows["channel"][in_one]] = np.sqrt(_CHANNEL)
    place, sign = _direction(rows["author"])
    vectors[line, channels + place] = sign * np.sqrt(_AUTHOR)
    topics = vectors[:, channels + _WIDTH :]
    for column in rows["topics"].T:
        named = column > 0
        place, sign = _direction(column[named])
        np.add.at(topics, (line[named], place), sign)
    length = np.sqrt((topics**2).sum(axis=1, keepdims=True))
    topics *= np.sqrt(_TOPICS) / np.maximum(length, 1.0)
    return vectors


def _direction(keys: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """A direction and its sign for each key, the same always."""
    mixed = (keys.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15)) >> np.uint64(33)
    sign = np.where(mixed & np.uint64(1), 1.0, -1.0)
    return (mixed >> np.uint64(1)).astype(np.int64) % _WIDTH, sign
