"""Judged queries: how well the order of results agrees with people's grades."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from accounts.models import User
from feed.models import NoteScore, SearchDocument
from feed.search import documents, found
from feed.search.query import Query
from media.models import Picture, Upload
from notes import text
from notes.models import Comment, Note, NoteSlide, NoteTally, ProductTag
from notes.services import topics
from shop.models import Category, Product, Store

DEPTH = 10


@dataclass(frozen=True)
class Judged:
    """One query with the grade of each note: 3 answers it, 2 helps, 1 touches it."""

    query: str
    grades: dict[str, int]


@dataclass(frozen=True)
class Outcome:
    """What one query gave.

    :param order: names of notes, as found
    :param breaches: (promotion, helpful note of the same grade that stands below it)
    """

    judged: Judged
    order: list[str]
    ndcg: float
    breaches: list[tuple[str, str]]


def judgements(path: Path) -> list[Judged]:
    """The queries of a file: `query<TAB>note:grade note:grade …` on each line."""
    judged = []
    for query, grades in _lines(path):
        pairs = (pair.split(":") for pair in grades.split())
        judged.append(Judged(query, {name: int(grade) for name, grade in pairs}))
    return judged


def load(path: Path, *, at: datetime) -> dict[str, int]:
    """Write the judged notes and index them; their ids by name. The caller rolls back."""
    author = User.objects.create(handle="search.judge", email="judge@example.com", name="Judge")
    asker = User.objects.create(handle="search.asker", email="asker@example.com", name="Asker")
    product = _product(author)
    upload = Upload.objects.create(owner=author, name="x", size=1, sha256="0" * 64)
    picture = Picture.objects.create(
        owner=author, upload=upload, width=1200, height=1600, is_ready=True
    )
    ids = {}
    for name, *fields in _lines(path):
        ids[name] = _note(fields, author, asker, product, picture, at)
    documents.write(ids.values(), at=at)
    return ids


def run(
    judged: Iterable[Judged], ids: dict[str, int], *, at: datetime, is_helpful: bool = True
) -> list[Outcome]:
    """Ask every query and compare. `is_helpful` False ranks by the text alone, as a control."""
    names = {pk: name for name, pk in ids.items()}
    rows = SearchDocument.objects.filter(note__in=names)
    promotional = {names[row.note_id] for row in rows if row.is_promotional}
    return [_outcome(each, names, promotional, at, is_helpful) for each in judged]


def ndcg(order: Sequence[str], grades: dict[str, int]) -> float:
    """nDCG@10: 1 where nobody could order better."""
    ideal = sorted(grades.values(), reverse=True)
    best = _gain(ideal)
    return _gain([grades.get(name, 0) for name in order]) / best if best else 0.0


def _gain(grades: Sequence[int]) -> float:
    return sum((2**g - 1) / math.log2(place + 2) for place, g in enumerate(grades[:DEPTH]))


def _outcome(
    judged: Judged, names: dict[int, str], promotional: set[str], at: datetime, is_helpful: bool
) -> Outcome:
    language = text.language_of(judged.query)
    notes = found.note_ids(Query(judged.query), language=language, at=at, is_helpful=is_helpful)
    order = [names[pk] for pk in notes if pk in names]
    breaches = [
        (name, below)
        for place, name in enumerate(order)
        if name in promotional
        for below in order[place + 1 :]
        if below not in promotional and judged.grades.get(below) == judged.grades.get(name, 0)
    ]
    return Outcome(judged, order, ndcg(order, judged.grades), breaches)


def _lines(path: Path) -> Iterable[list[str]]:
    for line in path.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            yield line.split("\t")


def _product(owner: User) -> Product:
    store = Store.objects.create(slug="search-judge", name="Judge", account=owner)
    category = Category.objects.create(slug="search-judge", name_en="Judge", name_zh="评")
    return Product.objects.create(
        store=store, category=category, title="—", status=Product.Status.ON_SALE, price_from=100
    )


def _note(
    fields: list[str], author: User, asker: User, product: Product, picture: Picture, at: datetime
) -> int:
    language, channel, relation, pictures, value, seen, answers, title, names, body = fields
    note = Note.objects.create(
        author=author,
        title=title,
        body=body,
        channel=channel,
        language=language,
        status=Note.Status.PUBLISHED,
        published_at=at,
        is_ready=True,
    )
    NoteTally.objects.create(note=note)
    NoteSlide.objects.bulk_create(
        NoteSlide(note=note, picture=picture, position=place) for place in range(int(pictures))
    )
    topics.attach(note, names.split(","))
    if relation != "-":
        ProductTag.objects.create(note=note, product=product, relation=relation)
    for _number in range(int(answers)):
        asked = Comment.objects.create(note=note, author=asker, text="?", at=at)
        Comment.objects.create(note=note, author=author, text="!", at=at, parent=asked)
    NoteScore.objects.create(
        note=note,
        value=float(value),
        impressions=float(seen),
        as_of=at,
        channel=channel,
        published_at=at,
    )
    return note.pk
