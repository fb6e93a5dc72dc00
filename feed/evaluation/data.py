"""Recorded acts out of a file, split into a past to learn from and what came after."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from feed.similar.acts import Acts, in_order

# The part of all rows that a split by time keeps for learning.
PAST = 0.8


class Unreadable(Exception):
    """The file is not of the form user, item, timestamp."""


@dataclass(frozen=True, slots=True)
class Trial:
    """What is learnt from, and what each reader did next.

    :param past: the acts to learn from
    :param readers: numbers of those who are asked
    :param targets: for each of them, the notes that came after
    """

    past: Acts
    readers: np.ndarray
    targets: list[np.ndarray]


def read(path: Path) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Readers, notes and moments of a file user⇥item⇥timestamp without headings.

    Notes are numbered by chance, so that the order of their names tells nothing. Of a reader's
    repeated acts on one note the last is kept.

    :raises Unreadable: with the line, if the file is of another form
    """
    users, items, moments = [], [], []
    with path.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            parts = line.rstrip("\r\n").split("\t")
            if len(parts) != 3:
                raise Unreadable(f"line {number}: wanted user, item and timestamp.")
            users.append(parts[0])
            items.append(parts[1])
            try:
                moments.append(float(parts[2]))
            except ValueError as wrong:
                raise Unreadable(f"line {number}: {parts[2]!r} is no timestamp.") from wrong
    if not users:
        raise Unreadable("the file is empty.")
    at = np.array(moments)
    if not np.isfinite(at).all():
        raise Unreadable("a timestamp is not finite.")
    reader = np.unique(np.array(users), return_inverse=True)[1]
    names, note = np.unique(np.array(items), return_inverse=True)
    note = np.random.default_rng(7).permutation(len(names))[note]
    kept = _last_of_each(reader, note, at)
    return reader[kept], note[kept], at[kept]


def leave_one_out(reader: np.ndarray, note: np.ndarray, at: np.ndarray) -> Trial:
    """The last act of each reader is the target; who has a single act is not asked."""
    order = np.lexsort((at, reader))
    reader, note, at = reader[order], note[order], at[order]
    is_last = np.diff(reader, append=-1) != 0
    asked = np.flatnonzero(is_last & ~_is_first(reader))
    is_target = np.zeros(len(reader), dtype=bool)
    is_target[asked] = True
    past = in_order(reader[~is_target], note[~is_target], at[~is_target], notes=_count(note))
    return Trial(past, reader[asked], [note[place : place + 1] for place in asked])


def by_time(reader: np.ndarray, note: np.ndarray, at: np.ndarray) -> Trial:
    """The last fifth of all acts is what came after; asked is who also has a past."""
    border = np.quantile(at, PAST)
    is_past = at <= border
    past = in_order(reader[is_past], note[is_past], at[is_past], notes=_count(note))
    known = set(zip(past.reader.tolist(), past.note.tolist(), strict=True))
    targets: dict[int, list[int]] = {}
    for who, what in zip(reader[~is_past].tolist(), note[~is_past].tolist(), strict=True):
        if (who, what) not in known:
            targets.setdefault(who, []).append(what)
    with_past = set(past.reader.tolist())
    asked = sorted(who for who in targets if who in with_past)
    return Trial(past, np.array(asked, dtype=int), [np.unique(targets[who]) for who in asked])


def _last_of_each(reader: np.ndarray, note: np.ndarray, at: np.ndarray) -> np.ndarray:
    """Where the last act of each reader on each note stands, in the order of the file."""
    order = np.lexsort((at, note, reader))
    is_same = (np.diff(reader[order]) == 0) & (np.diff(note[order]) == 0)
    return np.sort(order[np.append(~is_same, True)])


def _is_first(reader: np.ndarray) -> np.ndarray:
    return np.diff(reader, prepend=-1) != 0


def _count(note: np.ndarray) -> int:
    return int(note.max()) + 1
