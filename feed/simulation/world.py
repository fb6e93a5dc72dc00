"""The world of a trial: readers, creators, notes of hidden quality, gangs. Pure, and seeded.

Nothing here knows of any ranker. The numbers are those of the published trial (docs/ranking.md).
"""

from dataclasses import dataclass

import numpy as np

TOPICS, OF_READER = 20, 3
DAY = 24.0
# Of so many people the readers are a sample: who has as many followers is followed by most.
PUBLIC = 100_000
# A follower meets a note off the feed, within a day of its publishing, with this chance.
MET_OFF_FEED = 0.3
PUSH_HOURS = 6.0
# The rankers learn, and a reader opens the feed at most once, within so many hours.
STEP = 1


@dataclass(frozen=True, slots=True)
class Size:
    readers: int = 300
    creators: int = 250
    notes: int = 900
    # Notes come until one day before the end.
    days: int = 8
    rings: int = 3
    gang: int = 50
    pushed: int = 5
    victims: int = 10


FULL = Size()
SMALL = Size(readers=80, creators=60, notes=240, days=4, rings=2, gang=20, pushed=4, victims=6)


@dataclass(frozen=True, slots=True)
class Notes:
    """One entry a note, in the order of publishing.

    :param topic: what it is about; `label` is what it says it is about
    :param published: hours since the beginning
    """

    author: np.ndarray
    is_big: np.ndarray
    topic: np.ndarray
    label: np.ndarray
    quality: np.ndarray
    attraction: np.ndarray
    is_bait: np.ndarray
    is_honest: np.ndarray
    published: np.ndarray

    @property
    def good(self) -> np.ndarray:
        """The fifth that is best in truth."""
        return self.quality >= np.quantile(self.quality, 0.8)


@dataclass(frozen=True, slots=True)
class Meetings:
    """Who meets which note when, beside what a ranker shows: people, notes, hours."""

    person: np.ndarray
    note: np.ndarray
    hour: np.ndarray


@dataclass(frozen=True, slots=True)
class World:
    """All that is given before anybody opens the feed.

    :param match: readers × topics: 1 for what a reader likes most
    :param sessions: readers and hours, at most one of a reader within a step
    :param follows: readers × creators
    :param off_feed: followers meet notes of those they follow
    :param pushes: the rings' people on the rings' notes; people count on from the readers
    :param attacks: the brigade's people on its victims
    """

    seed: int
    size: Size
    notes: Notes
    followers: np.ndarray
    match: np.ndarray
    sessions: tuple[np.ndarray, np.ndarray]
    follows: np.ndarray
    off_feed: Meetings
    pushes: Meetings
    attacks: Meetings

    @property
    def people(self) -> int:
        return self.size.readers + self.size.gang * (self.size.rings + 1)


def build(seed: int, size: Size = FULL) -> World:
    """The world of this seed, always the same."""
    chance = np.random.default_rng([seed, 1])
    is_big = np.arange(size.creators) < size.creators // 10
    popular = np.exp(chance.normal(np.log(50_000), 1.0, size.creators))
    followers = np.where(is_big, popular, chance.integers(0, 501, size.creators)).astype(int)
    notes = _notes(chance, size, is_big)
    follows = chance.random((size.readers, size.creators)) < 1.0 - np.exp(-followers / PUBLIC)
    pushes, attacks = _gangs(chance, size, notes)
    return World(
        seed=seed,
        size=size,
        notes=notes,
        followers=followers,
        match=_tastes(chance, size),
        sessions=_sessions(chance, size),
        follows=follows,
        off_feed=_off_feed(chance, follows, notes),
        pushes=pushes,
        attacks=attacks,
    )


def _notes(chance: np.random.Generator, size: Size, is_big: np.ndarray) -> Notes:
    count = size.notes
    output = np.where(is_big, 2.0, 1.0)
    author = chance.choice(size.creators, count, p=output / output.sum())
    topic = chance.integers(0, TOPICS, count)
    other = (topic + chance.integers(1, TOPICS, count)) % TOPICS
    is_bait = chance.random(count) < 0.10
    quality = np.where(is_bait, chance.beta(1, 9, count), chance.beta(2, 3.5, count))
    attraction = 0.25 + 0.5 * quality + chance.normal(0, 0.15, count)
    return Notes(
        author=author,
        is_big=is_big[author],
        topic=topic,
        label=np.where(chance.random(count) < 0.10, other, topic),
        quality=quality,
        attraction=np.where(is_bait, 0.92, attraction),
        is_bait=is_bait,
        is_honest=chance.random(count) < 0.08 + 0.55 * quality,
        published=np.sort(chance.uniform(0, (size.days - 1) * DAY, count)),
    )


def _tastes(chance: np.random.Generator, size: Size) -> np.ndarray:
    match = np.zeros((size.readers, TOPICS))
    for row in match:
        row[chance.choice(TOPICS, OF_READER, replace=False)] = chance.dirichlet([1.0] * OF_READER)
    return match / match.max(axis=1, keepdims=True)


def _sessions(chance: np.random.Generator, size: Size) -> tuple[np.ndarray, np.ndarray]:
    """Each reader's own rate is drawn once, the sessions of a day by that rate."""
    rate = chance.gamma(2.0, 1.0, size.readers)
    steps = int(size.days * DAY) // STEP
    step, reader = np.nonzero(chance.random((steps, size.readers)) < rate * STEP / DAY)
    return reader, step * STEP


def _off_feed(chance: np.random.Generator, follows: np.ndarray, notes: Notes) -> Meetings:
    meets = follows[:, notes.author] & (
        chance.random((len(follows), len(notes.author))) < MET_OFF_FEED
    )
    person, note = np.nonzero(meets)
    hour = notes.published[note] + chance.uniform(0, DAY, len(note))
    return Meetings(person, note, hour)


def _gangs(chance: np.random.Generator, size: Size, notes: Notes) -> tuple[Meetings, Meetings]:
    is_bad = ~notes.is_bait & (notes.quality <= np.quantile(notes.quality, 0.2))
    chosen = chance.choice(np.flatnonzero(is_bad), size.rings * size.pushed, replace=False)
    rings = np.repeat(np.arange(size.rings), size.pushed)
    victims = chance.choice(np.flatnonzero(notes.good), size.victims, replace=False)
    brigade = np.full(size.victims, size.rings)
    return (
        _together(chance, size, notes, rings, chosen),
        _together(chance, size, notes, brigade, victims),
    )


def _together(
    chance: np.random.Generator, size: Size, notes: Notes, gang: np.ndarray, targets: np.ndarray
) -> Meetings:
    """Every member of its gang on each target, in the target's first hours."""
    members = size.readers + gang[:, None] * size.gang + np.arange(size.gang)
    note = np.repeat(targets, size.gang)
    hour = notes.published[note] + chance.uniform(0, PUSH_HOURS, len(note))
    return Meetings(members.ravel(), note, hour)
