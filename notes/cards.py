"""Cards: a note as lists show it, made once and kept in Valkey."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import astuple, dataclass
from typing import Any, NamedTuple

from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, Exists, OuterRef, QuerySet, Subquery, prefetch_related_objects
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from accounts.models import User
from core import valkey
from core.near import Near
from core.prepared import Prepared
from notes.models import Like, Note, NoteSlide, ProductTag
from shop.models import Product

# What the key does not know of, such as a new name of the author, shows after this many seconds:
# of them the last may be spent in the memory of a process.
KEPT, _AT_HAND = 600, 60
# Raise when the template changes.
SHAPE = 2


@dataclass(frozen=True, slots=True)
class Card:
    """What a list knows of a note; `html` holds nothing that differs between readers."""

    public_id: str
    title: str
    url: str
    author_name: str
    author_handle: str
    is_official: bool
    likes: int
    cover_url: str
    cover_width: int
    cover_height: int
    cover_alt: str
    price_from: int | None
    currency: str
    label: str
    slide_count: int
    html: str = ""


_near: Near[Card] = Near(seconds=_AT_HAND, most=3000)


class Stamp(NamedTuple):
    """What a card's key is made of, and whether the reader likes it: one lean row a note."""

    pk: int
    public_id: str
    revision: int
    likes: int | None
    price_version: int | None
    is_liked: bool = False


def cards_for(
    note_ids: Iterable[int], language: str, *, among: QuerySet[Note] | None = None
) -> list[Card]:
    """The cards of these notes in this order, left out where `among` does not hold the note.

    One lean query, one read of the cache, and two queries for all cards that it does not hold.
    """
    wanted = list(note_ids)
    notes = Note.objects.all() if among is None else among
    rows = _lean(notes.filter(pk__in=wanted)) if wanted else []
    return render(_in_order(wanted, rows), language)


def stamps_listed_for(reader, note_ids: Iterable[int]) -> list[Stamp]:
    """Those of these notes that the reader may meet now, in this order: one prepared query."""
    wanted = list(note_ids)
    if not wanted:
        return []
    if reader.is_authenticated:
        rows = _LISTED_FOR_READER.rows(reader=reader.pk, notes=wanted)
    else:
        rows = _LISTED_FOR_ALL.rows(notes=wanted)
    return _in_order(wanted, rows)


def _in_order(wanted: Iterable[int], rows: Iterable[tuple]) -> list[Stamp]:
    found = {row[0]: Stamp(*row) for row in rows}
    return [found[pk] for pk in dict.fromkeys(wanted) if pk in found]


def _lean(notes: QuerySet[Note], *more: Any) -> QuerySet:
    return notes.values_list("pk", "public_id", "revision", "tally__likes", _price_version(), *more)


def _listed_for_reader(reader: int, notes: int) -> QuerySet:
    person = User(pk=reader)
    liked = Exists(Like.objects.filter(note=OuterRef("pk"), user=person))
    return _lean(Note.objects.listed_for(person).filter(pk__in=[notes]), liked)


def _listed_for_all(notes: int) -> QuerySet:
    return _lean(Note.objects.listed_for(None).filter(pk__in=[notes]))


_LISTED_FOR_READER = Prepared(_listed_for_reader, "reader", "notes", lists=["notes"])
_LISTED_FOR_ALL = Prepared(_listed_for_all, "notes", lists=["notes"])


def render(stamps: Sequence[Stamp], language: str) -> list[Card]:
    """Cards at hand or out of Valkey, made anew where it does not hold them or is gone."""
    keys = {stamp.pk: _key(stamp, language) for stamp in stamps}
    kept = _near.get_many(keys.values())
    if len(kept) < len(stamps):
        held = _read(key for key in keys.values() if key not in kept)
        _near.put_many(held)
        kept |= held
    missing = [stamp for stamp in stamps if keys[stamp.pk] not in kept]
    if missing:
        made = {keys[pk]: card for pk, card in _make(missing, language).items()}
        _write(made)
        _near.put_many(made)
        kept |= made
    return [kept[keys[stamp.pk]] for stamp in stamps if keys[stamp.pk] in kept]


def forget(notes: QuerySet[Note]) -> None:
    """Drop the cards of these notes: something shows on them that their key does not know."""
    stamps = [Stamp(*row) for row in _lean(notes)]
    keys = [_key(stamp, language) for stamp in stamps for language, _ in settings.LANGUAGES]
    if keys:
        valkey.attempt(lambda v: v.delete(*keys), otherwise=None)


def _price_version() -> Subquery:
    """The first tag's product and its version, which goes up with price, title and status."""
    first = ProductTag.objects.filter(note=OuterRef("pk")).order_by("position")
    return Subquery(first.values("product__version")[:1])


def _key(stamp: Stamp, language: str) -> str:
    likes = stamp.likes or 0
    shown = likes if likes < 10_000 else likes // 100 * 100
    return (
        f"card{SHAPE}:{stamp.public_id}:{stamp.revision}:{language}:{shown}:{stamp.price_version}"
    )


def _read(keys: Iterable[str]) -> dict[str, Card]:
    names = list(keys)
    if not names:
        return {}
    bodies = valkey.attempt(lambda v: v.mget(names), otherwise=None) or [None] * len(names)
    found = zip(names, bodies, strict=True)
    return {name: Card(*json.loads(body)) for name, body in found if body}


def _write(made: dict[str, Card]) -> None:
    def keep(v):
        pipe = v.pipeline(transaction=False)
        for key, card in made.items():
            pipe.set(key, json.dumps(astuple(card), ensure_ascii=False), ex=KEPT - _AT_HAND)
        pipe.execute()

    valkey.attempt(keep, otherwise=None)


def _make(stamps: Sequence[Stamp], language: str) -> dict[int, Card]:
    ids = [stamp.pk for stamp in stamps]
    covers = list(
        NoteSlide.objects.filter(note__in=ids)
        .order_by("note_id", "position")
        .distinct("note_id")
        .select_related("picture", "note__author__avatar__picture", "note__tally")
        .annotate(slide_count=_slide_count(), price_from=_first("product__price_from"))
        .annotate(
            status=_first("product__status"),
            currency=_first("product__store__currency"),
            relations=_relations(),
        )
    )
    pictures = [cover.picture for cover in covers]
    pictures += [avatar for cover in covers if (avatar := _avatar(cover.note.author))]
    prefetch_related_objects(pictures, "renditions")
    with translation.override(language):
        return {cover.note_id: _card(cover) for cover in covers}


def _slide_count() -> Subquery:
    slides = NoteSlide.objects.filter(note=OuterRef("note")).order_by()
    return Subquery(slides.values("note").annotate(n=Count("pk")).values("n"))


def _first(path: str) -> Subquery:
    tags = ProductTag.objects.filter(note=OuterRef("note")).order_by("position")
    return Subquery(tags.values(path)[:1])


def _relations() -> Any:
    return ArraySubquery(
        ProductTag.objects.filter(note=OuterRef("note")).values("relation").distinct()
    )


def _avatar(author):
    return author.avatar.picture if hasattr(author, "avatar") else None


def _card(cover: Any) -> Card:
    note, author = cover.note, cover.note.author
    is_sold = cover.status == Product.Status.ON_SALE
    facts = {
        "public_id": note.public_id,
        "title": note.title,
        "url": reverse("notes:detail", kwargs={"public_id": note.public_id}),
        "author_name": author.get_full_name(),
        "author_handle": author.handle,
        "is_official": author.is_verified,
        "likes": note.tally.likes if hasattr(note, "tally") else 0,
        "cover_alt": cover.alt,
        "price_from": cover.price_from if is_sold else None,
        "currency": cover.currency if is_sold else "",
        "label": _label(cover.relations),
        "slide_count": cover.slide_count,
    }
    shown = facts | {"cover": cover.picture, "author_avatar": _avatar(author)}
    return Card(
        **facts,
        cover_url=_widest(cover.picture),
        cover_width=cover.picture.width,
        cover_height=cover.picture.height,
        html=render_to_string("notes/_card.html", {"card": shown}),
    )


def _label(relations: Sequence[str]) -> str:
    """The strictest label of a note's tags: one paid tag makes a sponsored note."""
    labels = {ProductTag(relation=relation).label for relation in relations}
    return "sponsored" if "sponsored" in labels else "affiliate" if "affiliate" in labels else ""


def _widest(picture) -> str:
    files = [r for r in picture.renditions.all() if r.format == "webp"]
    return max(files, key=lambda r: r.width).file.url if files else ""
