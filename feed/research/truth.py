"""The truth box: what people who use a product say for and against it, each linked to its note.

Sponsored notes have no voice in it; how many there are is said beside it.
"""

import unicodedata
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypedDict

from django.contrib.auth.models import AnonymousUser
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Window
from django.db.models.functions import JSONObject

from feed.models import Remark
from notes.models import Note, ProductTag, Verdict
from notes.models.verdict import BLOCKS
from shop.models import Product

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

# The best notes of a product speak first; beyond these nobody reads.
MOST_NOTES = 200
MOST_POINTS = 6
# More than are shown, since some may not be for this reader.
MOST_BEST = 24
HONEST = (ProductTag.Relation.BOUGHT, ProductTag.Relation.AFFILIATE)


class Remarked(TypedDict):
    remarked: list[dict[str, str]]


@dataclass(frozen=True, slots=True)
class Source:
    """A note that says it."""

    note_id: int
    public_id: str
    author: str


@dataclass(frozen=True, slots=True)
class Point:
    text: str
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class Truth:
    """What the notes of a product say, block by block, the most said first.

    :param blocks: points by block name, in the order of reading
    :param best: the best listed notes that tag the product
    :param notes: how many listed notes tag the product
    :param sponsored: how many of these are sponsored
    """

    blocks: dict[str, tuple[Point, ...]]
    best: list[int]
    notes: int
    sponsored: int

    @property
    def note_ids(self) -> list[int]:
        """Every note that is linked."""
        points = [point for block in self.blocks.values() for point in block]
        return list({source.note_id: None for point in points for source in point.sources})

    @property
    def sponsored_share(self) -> int | None:
        """Whole per cent of the notes about it; None where there are none."""
        return round(100 * self.sponsored / self.notes) if self.notes else None

    @property
    def told(self) -> list[tuple[str, str, tuple[Point, ...]]]:
        """(name, label, points) of every block that holds any."""
        return [(name, str(BLOCKS[name]), points) for name, points in self.blocks.items() if points]

    def among(self, note_ids: Collection[int]) -> "Truth":
        """The same with the words of these notes alone: what a reader may meet."""
        return replace(
            self,
            blocks={
                name: tuple(filter(None, (_heard(point, note_ids) for point in points)))
                for name, points in self.blocks.items()
            },
        )


def of(product: Product) -> Truth:
    """What public notes say of the product; narrow it with `among` for a reader."""
    said: dict[str, dict[str, tuple[str, list[Source]]]] = {name: {} for name in BLOCKS}
    for block, text, source in _said(product):
        _text, sources = said[block].setdefault(_folded(text), (text, []))
        if source not in sources:
            sources.append(source)
    blocks = {
        name: tuple(
            Point(text, tuple(sources))
            for text, sources in sorted(points.values(), key=lambda one: -len(one[1]))
        )[:MOST_POINTS]
        for name, points in said.items()
    }
    return Truth(blocks, *about(product))


def critical(product: Product) -> QuerySet[Note]:
    """The listed notes that name a weakness of it or whom it does not suit, unsponsored."""
    named = Verdict.objects.filter(note=OuterRef("pk"), product=product)
    named = named.exclude(cons=[], not_for=[])
    remarked = Remark.objects.filter(note=OuterRef("pk"), block__in=("cons", "not_for"))
    return honest(product).filter(Exists(named) | Exists(remarked))


def honest(product: Product) -> QuerySet[Note]:
    """The public notes that tag it without being paid for it, the best first."""
    tags = ProductTag.objects.filter(note=OuterRef("pk"), product=product, relation__in=HONEST)
    listed = Note.objects.listed_for(AnonymousUser()).filter(Exists(tags))
    return listed.order_by("-score__rank", "-pk")


def _said(product: Product) -> Iterator[tuple[str, str, Source]]:
    """(block, text, source) of the best notes: their verdict, else what their text remarks."""
    for note in _voices(product):
        source = Source(note.pk, note.public_id, note.author.get_full_name())
        verdict = getattr(note, "verdict", None)
        if verdict is None:
            yield from ((said["block"], said["text"], source) for said in note.remarked)
        elif verdict.product_id == product.pk:
            for name, _label, points in verdict.blocks():
                yield from ((name, text, source) for text in points)


def _voices(product: Product) -> "QuerySet[WithAnnotations[Note, Remarked]]":
    remarks = Remark.objects.filter(note=OuterRef("pk")).order_by("pk")
    said = ArraySubquery(remarks.values(said=JSONObject(block="block", text="text")))
    speaking = Q(verdict__product=product) | Q(Exists(remarks), verdict=None)
    notes = honest(product).filter(speaking).select_related("author", "verdict")
    return notes.annotate(remarked=said)[:MOST_NOTES]


def about(product: Product) -> tuple[list[int], int, int]:
    """The best public notes that tag it; how many tag it in all, and how many of these are paid."""
    listed = Note.objects.listed_for(AnonymousUser())
    tags = ProductTag.objects.filter(product=product, note__in=listed)
    paid = Count("pk", filter=Q(relation__in=ProductTag.SPONSORED))
    rows = tags.annotate(all=Window(Count("pk")), paid=Window(paid))
    best = list(
        rows.order_by(F("note__score__rank").desc(nulls_last=True), "-note").values_list(
            "note", "all", "paid"
        )[:MOST_BEST]
    )
    _note, notes, sponsored = best[0] if best else (0, 0, 0)
    return [row[0] for row in best], notes, sponsored


def _folded(text: str) -> str:
    """Two people say the same when only case, width and punctuation differ."""
    kept = unicodedata.normalize("NFKC", text).casefold()
    return "".join(char for char in kept if unicodedata.category(char)[0] in "LN")


def _heard(point: Point, note_ids: Collection[int]) -> Point | None:
    sources = tuple(source for source in point.sources if source.note_id in note_ids)
    return Point(point.text, sources) if sources else None
