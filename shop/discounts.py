"""What coupons take off the lines of an order. Pure: no ORM, no clock.

The rules, in the words that buyers read: one coupon a store and one of the platform an order. Each
counts on the price of the goods that it is for, whatever another takes off. What has a deal's
price counts for none. Every piece costs one fen at least. Delivery is never discounted.
"""

import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from shop.money import Money

# So many combinations are tried one by one; beyond, each store's best is taken first.
MOST_TRIED = 256


@dataclass(frozen=True, slots=True)
class Position:
    """A line as a coupon sees it.

    :param key: the SKU
    :param is_final: the price takes no coupon
    """

    key: int
    store: int
    product: int
    category: int
    amount: int
    pieces: int
    is_final: bool = False


@dataclass(frozen=True, slots=True)
class Offer:
    """A coupon in somebody's hand.

    :param key: which one it is
    :param store: None where the platform pays
    :param percent: None where `amount` is taken off
    :param most: a cap on what a per cent coupon takes off
    :param products: the only products that it is for; None: any. So `categories`
    """

    key: int
    store: int | None
    minimum: int
    amount: int = 0
    percent: int | None = None
    most: int | None = None
    products: frozenset[int] | None = None
    categories: frozenset[int] | None = None

    def is_for(self, line: Position) -> bool:
        return (
            not line.is_final
            and self.store in (None, line.store)
            and (self.products is None or line.product in self.products)
            and (self.categories is None or line.category in self.categories)
        )

    def worth(self, goods: int) -> int:
        """What it takes off goods of this price; 0 below its minimum."""
        if goods < self.minimum or goods <= 0:
            return 0
        if self.percent is None:
            return self.amount
        share = goods * self.percent // 100
        return share if self.most is None else min(share, self.most)


@dataclass(slots=True)
class Allotment:
    """What each coupon takes off, and how that is shared among the lines.

    :param taken: coupon → sum
    :param discount: SKU → sum
    :param subsidy: SKU → the part of its discount that the platform pays
    """

    taken: dict[int, int] = field(default_factory=dict)
    discount: dict[int, int] = field(default_factory=dict)
    subsidy: dict[int, int] = field(default_factory=dict)

    @property
    def total(self) -> int:
        return sum(self.taken.values())


NOTHING = Allotment()


def allot(lines: Sequence[Position], offers: Iterable[Offer]) -> Allotment:
    """Apply these coupons, the stores' before the platform's; exact to the last fen.

    Of several of one payer the first that takes something off counts, and no other.
    """
    made = Allotment()
    payers = set()
    for offer in sorted(offers, key=lambda one: (one.store is None, one.key)):
        if offer.store in payers:
            continue
        fitting = [line for line in lines if offer.is_for(line)]
        room = [_room(line, made.discount) for line in fitting]
        worth = min(offer.worth(sum(line.amount for line in fitting)), sum(room))
        if worth <= 0:
            continue
        payers.add(offer.store)
        made.taken[offer.key] = worth
        for line, share in zip(fitting, Money(worth).split(room), strict=True):
            _add(made.discount, line.key, share.minor)
            if offer.store is None:
                _add(made.subsidy, line.key, share.minor)
    return made


def best(lines: Sequence[Position], offers: Iterable[Offer]) -> list[Offer]:
    """The combination that takes most off; of equals the one with the fewest coupons."""
    choices = _choices(lines, offers)
    tries = 1
    for options in choices:
        tries *= len(options)
    if tries > MOST_TRIED:
        choices = [options[-1:] for options in choices]
    combinations = (
        [offer for offer in combination if offer] for combination in itertools.product(*choices)
    )
    return max(combinations, key=lambda one: (allot(lines, one).total, -len(one)), default=[])


def _choices(lines: Sequence[Position], offers: Iterable[Offer]) -> list[list[Offer | None]]:
    """For each payer: none, or one of the coupons that take something off, the best last."""
    found: dict[int | None, list[tuple[int, Offer]]] = {}
    for offer in offers:
        alone = allot(lines, [offer]).total
        if alone:
            found.setdefault(offer.store, []).append((alone, offer))
    ordered = (sorted(group, key=lambda one: (one[0], -one[1].key)) for group in found.values())
    return [[None, *(offer for _alone, offer in group)] for group in ordered]


def _room(line: Position, discount: Mapping[int, int]) -> int:
    return max(line.amount - line.pieces - discount.get(line.key, 0), 0)


def _add(sums: dict[int, int], key: int, more: int) -> None:
    if more:
        sums[key] = sums.get(key, 0) + more
