"""From candidates to the order of a list: trial places, authors, sponsors and channels mixed."""

from collections import deque
from collections.abc import Iterator
from itertools import repeat

import numpy as np

from feed.ranking.spectrum import Spectrum
from feed.weights import weight

PAGE = 24
_NOBODY = np.empty(0, dtype=np.int64)


def order(
    rows: np.ndarray, score: np.ndarray, *, mixes_channels: bool, lets_sponsored: bool = True
) -> list[int]:
    """The notes of a fresh list, best first.

    :param score: S of each candidate
    :param mixes_channels: whether the first places must show many channels
    """
    kept = slice(None) if lets_sponsored else ~rows["is_sponsored"]
    ids, _teams = _filled(rows[kept], [score[kept]], repeat(0), mixes_channels)
    return ids


def draft(
    rows: np.ndarray,
    scores: tuple[np.ndarray, np.ndarray],
    turns: Iterator[int],
    *,
    mixes_channels: bool,
    lets_sponsored: bool = True,
) -> tuple[list[int], list[int]]:
    """Two rankers in one list, by team draft; the notes, and the team (0 or 1) of each.

    F. Radlinski, M. Kurup, T. Joachims, *How Does Clickthrough Data Reflect Retrieval Quality?*
    (CIKM 2008): of every two places a coin decides which ranker picks first; each takes its own
    best of what nobody has picked yet. Here both pick under the rules of the page: trial places,
    authors, sponsors, twins and diversity look at the places of both, so no rule is broken where
    two orders meet.

    :param turns: whose turn it is at each place
    """
    kept = slice(None) if lets_sponsored else ~rows["is_sponsored"]
    return _filled(rows[kept], [score[kept] for score in scores], turns, mixes_channels)


def _filled(
    rows: np.ndarray, scores: list[np.ndarray], turns: Iterator[int], mixes_channels: bool
) -> tuple[list[int], list[int]]:
    # Of equals the first stands first: by score; where two rankers pick, by neither's.
    worst = -scores[0] if len(scores) == 1 else np.zeros(len(rows))
    falling = np.lexsort((-rows["note"], worst))
    mix = _Mix(rows[falling], [score[falling] for score in scores], mixes_channels)
    most, every = min(int(weight("LIST_LENGTH")), len(rows)), int(weight("COLD_EVERY"))
    teams: list[int] = []
    while len(mix.placed) < most:
        is_cold = (len(mix.placed) + 1) % every == 0
        team = next(turns)
        place = mix.best(team, is_cold=is_cold)
        if place is None:
            break
        mix.place(place)
        teams.append(team)
    while (place := mix.next_to_fill(team := next(turns))) is not None:
        mix.place(place)
        teams.append(team)
    return mix.rows["note"][mix.placed].tolist(), teams


class _Mix:
    """What is placed already, and what that allows in the next place."""

    def __init__(self, rows: np.ndarray, scores: list[np.ndarray], mixes_channels: bool) -> None:
        self.rows = rows
        self.placed: list[int] = []
        # Positive, so that what is not wanted, at 0, never wins.
        self._scores = [np.maximum(score, 1e-9).astype(np.float32) for score in scores]
        self._mixes_channels = mixes_channels
        self._window = int(weight("WINDOW"))
        self._free = np.ones(len(rows), dtype=bool)
        self._is_organic = ~rows["is_sponsored"]
        self._is_new_channel = np.ones(len(rows), dtype=bool)
        self._channels: set[int] = set()
        _names, self._author = np.unique(rows["author"], return_inverse=True)
        # What the last places of the window hold.
        self._by_author = np.zeros(len(_names), dtype=np.int64)
        self._sponsored = 0
        self._twins = _Twins(rows["phash"])
        self._spectrum = Spectrum(rows, self._window)
        times = np.arange(self._window + 1)
        damping = weight("AUTHOR_DAMPING") ** times
        self._damping = np.where(times < weight("AUTHOR_MOST"), damping, 0.0).astype(np.float32)
        self._diversity = weight("DIVERSITY")
        self._sponsored_most = weight("SPONSORED_MOST")
        self._first, self._wanted = int(weight("FIRST_PLACES")), int(weight("CHANNELS_FIRST"))
        shown = rows["shown"] / weight("TRIAL_VIEWS")
        self._on_trial = shown < 1.0
        # The less of its trial a note has had, the sooner its turn comes.
        turn = (1.0 - 0.5 * np.minimum(shown, 1.0)).astype(np.float32)
        self._trial_scores = [score * turn for score in self._scores]

    def place(self, place: int) -> None:
        self.placed.append(place)
        self._free[place] = False
        channel = int(self.rows["channel"][place])
        if channel not in self._channels:
            self._channels.add(channel)
            self._is_new_channel &= self.rows["channel"] != channel
        self._count(place, 1)
        if len(self.placed) >= self._window:
            self._count(self.placed[-self._window], -1)
        self._spectrum.take(place)
        self._twins.take(place)

    def _count(self, place: int, times: int) -> None:
        self._by_author[self._author[place]] += times
        self._sponsored += times * int(self.rows["is_sponsored"][place])

    def best(self, team: int, *, is_cold: bool) -> int | None:
        """The candidate that this ranker and the window like best; None where none is allowed.

        What no candidate can keep gives way in this order: the trial place, the rule against twin
        pictures, the wish for a new channel.
        """
        # Nobody stands more often in a window than its damping knows: 0 is refused.
        damped = self._damping[self._by_author][self._author]
        allowed = self._free & (damped > 0.0)
        if self._sponsored >= self._sponsored_most:
            allowed &= self._is_organic
        wishes = [self._on_trial] if is_cold else []
        # Where all that is left are twins, the rule says nothing.
        if (allowed & self._twins.none).any():
            wishes.append(self._twins.none)
        if self._needs_new_channel():
            wishes.append(self._is_new_channel)
        while True:
            wanted = allowed
            for wish in wishes:
                wanted = wanted & wish
            if wanted.any():
                break
            if not wishes:
                return None
            self._mixes_channels &= wishes[0] is not self._is_new_channel
            wishes.pop(0)
        is_trial = bool(wishes) and wishes[0] is self._on_trial
        score = (self._trial_scores if is_trial else self._scores)[team]
        return int((score * damped * self._news() * wanted).argmax())

    def _news(self) -> np.ndarray:
        news = self._spectrum.news()
        return news if self._diversity == 1.0 else news**self._diversity

    def _needs_new_channel(self) -> bool:
        """Whether the first places would otherwise show too few channels."""
        left = self._first - len(self.placed)
        return self._mixes_channels and 0 < left <= self._wanted - len(self._channels)

    def next_to_fill(self, team: int) -> int | None:
        """Where a small site has too few authors for one page, let them repeat."""
        free = self._free & self._is_organic
        if len(self.placed) >= PAGE or not free.any():
            return None
        return int((self._scores[team] * free).argmax())


class _Twins:
    """Candidates whose picture looks like one on the page."""

    def __init__(self, phash: np.ndarray) -> None:
        self._bits = phash.astype(np.int64).view(np.uint64)
        self._is_known = phash != 0
        self._times = np.zeros(len(phash), dtype=np.int64)
        self._taken: deque[np.ndarray] = deque()
        self._most = weight("TWIN_BITS")
        # True where no twin is on the page.
        self.none = np.ones(len(phash), dtype=bool)

    def take(self, place: int) -> None:
        alike = self._alike(place) if self._is_known[place] else _NOBODY
        self._times[alike] += 1
        self.none[alike] = False
        self._taken.append(alike)
        if len(self._taken) >= PAGE:
            gone = self._taken.popleft()
            self._times[gone] -= 1
            self.none[gone] = self._times[gone] == 0

    def _alike(self, place: int) -> np.ndarray:
        differing = np.bitwise_count(self._bits ^ self._bits[place])
        return np.flatnonzero((differing <= self._most) & self._is_known)
