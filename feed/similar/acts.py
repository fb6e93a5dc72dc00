"""Who did something with which note, in order: what all likeness is computed from."""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, slots=True)
class Acts:
    """One row an act, by reader and then by time; readers and notes are numbered from 0.

    :param notes: how many notes there are, also those that nobody touched
    """

    reader: np.ndarray
    note: np.ndarray
    notes: int

    @property
    def readers(self) -> int:
        return int(self.reader[-1]) + 1 if len(self.reader) else 0

    def per_note(self) -> np.ndarray:
        """How many readers each note has."""
        return np.bincount(self.note, minlength=self.notes)

    def starts(self) -> np.ndarray:
        """Where the acts of each reader begin; one more entry says where the last ones end."""
        return np.searchsorted(self.reader, np.arange(self.readers + 1))

    def newest_first(self, reader: int, most: int) -> np.ndarray:
        """The notes of this reader's last acts."""
        end = np.searchsorted(self.reader, reader, side="right")
        start = max(np.searchsorted(self.reader, reader), end - most)
        return self.note[start:end][::-1]


def in_order(reader: np.ndarray, note: np.ndarray, at: np.ndarray, *, notes: int) -> Acts:
    """Acts out of loose rows; what has the same moment stays in the order given."""
    order = np.lexsort((at, reader))
    return Acts(reader[order].astype(np.int32), note[order].astype(np.int32), notes)
