"""From candidates to the order of a list: trial places, authors, sponsors and channels mixed."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

import numpy as np

from feed import scoring
from feed.ranking.pool import Pool
from feed.weights import weight

_PAGE = 24


@dataclass(frozen=True, slots=True)
class Candidate:
    note: int
    author: int
    channel: int
    score: float
    is_sponsored: bool


def order(pool: Pool, *, reader: int, at: datetime, mixes_channels: bool) -> list[int]:
    """The notes of a fresh list for this reader (0: for all visitors), best first."""
    ranked, trial = _candidates(pool, reader, at)
    mix = _Mix(mixes_channels)
    most, every = int(weight("LIST_LENGTH")), int(weight("COLD_EVERY"))
    while len(mix.placed) < most:
        is_cold = (len(mix.placed) + 1) % every == 0
        picked = (is_cold and mix.best(trial)) or mix.best(ranked)
        if picked is None:
            break
        mix.place(picked)
    _fill_short(mix, ranked)
    return [candidate.note for candidate in mix.placed]


def _candidates(pool: Pool, reader: int, at: datetime) -> tuple["_Queue", "_Queue"]:
    rows = pool.rows
    now = at.timestamp()
    z = scoring.exploration(reader, int(now // scoring.HOUR), rows["note"])
    age = (now - rows["published"]) / scoring.HOUR
    score = scoring.page_score(rows["quality"], rows["sigma"], z, age)
    on_trial = rows["shown"] < weight("TRIAL_VIEWS")
    # The less of its trial a note has had, the sooner its turn comes.
    left = 1.0 - 0.5 * rows["shown"] / weight("TRIAL_VIEWS")
    return _Queue(rows, score), _Queue(rows[on_trial], (score * left)[on_trial])


class _Queue:
    """Candidates by rising score, the best at the end, where taken ones are dropped cheaply.

    Sponsored ones stand apart, since they often have to wait.
    """

    def __init__(self, rows: np.ndarray, score: np.ndarray) -> None:
        rising = np.argsort(-score, kind="stable")[::-1]
        names = ("note", "author", "channel")
        columns = [rows[name][rising].tolist() for name in names]
        sponsored = rows["is_sponsored"][rising].tolist()
        every = [
            Candidate(*values)
            for values in zip(*columns, score[rising].tolist(), sponsored, strict=True)
        ]
        self.organic = [candidate for candidate in every if not candidate.is_sponsored]
        self.sponsored = [candidate for candidate in every if candidate.is_sponsored]


class _Mix:
    """What is placed already, and what that allows in the next place."""

    def __init__(self, mixes_channels: bool) -> None:
        self.placed: list[Candidate] = []
        self.taken: set[int] = set()
        self.channels: set[int] = set()
        self.mixes_channels = mixes_channels
        self._authors: Counter[int] = Counter()
        self._recent_channels: Counter[int] = Counter()
        self._sponsored = 0
        self._window = int(weight("WINDOW"))
        self._author_damping = weight("AUTHOR_DAMPING")
        self._channel_damping = weight("CHANNEL_DAMPING") if mixes_channels else 1.0

    def place(self, candidate: Candidate) -> None:
        self.placed.append(candidate)
        self.taken.add(candidate.note)
        self.channels.add(candidate.channel)
        self._count(candidate, 1)
        if len(self.placed) >= self._window:
            self._count(self.placed[-self._window], -1)

    def _count(self, candidate: Candidate, times: int) -> None:
        """Keep what the last places of the window hold."""
        self._authors[candidate.author] += times
        self._recent_channels[candidate.channel] += times
        self._sponsored += times * candidate.is_sponsored

    def best(self, queue: _Queue) -> Candidate | None:
        """The candidate that the window likes best; None where none is allowed."""
        lists = [queue.organic]
        if self._sponsored < weight("SPONSORED_MOST"):
            lists.append(queue.sponsored)
        only_new = self._needs_new_channel()
        found = [self._best_of(candidates, only_new) for candidates in lists]
        ranked = [each for each in found if each[1] is not None]
        if not ranked and only_new:
            self.mixes_channels = False
            return self.best(queue)
        return max(ranked, key=lambda each: each[0])[1] if ranked else None

    def _best_of(
        self, candidates: list[Candidate], only_new: bool
    ) -> tuple[float, Candidate | None]:
        best, picked, most = -1.0, None, weight("AUTHOR_MOST")
        while candidates and candidates[-1].note in self.taken:
            candidates.pop()
        for candidate in reversed(candidates):
            if candidate.score <= best:
                break
            repeats = self._authors[candidate.author]
            is_refused = repeats >= most or (only_new and candidate.channel in self.channels)
            if is_refused or candidate.note in self.taken:
                continue
            damped = candidate.score * self._author_damping**repeats
            damped *= self._channel_damping ** self._recent_channels[candidate.channel]
            if damped > best:
                best, picked = damped, candidate
        return best, picked

    def _needs_new_channel(self) -> bool:
        """Whether the first places would otherwise show too few channels."""
        left = int(weight("FIRST_PLACES")) - len(self.placed)
        missing = int(weight("CHANNELS_FIRST")) - len(self.channels)
        return self.mixes_channels and 0 < left <= missing


def _fill_short(mix: _Mix, ranked: _Queue) -> None:
    """Where a small site has too few authors for one page, let them repeat."""
    for candidate in reversed(ranked.organic):
        if len(mix.placed) >= _PAGE:
            return
        if candidate.note not in mix.taken:
            mix.place(candidate)
