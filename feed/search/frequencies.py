"""How often words stand in the index, as PostgreSQL's own statistics know it.

They hold the thousand or so most frequent words; whatever they do not hold is rare. So it is known
beforehand which searches would find very much, and these look among the best notes first.
"""

import math
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db import connection

from feed.search import vectors

# Documents that one look takes without ado.
FEW = 600
# Seconds for which a process trusts what it has read.
_TRUSTED = 300.0
_READ = """
    SELECT greatest(c.reltuples, 0)::float8, s.most_common_elems::text::text[],
        s.most_common_elem_freqs
    FROM pg_class c LEFT JOIN pg_stats s
        ON s.tablename = c.relname AND s.attname = 'document' AND s.schemaname = current_schema()
    WHERE c.oid = 'feed_searchdocument'::regclass
"""


@dataclass(frozen=True)
class Frequencies:
    """The share of documents in which each frequent word stands.

    :param rare: the most that a word can have which is not among them
    """

    documents: float = 0.0
    shares: dict[str, float] = field(default_factory=dict)
    rare: float = 0.0

    def of(self, word: str) -> float:
        return self.shares.get(word, self.rare / 2)

    def of_all(self, words: Iterable[str]) -> float:
        """As if words came independently of each other."""
        return math.prod(map(self.of, words))

    def of_any(self, words: Iterable[str]) -> float:
        return min(sum(map(self.of, words)), 1.0)

    def of_most(self, words: Sequence[str]) -> float:
        rests = ([*words[:gap], *words[gap + 1 :]] for gap in range(len(words)))
        return min(sum(map(self.of_all, rests)), 1.0)

    def chunks(self, share: float, steps: Sequence[str], *, enough: int) -> list[str]:
        """Conditions that are tried one after another until there is enough, the best first.

        :param share: of the documents, so many are expected to fit
        :param steps: marks of which every document has one, in order
        :param enough: how many are wanted; where few more are expected, one look takes them all
        """
        expected = share * self.documents
        if expected <= max(2 * enough, FEW):
            return [""]
        made: list[list[str]] = [[]]
        wanted, gathered = float(enough), 0.0
        was_known = False
        for step in steps:
            # What is not known as frequent holds next to nothing, and costs as much when apart.
            is_known = f"={step}" in self.shares
            if is_known != was_known or gathered > 1.5 * wanted:
                made.append([])
            if gathered > 1.5 * wanted:
                wanted, gathered = wanted * 3, 0.0
            was_known = is_known
            made[-1].append(step)
            gathered += expected * self.shares.get(f"={step}", 0.0)
        return [vectors.any_of(chunk, "=") for chunk in made if chunk]


_held: tuple[float, Frequencies] = (-_TRUSTED, Frequencies())


def known() -> Frequencies:
    """The frequencies as of the last minutes."""
    global _held
    if time.monotonic() - _held[0] > _TRUSTED:
        _held = (time.monotonic(), _read())
    return _held[1]


def forget() -> None:
    """Forget what this process remembers."""
    global _held
    _held = (-_TRUSTED, Frequencies())


def _read() -> Frequencies:
    with connection.cursor() as cursor:
        cursor.execute(_READ)
        documents, words, shares = cursor.fetchone()
    if not words:
        return Frequencies(documents)
    # Behind the words' own shares stand the least, the greatest and that of none.
    found = dict(zip(words, shares, strict=False))
    return Frequencies(documents, found, min(found.values()))
