"""The truth box: what people who use a product say for and against it, each linked to its note.

Sponsored notes have no voice in it; how many there are is said beside it.
"""

import unicodedata
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace

from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from feed.models import Remark
from notes.models import Note, ProductTag, Verdict
from notes.models.verdict import BLOCKS
from shop.models import Product

# The best notes of a product speak first; beyond these nobody reads.
MOST_VERDICTS = 200
MOST_REMARKS = 60
MOST_POINTS = 6
HONEST = (ProductTag.Relation.BOUGHT, ProductTag.Relation.AFFILIATE)


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
    :param notes: how many listed notes tag the product
    :param sponsored: how many of these are sponsored
    """

    blocks: dict[str, tuple[Point, ...]]
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
    for block, text, source in [*_verdicts(product), *_remarks(product)]:
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
    return Truth(blocks, *_counts(product))


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


def _verdicts(product: Product) -> Iterable[tuple[str, str, Source]]:
    rows = Verdict.objects.filter(product=product, note__in=honest(product).order_by())
    best = rows.select_related("note__author").order_by("-note__score__rank", "-note")
    for verdict in best[:MOST_VERDICTS]:
        for name, _label, points in verdict.blocks():
            for text in points:
                yield name, text, _source(verdict.note)


def _remarks(product: Product) -> Iterable[tuple[str, str, Source]]:
    rows = Remark.objects.filter(note__in=honest(product).order_by(), note__verdict=None)
    best = rows.select_related("note__author").order_by("-note__score__rank", "-note", "pk")
    for remark in best[:MOST_REMARKS]:
        yield remark.block, remark.text, _source(remark.note)


def _source(note: Note) -> Source:
    return Source(note.pk, note.public_id, note.author.get_full_name())


def _counts(product: Product) -> tuple[int, int]:
    listed = Note.objects.listed_for(AnonymousUser())
    tags = ProductTag.objects.filter(product=product, note__in=listed)
    paid = Count("pk", filter=Q(relation__in=ProductTag.SPONSORED))
    counted = tags.aggregate(all=Count("pk"), paid=paid)
    return counted["all"], counted["paid"]


def _folded(text: str) -> str:
    """Two people say the same when only case, width and punctuation differ."""
    kept = unicodedata.normalize("NFKC", text).casefold()
    return "".join(char for char in kept if unicodedata.category(char)[0] in "LN")


def _heard(point: Point, note_ids: Collection[int]) -> Point | None:
    sources = tuple(source for source in point.sources if source.note_id in note_ids)
    return Point(point.text, sources) if sources else None
