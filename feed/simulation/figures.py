"""The figures of a trial, and what they must reach."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from feed.simulation.loop import Trace
from feed.simulation.world import World

ENOUGH_VIEWS = 50
_BINS = 10


@dataclass(frozen=True, slots=True)
class Figures:
    """One ranker in one world.

    :param top: exposure share of the best fifth
    :param utility: against a greedy ideal: the best lists for the same visits, of what their
        readers had not met before
    :param lasting: against an ideal that may show the same best notes at every visit
    :param small: exposure of small against big creators, at equal quality
    :param early: good notes with enough feed views within a day
    :param bait: exposure of clickbait against its share of notes
    :param ring: exposure of pushed notes against a world without gangs; `kept`: of victims
    """

    top: float
    utility: float
    small: float
    early: float
    bait: float
    ring: float
    kept: float
    repeats: float
    channels: float
    lasting: float = 0.0


def measure(world: World, attacked: Trace, calm: Trace, ideal: Trace) -> Figures:
    """The figures of a ranker in a world with gangs, and in the same world without them."""
    notes, exposure = world.notes, attacked.exposure
    pushed, victims = np.unique(world.pushes.note), np.unique(world.attacks.note)
    ordinary = ~notes.is_bait
    ordinary[pushed] = ordinary[victims] = False
    return Figures(
        top=exposure[notes.good].sum() / exposure.sum(),
        utility=_ratio(attacked.utility, attacked.possible),
        small=_small_to_big(world, exposure, ordinary),
        early=float((attacked.early[notes.good] >= ENOUGH_VIEWS).mean()),
        bait=exposure[notes.is_bait].sum() / exposure.sum() / notes.is_bait.mean(),
        ring=_ratio(exposure[pushed].sum(), calm.exposure[pushed].sum()),
        kept=_ratio(exposure[victims].sum(), calm.exposure[victims].sum()),
        repeats=attacked.repeats,
        channels=min(attacked.channels),
        lasting=attacked.utility / ideal.utility,
    )


def _small_to_big(world: World, exposure: np.ndarray, among: np.ndarray) -> float:
    """Mean exposure of a note, tenth by tenth of quality, as often as big creators write such."""
    notes = world.notes
    edges = np.quantile(notes.quality[among], np.linspace(0, 1, _BINS + 1)[1:-1])
    tenth = np.searchsorted(edges, notes.quality)
    small = big = 0.0
    for each in range(_BINS):
        ours = among & (tenth == each) & ~notes.is_big
        theirs = among & (tenth == each) & notes.is_big
        if ours.any() and theirs.any():
            small += exposure[ours].mean() * theirs.sum()
            big += exposure[theirs].sum()
    return _ratio(small, big)


def _ratio(one: float, other: float) -> float:
    return float(one / other) if other else float("inf")


def mean(every: Sequence[Figures]) -> Figures:
    """The mean of several worlds."""
    names = Figures.__dataclass_fields__
    return Figures(**{name: float(np.mean([getattr(f, name) for f in every])) for name in names})


@dataclass(frozen=True, slots=True)
class Gate:
    """What a figure of the product must reach.

    :param holds: given the product's figure and the best (largest) of the others
    """

    name: str
    meaning: str
    says: str
    holds: Callable[[float, float], bool]


GATES = [
    Gate(
        "top",
        "exposure share of the best fifth",
        "≥ 1.3 × best, ≥ 0.36",
        lambda own, best: own >= 1.3 * best and own >= 0.36,
    ),
    Gate(
        "utility",
        "utility against a greedy ideal",
        "≥ 1.8 × best",
        lambda own, best: own >= 1.8 * best,
    ),
    Gate(
        "small",
        "exposure small : big, equal quality",
        "0.7–1.4",
        lambda own, best: 0.7 <= own <= 1.4,
    ),
    Gate("early", "good notes with 50 views in 24 h", "≥ 0.75", lambda own, best: own >= 0.75),
    Gate("bait", "clickbait against fair share", "≤ 0.25", lambda own, best: own <= 0.25),
    Gate("ring", "lift of a ring's notes", "≤ 1.5", lambda own, best: own <= 1.5),
    Gate("kept", "what a brigade's victims keep", "≥ 0.8", lambda own, best: own >= 0.8),
    Gate("repeats", "repeats", "0", lambda own, best: own == 0),
    Gate("channels", "channels in 20 for a new reader", "≥ 8", lambda own, best: own >= 8),
]
