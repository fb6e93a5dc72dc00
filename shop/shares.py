"""Who gets which part of a line's money, and what each gives back of it. Pure.

All parts are whole minor units and always sum to what they share.
"""

from dataclasses import dataclass

from shop.money import Money

_ALL = 10_000


@dataclass(frozen=True, slots=True)
class Parts:
    """What a line of an order moves.

    :param subsidy: what the platform adds to the store's part for a coupon of its own
    """

    store: int
    creator: int
    platform: int
    subsidy: int

    @property
    def for_store(self) -> int:
        return self.store + self.subsidy


def of_line(paid: int, *, rate_bp: int, fee_bp: int, subsidy: int) -> Parts:
    """Share what a buyer paid for a line: commission and fee first, the rest is the store's.

    :param rate_bp: the creator's share in basis points, frozen at the click
    """
    creator = _share(paid, rate_bp)
    platform = min(_share(paid, fee_bp), paid - creator)
    return Parts(paid - creator - platform, creator, platform, subsidy)


def given_back(left: Parts, *, amount: int, quantity: int = 0, quantity_left: int = 0) -> Parts:
    """What each gives back when so much of a line is refunded, of what is left of it.

    Shared by what is left, with largest remainder: nobody gives more than they have of it, and
    what gives back the last of a line leaves nothing with anybody.

    :param quantity: pieces given back, which count where the line has no money left
    :param quantity_left: pieces of the line that were not given back before
    """
    owners = (left.store, left.creator, left.platform)
    taken = min(amount, sum(owners))
    store, creator, platform = _split(taken, owners)
    # More than is left cannot be asked for; were it so, it would be the store's to bear.
    store += amount - taken
    # Without money of the buyer's in it, the coupon comes back by the piece.
    part, whole = (taken, sum(owners)) if sum(owners) else (quantity, quantity_left)
    subsidy = _split(left.subsidy, (part, whole - part))[0]
    return Parts(store, creator, platform, subsidy)


def cut(amount: int, share_bp: int) -> tuple[int, int]:
    """An amount in two: the share, and the rest."""
    share = _share(amount, share_bp)
    return share, amount - share


def _share(amount: int, share_bp: int) -> int:
    return _split(amount, (share_bp, _ALL - share_bp))[0]


def _split(amount: int, weights: tuple[int, ...]) -> list[int]:
    if not sum(weights):
        return [0] * len(weights)
    return [part.minor for part in Money(amount).split(list(weights))]
