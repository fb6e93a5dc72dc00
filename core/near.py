"""What this process has just had from Valkey: at hand for a moment, for all its threads."""

import time
from collections.abc import Iterable, Mapping
from typing import Generic, TypeVar
from weakref import WeakSet

T = TypeVar("T")
_every: "WeakSet[Near]" = WeakSet()


class Near(Generic[T]):
    """Values that never change under their key, forgotten after `seconds` at the latest.

    Two halves take turns: what is new goes into the young one, which becomes the old one when it
    is full or half the time is over; the old one is dropped. So nothing is looked through.

    :param most: about how many are kept
    """

    def __init__(self, *, seconds: float, most: int) -> None:
        self._half_time, self._half = seconds / 2, most // 2
        self._young: dict[str, T] = {}
        self._old: dict[str, T] = {}
        self._turned = time.monotonic()
        _every.add(self)

    def get_many(self, keys: Iterable[str]) -> dict[str, T]:
        """Those of these that are at hand."""
        self._turn()
        young, old = self._young, self._old
        found = {}
        for key in keys:
            value = young.get(key, old.get(key))
            if value is not None:
                found[key] = value
        return found

    def put_many(self, values: Mapping[str, T]) -> None:
        self._young.update(values)

    def forget(self) -> None:
        self._young, self._old = {}, {}

    def _turn(self) -> None:
        now = time.monotonic()
        age = now - self._turned
        if age >= 2 * self._half_time:
            self._young, self._old, self._turned = {}, {}, now
        elif age >= self._half_time:
            self._young, self._old = {}, self._young
            self._turned += self._half_time
        elif len(self._young) >= self._half:
            self._young, self._old, self._turned = {}, self._young, now


def forget_all() -> None:
    """Empty every memory of this process."""
    for near in _every:
        near.forget()
