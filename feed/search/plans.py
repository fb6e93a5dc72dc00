"""How a search looks into the index: what it asks of it, and in which chunks.

Where little is expected, one look takes all. Else the best steps are tried first, and what stands
in a third of all notes is asked of each row instead: to unite long lists costs more. Steps that are
asked of the index alone are looked up one by one: PostgreSQL reads the list of a single word some
ten times faster than the union of several.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from feed.search import frequencies, vectors

# The share of all notes from which on a condition is asked of each row.
COMMON = 0.3
# Weeks that are united without ado; with more of them the row's moment is asked, unless seldom so.
FEW_WEEKS, SELDOM = 2, 0.1


@dataclass(frozen=True)
class Part:
    """One condition: a tsquery's text, and the share of the documents that it is expected to fit.

    :param is_told: rows say it in a column as well, which is asked in any case
    """

    text: str
    share: float
    is_told: bool = False

    @property
    def is_asked_of_rows(self) -> bool:
        return self.share >= COMMON and not self.is_told


@dataclass(frozen=True)
class Plan:
    """What is asked of the index, one look after another until there is enough.

    :param whole: what each row must fit besides; "" where the looks say it all
    :param most: rows that are taken
    """

    looks: list[str]
    whole: str
    most: int


def each_of(words: Sequence[str], sign: str = "") -> list[Part]:
    """Every one of these words."""
    known = frequencies.known()
    return [Part(vectors.all_of([word], sign), known.of(f"{sign}{word}")) for word in words]


def any_of(words: Sequence[str]) -> list[Part]:
    """At least one of them."""
    return [Part(vectors.any_of(words), frequencies.known().of_any(words))]


def most_of(words: Sequence[str]) -> list[Part]:
    """All of them but one."""
    return [Part(vectors.most_of(words), frequencies.known().of_most(words))]


def weeks(marks: Sequence[str]) -> list[Part]:
    """Published in one of these weeks."""
    share = frequencies.known().of_any(marks)
    is_told = len(marks) > FEW_WEEKS and share >= SELDOM
    return [Part(vectors.any_of(marks), share, is_told)] if marks else []


def plan(parts: Sequence[Part], steps: Sequence[str], *, enough: int) -> Plan:
    """The way to `enough` documents that fit all parts, in the order of these steps."""
    share = math.prod(part.share for part in parts)
    chunks = frequencies.known().chunks(share, steps, enough=enough)
    if not any(chunks):
        # More may be there than was expected. What a column tells need not be united from lists.
        asked = [part.text for part in parts if not part.is_told]
        return Plan([vectors.narrowed("", asked)], "", max(3 * enough, 2 * frequencies.FEW))
    asked = [part.text for part in parts if not (part.is_told or part.is_asked_of_rows)]
    rest = [part.text for part in parts if part.is_asked_of_rows]
    if not asked:
        chunks = [vectors.any_of([step], "=") for step in steps]
    looks = [vectors.narrowed("", [*asked, chunk]) for chunk in chunks]
    return Plan(looks, vectors.narrowed("", rest), enough)
