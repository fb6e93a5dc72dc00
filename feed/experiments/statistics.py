"""What a difference may be worth: intervals over readers, since readers are what was drawn.

Rates are ratios of sums (saves per impression); a reader with many impressions gives many, so the
variance of a rate is taken over readers by the delta method (Deng, Knoblich, Lu, *Applying the
Delta Method in Metric Analytics*, KDD 2018), and the interval of a difference is Welch's.
Shares of readers have Wilson's interval; wins and losses of interleaving the sign test. The
distributions come from scipy.special: scipy.stats says the same and takes 50 MB of a worker.
"""

import math
from dataclasses import dataclass

import numpy as np
from scipy import special

LEVEL = 0.95
# Fewer readers in an arm, and nothing is said.
FEWEST = 20
# Below, so uneven a draw is no chance: something loses readers of one arm.
MISMATCH = 0.001


@dataclass(frozen=True, slots=True)
class Estimate:
    """A mean or rate with its standard error and the degrees of freedom behind it."""

    value: float
    error: float
    freedom: float


@dataclass(frozen=True, slots=True)
class Difference:
    value: float
    low: float
    high: float

    @property
    def is_clear(self) -> bool:
        """Whether 0 lies outside."""
        return self.low > 0 or self.high < 0


def rate(parts: np.ndarray, wholes: np.ndarray) -> Estimate | None:
    """Σ parts / Σ wholes, each reader giving one of both; None for too few readers."""
    whole, readers = wholes.sum(), len(wholes)
    if readers < FEWEST or whole <= 0:
        return None
    value = parts.sum() / whole
    left = parts - value * wholes
    error = float(np.sqrt(left.var(ddof=1) * readers) / whole)
    return Estimate(float(value), error, readers - 1)


def mean(values: np.ndarray) -> Estimate | None:
    """The mean over readers; None for too few."""
    return rate(values, np.ones(len(values)))


def difference(one: Estimate, other: Estimate) -> Difference:
    """`other` − `one` with its 95 % interval, by Welch."""
    value = other.value - one.value
    variances = np.array([one.error**2, other.error**2])
    total = variances.sum()
    if total <= 0:
        return Difference(value, value, value)
    freedom = total**2 / (variances**2 / np.array([one.freedom, other.freedom])).sum()
    reach = float(special.stdtrit(freedom, (1 + LEVEL) / 2) * np.sqrt(total))
    return Difference(value, value - reach, value + reach)


def within(values: np.ndarray) -> Difference | None:
    """The mean of differences within readers, with its 95 % interval; None for too few."""
    found = mean(values)
    return difference(Estimate(0.0, 0.0, found.freedom), found) if found else None


def share(count: int, of: int) -> Difference:
    """count / of with Wilson's 95 % interval."""
    if not of:
        return Difference(0.0, 0.0, 1.0)
    value, z = count / of, float(special.ndtri((1 + LEVEL) / 2))
    whole = of + z**2
    centre = (count + z**2 / 2) / whole
    reach = z / whole * math.sqrt(count * (1 - value) + z**2 / 4)
    return Difference(value, max(0.0, centre - reach), min(1.0, centre + reach))


def share_difference(one: tuple[int, int], other: tuple[int, int]) -> Difference | None:
    """The difference of two shares, each (count, of), by Newcombe out of Wilson's intervals."""
    if min(one[1], other[1]) < FEWEST:
        return None
    first, second = share(*one), share(*other)
    value = second.value - first.value
    down = np.hypot(second.value - second.low, first.high - first.value)
    up = np.hypot(second.high - second.value, first.value - first.low)
    return Difference(value, float(value - down), float(value + up))


def mismatch(first: int, second: int) -> float:
    """The chance that a fair draw is so uneven: chi-square of the readers of both arms."""
    if not first + second:
        return 1.0
    return float(special.chdtrc(1, (first - second) ** 2 / (first + second)))


def sign_test(wins: int, losses: int) -> float:
    """The chance of so uneven wins where neither is better; ties say nothing."""
    tail = special.bdtr(min(wins, losses), wins + losses, 0.5)
    return min(1.0, 2 * float(tail))
