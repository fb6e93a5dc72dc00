"""What is asked of search: a text, what to look among, in which order, narrowed by what."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.db.models import TextChoices
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from feed.search import vectors, words
from notes.channels import Channel

# The largest price that anybody may ask for, in whole units.
MOST_PRICE = 10_000_000


class Tab(TextChoices):
    NOTES = "notes", gettext_lazy("Notes")
    PRODUCTS = "products", gettext_lazy("Products")
    STORES = "stores", gettext_lazy("Stores")
    USERS = "users", gettext_lazy("People")
    TOPICS = "topics", gettext_lazy("Topics")


class Sort(TextChoices):
    RELEVANCE = "relevance", gettext_lazy("Most relevant")
    LATEST = "latest", gettext_lazy("Latest")
    LIKED = "liked", gettext_lazy("Most liked")
    COMMENTED = "commented", gettext_lazy("Most commented")
    SAVED = "saved", gettext_lazy("Most saved")


class Type(TextChoices):
    ALBUM = "album", gettext_lazy("Several pictures")
    PRODUCTS = "products", gettext_lazy("With products")


class Time(TextChoices):
    DAY = "day", gettext_lazy("Last 24 hours")
    WEEK = "week", gettext_lazy("Last week")
    MONTH = "month", gettext_lazy("Last month")
    HALF_YEAR = "half_year", gettext_lazy("Last half year")
    YEAR = "year", pgettext_lazy("search", "Last year")


SPANS = {Time.DAY: 1, Time.WEEK: 7, Time.MONTH: 31, Time.HALF_YEAR: 183, Time.YEAR: 366}
_TYPE_MARKS = {Type.ALBUM: "m", Type.PRODUCTS: "g"}
_CHOICES = {"type": Type, "time": Time, "channel": Channel, "sort": Sort, "tab": Tab}
_FLAGS = ("verified", "no_ads")


@dataclass(frozen=True)
class Query:
    """One search as its address says it.

    :param text: cleaned; `is_cut` if more was typed than is looked up
    :param price_min: in minor units, as `price_max`
    :param errors: what of the address was not understood, by field, in the reader's language
    :param typed: the raw fields, so that a form keeps what was typed
    """

    text: str
    tab: str = Tab.NOTES
    sort: str = Sort.RELEVANCE
    type: str = ""
    time: str = ""
    channel: str = ""
    price_min: int | None = None
    price_max: int | None = None
    verified: bool = False
    no_ads: bool = False
    is_cut: bool = False
    errors: Mapping[str, str] = field(default_factory=dict, compare=False)
    typed: Mapping[str, str] = field(default_factory=dict, compare=False)

    @cached_property
    def words(self) -> list[str]:
        return words.in_query(self.text)

    @property
    def key(self) -> str:
        return words.key_of(self.text)

    @property
    def is_narrowed(self) -> bool:
        return any(name not in ("q", "tab", "sort") for name in self.parameters())

    @property
    def filters(self) -> int:
        """How many filters are set; a range of prices is one."""
        names = {name.partition("_m")[0] for name in self.parameters()}
        return len(names - {"q", "tab", "sort"})

    @property
    def prices(self) -> str:
        """The range of prices as people write it; empty without one."""
        low, high = _in_units(self.price_min), _in_units(self.price_max)
        if low and high:
            return f"¥{low} – {high}"
        return f"≥ ¥{low}" if low else f"≤ ¥{high}" if high else ""

    @property
    def has_no_word(self) -> bool:
        """Whether something was typed that holds no letter, digit or character."""
        return bool(self.text) and not self.key

    @property
    def choice_errors(self) -> bool:
        """Whether the address names a choice that there is not."""
        return any(name in _CHOICES for name in self.errors)

    def since(self, at: datetime) -> datetime | None:
        return at - timedelta(days=SPANS[Time(self.time)]) if self.time else None

    def weeks(self, at: datetime) -> list[str]:
        """The marks of the weeks in which it must have been published; none for any time."""
        since = self.since(at)
        return [f"={mark}" for mark in vectors.weeks(since, at)] if since else []

    def conditions(self) -> list[list[str]]:
        """The filters but time, as words of the documents: of each list one must stand there."""
        marks = [f"c{self.channel}"] if self.channel else []
        marks += [_TYPE_MARKS[Type(self.type)]] if self.type else []
        marks += ["v"] if self.verified else []
        marks += ["o"] if self.no_ads else []
        found = [[mark] for mark in marks]
        if self.price_min is not None or self.price_max is not None:
            found.append(vectors.price_marks(self.price_min, self.price_max))
        return [[f"={mark}" for mark in marks] for marks in found]

    def parameters(self) -> dict[str, str]:
        """The address of this search, without what is as always."""
        named = {
            "q": self.text,
            "tab": "" if self.tab == Tab.NOTES else str(self.tab),
            "sort": "" if self.sort == Sort.RELEVANCE else str(self.sort),
            "type": str(self.type),
            "time": str(self.time),
            "channel": str(self.channel),
            "price_min": _in_units(self.price_min),
            "price_max": _in_units(self.price_max),
            "verified": "1" if self.verified else "",
            "no_ads": "1" if self.no_ads else "",
        }
        return {name: value for name, value in named.items() if value}

    def address(self, **changes: Any) -> str:
        """The query string of this search with these changes."""
        return "?" + urlencode(replace(self, **changes).parameters())

    def plain(self) -> "Query":
        """The same words without filters."""
        return Query(self.text, tab=self.tab, sort=self.sort)


def read(values: Mapping[str, str]) -> Query:
    """The search that an address asks for; what it does not understand is left out, and said."""
    errors: dict[str, str] = {}
    raw = values.get("q", "")
    text = words.cleaned(raw)
    chosen = {name: _choice(values, name, errors) for name in _CHOICES}
    low = _price(values, "price_min", errors)
    high = _price(values, "price_max", errors)
    if low is not None and high is not None and low > high:
        errors["price_max"] = _("The highest price is below the lowest.")
        low = high = None
    return Query(
        text=text,
        tab=chosen["tab"] or Tab.NOTES,
        sort=chosen["sort"] or Sort.RELEVANCE,
        type=chosen["type"],
        time=chosen["time"],
        channel=chosen["channel"],
        price_min=low,
        price_max=high,
        is_cut=len(" ".join(raw.split())) > words.LONGEST_QUERY,
        errors=errors,
        typed={name: values.get(name, "")[:100] for name in ("price_min", "price_max")},
        **{name: values.get(name, "") in ("1", "true", "on") for name in _FLAGS},
    )


def _choice(values: Mapping[str, str], name: str, errors: dict[str, str]) -> str:
    value = values.get(name, "")
    if value and value not in _CHOICES[name].values:
        errors[name] = _("There is no such choice.")
        return ""
    return value


def _price(values: Mapping[str, str], name: str, errors: dict[str, str]) -> int | None:
    """A price in whole units or with two decimals, as minor units."""
    raw = values.get(name, "").strip()
    if not raw:
        return None
    whole, dot, cents = raw.partition(".")
    is_number = (whole + cents).isascii() and (whole + cents).isdigit() and bool(whole)
    if not is_number or len(whole) > 9 or len(cents) > 2 or (dot and not cents):
        errors[name] = _("Enter a price such as 99 or 99.50.")
        return None
    if int(whole) > MOST_PRICE:
        errors[name] = _("This is more than anything costs here.")
        return None
    return int(whole) * 100 + int(cents.ljust(2, "0") or 0)


def _in_units(price: int | None) -> str:
    if price is None:
        return ""
    return f"{price // 100}.{price % 100:02d}" if price % 100 else str(price // 100)
