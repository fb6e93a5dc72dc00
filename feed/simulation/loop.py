"""The closed loop: a ranker shows, readers act, the ranker learns, step after step."""

from dataclasses import dataclass, field
from typing import Protocol

import numpy as np

from feed.simulation import behaviour
from feed.simulation.behaviour import PLACES, Behaviour, examined
from feed.simulation.world import DAY, STEP, World

# From this note on a list of so many is long enough.
FIRST = 20


class Ranker(Protocol):
    """What is tried: it sees what readers do, and nothing of what is hidden."""

    name: str

    def publish(self, notes: np.ndarray, *, hour: int) -> None:
        """From now on these may be shown."""

    def order(self, reader: int, *, hour: int) -> np.ndarray:
        """The notes for this reader's visit, best first, without what the reader has met."""

    def learn(self, met: np.ndarray, *, hour: int) -> None:
        """What people did within this step."""

    def new_reader(self, *, hour: int) -> np.ndarray:
        """The notes for somebody whom nobody knows."""


@dataclass(slots=True)
class Trace:
    """What a ranker did to the notes and the readers.

    :param exposure: how often each note stood where readers look, in expectation
    :param early: views in the feed within a day of publishing
    :param possible: the utility of the best lists for the same visits, of what was not met before
    :param channels: channels in the first places for a new reader, once a day
    """

    exposure: np.ndarray
    early: np.ndarray
    utility: float = 0.0
    possible: float = 0.0
    repeats: int = 0
    views: int = 0
    channels: list[int] = field(default_factory=list)


def run(world: World, people: Behaviour, ranker: Ranker, *, with_gangs: bool) -> Trace:
    """One life of the world under this ranker; gangs do not count as readers."""
    tally = _Tally(world, people)
    trace = tally.trace
    visitors = _by_hour(*world.sessions)
    others = _Others(world, people, with_gangs=with_gangs)
    visit, first = 0, 0
    for hour in range(0, world.size.days * int(DAY), STEP):
        last = int(np.searchsorted(world.notes.published, hour))
        ranker.publish(np.arange(first, last), hour=hour)
        first = last
        met = [others.at(hour)]
        for reader in visitors.get(hour, ()):
            found = ranker.order(reader, hour=hour)[:PLACES]
            met.append(people.visit(reader, found, others.pages + visit, number=visit))
            tally.add(reader, found, met[-1]["note"], hour)
            visit += 1
        ranker.learn(np.concatenate(met), hour=hour)
        if hour % DAY == DAY - STEP:
            first_places = ranker.new_reader(hour=hour)[:FIRST]
            trace.channels.append(len(np.unique(channel(world.notes.label[first_places]))))
    return trace


def channel(label: np.ndarray) -> np.ndarray:
    """The channel of a topic: two topics each."""
    return label // 2


class _Tally:
    """Counts what is shown."""

    def __init__(self, world: World, people: Behaviour) -> None:
        count = len(world.notes.author)
        self.trace = Trace(np.zeros(count), np.zeros(count, dtype=int))
        self._shown = np.zeros((world.size.readers, count), dtype=bool)
        self._utility, self._published = people.utility, world.notes.published

    def add(self, reader: int, found: np.ndarray, looked: np.ndarray, hour: int) -> None:
        """One visit: the list that was shown, and what of it was looked at."""
        trace, looks = self.trace, examined(np.arange(len(found)))
        trace.exposure[found] += looks
        trace.utility += float(looks @ self._utility[reader, found])
        trace.possible += self._best(reader, hour)
        trace.views += len(looked)
        trace.repeats += int(self._shown[reader, looked].sum())
        self._shown[reader, looked] = True
        trace.early[looked[hour - self._published[looked] <= DAY]] += 1

    def _best(self, reader: int, hour: int) -> float:
        """What the best list for this visit is worth."""
        count = int(np.searchsorted(self._published, hour))
        free = ~self._shown[reader, :count]
        best = np.sort(self._utility[reader, :count][free])[::-1][:PLACES]
        return float(examined(np.arange(len(best))) @ best)


class _Others:
    """What happens beside the feed's pages: followers off the feed, rings, a brigade."""

    def __init__(self, world: World, people: Behaviour, *, with_gangs: bool) -> None:
        end = world.size.days * DAY
        met = [people.meet(world.off_feed.person, world.off_feed.note)]
        hours = [world.off_feed.hour]
        self.pages = 0
        for gang, act in ((world.pushes, behaviour.push), (world.attacks, behaviour.attack)):
            if with_gangs:
                met.append(act(gang.person, gang.note, page=self.pages))
                hours.append(gang.hour)
                self.pages += len(gang.note)
        every, hour = np.concatenate(met), np.ceil(np.concatenate(hours) / STEP) * STEP
        self._met = {
            int(each): every[hour == each] for each in np.unique(hour[hour < end]).astype(int)
        }
        self._nobody = every[:0]

    def at(self, hour: int) -> np.ndarray:
        return self._met.get(hour, self._nobody)


def _by_hour(reader: np.ndarray, hour: np.ndarray) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    for who, when in zip(reader.tolist(), hour.tolist(), strict=True):
        found.setdefault(when, []).append(who)
    return found
