"""Which coupons a buyer may lay on an order, by who pays for them, and which lie on it."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime

from accounts.models import User
from shop import discounts
from shop.models import CouponClaim, Store
from shop.services import coupons
from shop.services.quoted import Quote


@dataclass(frozen=True, slots=True)
class Choice:
    """:param worth: what it would take off by itself"""

    claim: CouponClaim
    worth: int
    is_chosen: bool


@dataclass(slots=True)
class Payer:
    """One store, or the platform (None): of its coupons one may be chosen."""

    store: Store | None
    choices: list[Choice] = field(default_factory=list)

    @property
    def name(self) -> str:
        """The name of its field in a form."""
        return f"coupon-{self.store.pk}" if self.store else "coupon-platform"

    @property
    def has_chosen(self) -> bool:
        return any(choice.is_chosen for choice in self.choices)


@dataclass(frozen=True, slots=True)
class Laid:
    """:param offer: the quote with the chosen coupons applied"""

    offer: Quote
    payers: list[Payer]

    @property
    def claims(self) -> list[str]:
        return [
            choice.claim.public_id
            for payer in self.payers
            for choice in payer.choices
            if choice.is_chosen
        ]

    def of(self, store: Store) -> Payer | None:
        return next((payer for payer in self.payers if payer.store == store), None)

    @property
    def platform(self) -> Payer | None:
        return next((payer for payer in self.payers if payer.store is None), None)


def lay(offer: Quote, buyer: User, *, chosen: Collection[str] | None = None, at: datetime) -> Laid:
    """Apply these coupons; without a choice, the combination that takes most off."""
    claims = coupons.held(buyer, at=at)
    if not claims or not offer.lines:
        return Laid(offer, [])
    lines, offers = offer.positions, coupons.offers(claims)
    if chosen is None:
        wanted = {one.key for one in discounts.best(lines, offers)}
    else:
        wanted = {claim.pk for claim in claims if claim.public_id in chosen}
    laid = offer.less(one for one in offers if one.key in wanted)
    return Laid(laid, _payers(lines, zip(claims, offers, strict=True), set(laid.taken)))


def _payers(
    lines: list[discounts.Position],
    pairs: Iterable[tuple[CouponClaim, discounts.Offer]],
    chosen: set[int],
) -> list[Payer]:
    found: dict[int | None, Payer] = {}
    seen: set[tuple[int, bool]] = set()
    for claim, offer in pairs:
        worth = discounts.allot(lines, [offer]).total
        # Two of the same coupon are one choice.
        same = (claim.coupon_id, offer.key in chosen)
        if not worth or (same in seen or (claim.coupon_id, True) in seen):
            continue
        seen.add(same)
        payer = found.setdefault(offer.store, Payer(claim.coupon.store))
        payer.choices.append(Choice(claim, worth, offer.key in chosen))
    for payer in found.values():
        payer.choices.sort(key=lambda choice: (-choice.worth, choice.claim.pk))
    return list(found.values())
