"""Words as PostgreSQL's full text takes them, written directly: no dictionary touches them; pure.

A document is a tsvector. Its words carry the weight of the place where they stand: A the title,
B topics and product names, C the text, D descriptions of pictures and the author's name. A word
of the title stands there a second time behind "^", and what narrows a search behind "=": so that
every condition is answered out of one index, and no row is read in vain.
"""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta

# A word that stands there more often is not more there.
_TIMES = 3
_EPOCH = datetime(2020, 1, 1, tzinfo=UTC)
_WEEK = timedelta(days=7)
# Steps of worth: eight to each doubling, around 1.
STEPS_OF_WORTH = range(16, -17, -1)
STEPS_OF_COUNT = range(20, -1, -1)


def document(
    fields: Mapping[str, Iterable[str]], *, title: Iterable[str] = (), marks: Iterable[str] = ()
) -> str:
    """A tsvector's text: words by weight, the words of the title, and what narrows a search."""
    places: dict[str, list[str]] = {}
    at = 0
    for weight in "ABCD":
        times: Counter[str] = Counter()
        for word in fields.get(weight, ()):
            times[word] += 1
            if times[word] <= _TIMES and at < 16_000:
                at += 1
                places.setdefault(word, []).append(f"{at}{weight}")
    parts = [f"'{word}':{','.join(each)}" for word, each in places.items()]
    parts += [f"'^{word}'" for word in dict.fromkeys(title)]
    parts += [f"'={mark}'" for mark in dict.fromkeys(marks)]
    return " ".join(parts)


def all_of(words: Sequence[str], sign: str = "") -> str:
    """A tsquery's text: each of these words."""
    return " & ".join(f"'{sign}{word}'" for word in words)


def any_of(words: Sequence[str], sign: str = "") -> str:
    """A tsquery's text: at least one of these words."""
    return " | ".join(f"'{sign}{word}'" for word in words)


def most_of(words: Sequence[str]) -> str:
    """A tsquery's text: all of these words but one."""
    rests = ([*words[:gap], *words[gap + 1 :]] for gap in range(len(words)))
    return " | ".join(f"({all_of(rest)})" for rest in rests)


def narrowed(query: str, conditions: Iterable[str]) -> str:
    """The query, and each of the conditions beside it."""
    return " & ".join(f"({part})" for part in (query, *conditions) if part)


def week(moment: datetime) -> int:
    """The number of a moment's week."""
    return max((moment - _EPOCH) // _WEEK, 0)


def weeks_mark(moment: datetime) -> str:
    return f"p{week(moment)}"


def weeks(since: datetime, until: datetime) -> list[str]:
    """The marks of the weeks from `until` back to `since`, newest first."""
    return [f"p{number}" for number in range(week(until), week(since) - 1, -1)]


def worth_mark(worth: float) -> str:
    step = math.floor(8 * math.log2(max(worth, 0.01)))
    return f"w{min(max(step, STEPS_OF_WORTH[-1]), STEPS_OF_WORTH[0])}"


def count_mark(letter: str, count: int) -> str:
    """The step of a count: one to each doubling, so that it seldom changes."""
    return f"{letter}{min(count.bit_length(), STEPS_OF_COUNT[0])}"


def price_mark(price: int) -> str:
    """The step of a price in minor units: two to each doubling."""
    return f"d{_price_step(price)}"


def price_marks(low: int | None, high: int | None) -> list[str]:
    """The steps that hold all prices from `low` to `high`."""
    first = _price_step(low or 0)
    last = _price_step(high) if high is not None else _MOST_EXPENSIVE
    return [f"d{step}" for step in range(first, last + 1)]


_MOST_EXPENSIVE = 80


def _price_step(price: int) -> int:
    return min(math.floor(2 * math.log2(price)) if price > 0 else 0, _MOST_EXPENSIVE)
