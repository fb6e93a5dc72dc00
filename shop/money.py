"""Money as whole minor units with a currency; never a float."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Money:
    """An amount of at least zero.

    :param minor: fen, cents: the smallest unit of the currency
    :param currency: ISO 4217 code
    """

    minor: int
    currency: str = "CNY"

    def __post_init__(self) -> None:
        if self.minor < 0:
            raise ValueError(f"Money is never negative: {self.minor} {self.currency}")

    def __add__(self, other: Money) -> Money:
        self._same(other)
        return Money(self.minor + other.minor, self.currency)

    def __mul__(self, times: int) -> Money:
        return Money(self.minor * times, self.currency)

    def __str__(self) -> str:
        return f"{self.minor // 100}.{self.minor % 100:02d} {self.currency}"

    def split(self, weights: list[int]) -> list[Money]:
        """Share by weights with largest remainder; the parts sum to the whole exactly.

        :raises ValueError: if the weights are empty, negative or all zero
        """
        total = sum(weights)
        if total <= 0 or min(weights) < 0:
            raise ValueError(f"weights must be non-negative with a positive sum: {weights}")
        shares = [self.minor * weight // total for weight in weights]
        remainders = [self.minor * weight % total for weight in weights]
        missing = self.minor - sum(shares)
        for index in sorted(range(len(weights)), key=lambda i: (-remainders[i], i))[:missing]:
            shares[index] += 1
        return [Money(share, self.currency) for share in shares]

    def _same(self, other: Money) -> None:
        if self.currency != other.currency:
            raise ValueError(f"{self.currency} and {other.currency} do not add")


def share_of_units(whole: int, units: int, *, before: int, taken: int) -> int:
    """What `taken` of `units` equal pieces cost, after `before` others, when all cost `whole`.

    By largest remainder: however the pieces are parted, the parts sum to the whole exactly.

    :raises ValueError: if there are not so many pieces left
    """
    if min(before, taken) < 0 or before + taken > units:
        raise ValueError(f"{taken} of {units} pieces, {before} of them gone")
    return _of_first(whole, units, before + taken) - _of_first(whole, units, before)


def _of_first(whole: int, units: int, count: int) -> int:
    each, rest = divmod(whole, units)
    return each * count + min(count, rest)
