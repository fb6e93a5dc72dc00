"""Who is in an experiment, and in which arm: by hash alone, so that nothing need be stored."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from itertools import count

from feed.models import Arm, Experiment

BUCKETS = 10_000
# The changes of a ranker: weights by name, and options.
Changes = dict[str, float | str]


@dataclass(frozen=True, slots=True)
class Running:
    """What a list must know of a running experiment."""

    id: int
    kind: str
    surface: str
    salt: str
    share: int
    changes_a: Changes = field(default_factory=dict)
    changes_b: Changes = field(default_factory=dict)

    def changes(self, arm: str) -> Changes:
        return self.changes_a if arm == Arm.A else self.changes_b


@dataclass(frozen=True, slots=True)
class Plan:
    """How one list is ranked for one reader.

    :param changes: of all experiments in which the reader has an arm
    :param duel: whose two rankers are interleaved
    :param arms: (experiment, arm) of each experiment that splits
    """

    changes: Changes = field(default_factory=dict)
    duel: Running | None = None
    arms: tuple[tuple[int, str], ...] = ()


AS_EVER = Plan()


def plan(running: Iterable[Running], reader: int, *, surface: str) -> Plan:
    """How this surface is ranked for this reader; `AS_EVER` for who is in no experiment."""
    changes: Changes = {}
    duel, arms = None, []
    for one in running:
        if one.surface != surface or not is_in(one.salt, reader, share=one.share):
            continue
        if one.kind == Experiment.Kind.INTERLEAVE:
            duel = one
            continue
        arm = arm_of(one.salt, reader)
        changes |= one.changes(arm)
        arms.append((one.id, arm))
    return Plan(changes, duel, tuple(arms)) if arms or duel else AS_EVER


def is_in(salt: str, reader: int, *, share: int) -> bool:
    """Whether the reader is among so many per cent; a larger share only adds readers."""
    return bucket(salt, reader) < share * BUCKETS // 100


def bucket(salt: str, reader: int) -> int:
    """A number below 10,000, the same in every process; even, and independent between salts."""
    return _drawn(salt, "in", reader) % BUCKETS


def arm_of(salt: str, reader: int) -> str:
    """The arm, drawn apart from the bucket, so that every share is halved."""
    return Arm.B if _drawn(salt, "arm", reader) % 2 else Arm.A


def turns(salt: str, reader: int, *, at: datetime) -> Iterator[int]:
    """Whose turn it is at each place: 0 for A, 1 for B; for every two places a coin is thrown.

    The coins of an hour are the same, as the dice of the ranking are, so that a reload throws no
    new ones.
    """
    hour = int(at.timestamp() // 3600)
    for block in count():
        coins = _drawn(salt, f"coins:{hour}:{block}", reader)
        for pair in range(64):
            first = coins >> pair & 1
            yield first
            yield 1 - first


def _drawn(salt: str, purpose: str, reader: int) -> int:
    digest = sha256(f"{salt}:{purpose}:{reader}".encode()).digest()
    return int.from_bytes(digest[:8], "big")
