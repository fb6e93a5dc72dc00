"""Rankers that others use: likes, weighted counts, clicks a view, age. And the ideal."""

from abc import ABC, abstractmethod

import numpy as np

from feed.simulation.behaviour import Behaviour
from feed.simulation.world import STEP, World

# CES: what each act weighs; follows (8) do not happen in this world. Half is left after a day.
CES = {"like": 1.0, "save": 1.0, "comment": 4.0, "share": 4.0}
CES_HALF_LIFE = 24.0  # hours
# Views that the mean rate of clicks stands for.
SMOOTHING = 12.0


class Counting(ABC):
    """A ranker with one score a note, the same for all; what a reader has met is left out."""

    name = ""

    def __init__(self, world: World) -> None:
        count = len(world.notes.author)
        self.is_published = np.zeros(count, dtype=bool)
        self.met = np.zeros((world.people, count), dtype=bool)
        # Of equals the newer one first.
        self._newer = world.notes.published * 1e-9
        self._world = world

    def publish(self, notes: np.ndarray, *, hour: int) -> None:
        self.is_published[notes] = True

    def order(self, reader: int, *, hour: int) -> np.ndarray:
        free = np.flatnonzero(self.is_published & ~self.met[reader])
        score = self.score(reader, hour)[free] + self._newer[free]
        return free[np.argsort(-score, kind="stable")]

    def new_reader(self, *, hour: int) -> np.ndarray:
        free = np.flatnonzero(self.is_published)
        score = self.score(0, hour)[free] + self._newer[free]
        return free[np.argsort(-score, kind="stable")]

    def learn(self, met: np.ndarray, *, hour: int) -> None:
        self.met[met["person"], met["note"]] = True

    @abstractmethod
    def score(self, reader: int, hour: int) -> np.ndarray:
        """The score of every note for this reader."""

    def per_note(self, note: np.ndarray, worth: np.ndarray) -> np.ndarray:
        return np.bincount(note, worth, minlength=len(self.is_published))


class Likes(Counting):
    name = "likes"

    def __init__(self, world: World) -> None:
        super().__init__(world)
        self._likes = np.zeros(len(self.is_published))

    def learn(self, met: np.ndarray, *, hour: int) -> None:
        super().learn(met, hour=hour)
        self._likes += self.per_note(met["note"], met["like"])

    def score(self, reader: int, hour: int) -> np.ndarray:
        return self._likes


class Ces(Counting):
    name = "CES"

    def __init__(self, world: World) -> None:
        super().__init__(world)
        self._sum = np.zeros(len(self.is_published))

    def learn(self, met: np.ndarray, *, hour: int) -> None:
        super().learn(met, hour=hour)
        worth = np.sum([value * met[act] for act, value in CES.items()], axis=0)
        self._sum *= 2.0 ** (-STEP / CES_HALF_LIFE)
        self._sum += self.per_note(met["note"], worth)

    def score(self, reader: int, hour: int) -> np.ndarray:
        return self._sum


class Clicks(Counting):
    name = "clicks/view"

    def __init__(self, world: World) -> None:
        super().__init__(world)
        self._clicks = np.zeros(len(self.is_published))
        self._views = np.zeros(len(self.is_published))

    def learn(self, met: np.ndarray, *, hour: int) -> None:
        super().learn(met, hour=hour)
        self._clicks += self.per_note(met["note"], met["click"])
        self._views += self.per_note(met["note"], np.ones(len(met)))

    def score(self, reader: int, hour: int) -> np.ndarray:
        mean = (self._clicks.sum() + 1.0) / (self._views.sum() + 10.0)
        return (self._clicks + SMOOTHING * mean) / (self._views + SMOOTHING)


class Newest(Counting):
    name = "newest"

    def score(self, reader: int, hour: int) -> np.ndarray:
        return self._world.notes.published


class Ideal(Counting):
    """Who knows all that is hidden, and takes what is best for each visit, met before or not.

    Out of reach: nobody enjoys the same note every day, and no ranker may show it again.
    """

    name = "ideal"

    def __init__(self, world: World, people: Behaviour) -> None:
        super().__init__(world)
        self._utility = people.utility

    def learn(self, met: np.ndarray, *, hour: int) -> None:
        """Nothing is left out."""

    def score(self, reader: int, hour: int) -> np.ndarray:
        return self._utility[reader]


class Omniscient(Counting):
    """Who knows all that is hidden, and shows nobody the same twice: no ranker can give more."""

    name = "knows all"

    def __init__(self, world: World, people: Behaviour) -> None:
        super().__init__(world)
        self._utility = people.utility

    def score(self, reader: int, hour: int) -> np.ndarray:
        return self._utility[reader]


EVERY: tuple[type[Counting], ...] = (Likes, Ces, Clicks, Newest)
