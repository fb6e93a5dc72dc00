"""The whole demo in two steps: the first notes at once, the rest behind the running site.

Everything has a name of its own that is always the same, so a run that was killed goes on where
it stopped, and a repeat adds nothing.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from accounts.models import User
from feed.demo import (
    activity,
    brands,
    browsing,
    catalogue,
    covers,
    desks,
    finished,
    market,
    notes,
    offers,
    orders,
    people,
    pictures,
    searches,
    shelves,
    shopper,
    trials,
)
from feed.ranking import pool
from media.models import Picture
from shop.models import Product, Store
from shop.services import bestsellers

# Of each store, while the first notes are awaited.
FIRST_PRODUCTS = 2


@dataclass(frozen=True)
class Size:
    """How much of everything."""

    notes: int = 420
    creators: int = 64
    readers: int = 160
    orders: int = 36
    products: int = 8  # of each store
    pace: int = 60  # notes at a time


def load(size: Size, *, at: datetime, first: int | None = None, say: Callable[[str], None]) -> None:
    """Bring the demo in, or its first notes alone."""
    until = min(first, size.notes) if first else size.notes
    logins = people.logins()
    creators = [logins["creator"], *people.creators(size.creators)]
    readers = people.readers(size.readers)
    everybody = creators + readers
    activity.trust(everybody)

    each = FIRST_PRODUCTS if first else size.products
    needed = [number for one in range(until) for number in notes.spec(one).pictures]
    if not first:
        needed += covers.faces()
    shops, products, shown = _stocked(logins, each=each, needed=needed, at=at)

    for start in range(0, until, size.pace):
        numbers = range(start, min(start + size.pace, until))
        written = notes.write(numbers, authors=creators, shown=shown, products=products, at=at)
        activity.engage(written, readers=everybody, at=at)
        pool.tell_change()
        say(f"{numbers.stop} notes")
    if not first:
        people.faces(creators, [shown[number] for number in covers.faces()])
        people.verify(creators)
        told = brands.write(shops, products, shown, at=at)
        activity.engage(told, readers=everybody, at=at)
        people.follow([*everybody, logins["shopper"]])
        people.follow_topics([logins["shopper"], logins["creator"]], at=at)
        buyers = [logins["shopper"], *readers[:20]]
        _trade(buyers, products, logins, at=at, count=size.orders)
        browsing.wander(logins["shopper"], at=at)
        activity.settle(at=at)
        desks.fill_cart(logins["shopper"], products, at=at)
        offers.load(products, logins, at=at)
        begun = [shown[pictures.ware("food", 0)], shown[pictures.scene("pets", 0)]]
        desks.drafts(logins["creator"], begun, at=at)
        searches.search(readers, logins["shopper"], at=at)
        trials.show(readers, actor=logins["platform"], at=at)
        browsing.believe(logins["shopper"], at=at)


def _stocked(
    logins: dict[str, User], *, each: int, needed: list[int], at: datetime
) -> tuple[dict[str, Store], dict[str, list[Product]], dict[int, Picture]]:
    """The stores, so many products of each, and their pictures beside those that are needed."""
    shops = catalogue.stores()
    catalogue.staff(shops, logins)
    catalogue.verify(shops, platform=logins["platform"], at=at)
    numbers = [*catalogue.picture_numbers(each=each), *needed]
    shown = pictures.ensure(numbers, owner=logins["platform"])
    catalogue.logos(shops, shown)
    products = catalogue.products(shops, shown, each=each)
    shelves.fill(products, at=at)
    return shops, products, shown


def _trade(
    buyers: list[User],
    products: dict[str, list[Product]],
    logins: dict[str, User],
    *,
    at: datetime,
    count: int,
) -> None:
    """So many orders in every state, and what is counted of them."""
    platform = logins["platform"]
    desks.remember_clicks(buyers, at=at)
    finished.place(buyers, logins["creator"], actor=platform, at=at)
    orders.place(buyers, products, actor=platform, at=at, count=count)
    shopper.tell(logins["shopper"], products, actor=platform, at=at)
    market.tell(products["food"][0], buyers, actor=platform, at=at)
    bestsellers.recount(at=at)


def notice() -> str:
    """Who can log in, for whoever runs the demo."""
    lines = [f"  {email:24} {people.PASSWORD}" for _, _, email in people.LOGINS]
    return "Demo logins (all with the same password):\n" + "\n".join(lines) + "\n"
