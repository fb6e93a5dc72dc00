"""Cards: a note as lists show it, made once and kept in the cache."""

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.contrib.postgres.expressions import ArraySubquery
from django.core.cache import cache
from django.db.models import Count, OuterRef, QuerySet, Subquery, prefetch_related_objects
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from redis.exceptions import RedisError

from notes.models import Note, NoteSlide, ProductTag
from shop.models import Product

log = logging.getLogger(__name__)

# What the key does not know of, such as a new name of the author, shows after this many seconds.
KEPT = 600
# Raise when the template changes.
SHAPE = 1


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


class Stamp(NamedTuple):
    """What a card's key is made of: one lean row a note."""

    pk: int
    public_id: str
    revision: int
    likes: int | None
    price_version: int | None


def cards_for(
    note_ids: Iterable[int], language: str, *, among: QuerySet[Note] | None = None
) -> list[Card]:
    """The cards of these notes in this order, left out where `among` does not hold the note.

    One lean query, one read of the cache, and two queries for all cards that it does not hold.
    """
    return render(stamps_for(note_ids, among=among), language)


def stamps_for(note_ids: Iterable[int], *, among: QuerySet[Note] | None = None) -> list[Stamp]:
    """One lean query: what of these notes is there, and in which version."""
    wanted = list(dict.fromkeys(note_ids))
    if not wanted:
        return []
    notes = Note.objects.all() if among is None else among
    rows = notes.filter(pk__in=wanted).values_list(
        "pk", "public_id", "revision", "tally__likes", _price_version()
    )
    found = {row[0]: Stamp(*row) for row in rows}
    return [found[pk] for pk in wanted if pk in found]


def render(stamps: Sequence[Stamp], language: str) -> list[Card]:
    """Cards out of the cache, made anew where it does not hold them or is down."""
    keys = {stamp.pk: _key(stamp, language) for stamp in stamps}
    kept = _read(keys.values())
    missing = [stamp for stamp in stamps if keys[stamp.pk] not in kept]
    if missing:
        made = {keys[pk]: card for pk, card in _make(missing, language).items()}
        _write(made)
        kept |= made
    return [kept[keys[stamp.pk]] for stamp in stamps if keys[stamp.pk] in kept]


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
    try:
        return cache.get_many(list(keys))
    except RedisError:
        log.warning("The cache does not answer; cards are made anew.", exc_info=True)
        return {}


def _write(made: dict[str, Card]) -> None:
    try:
        cache.set_many(made, KEPT)
    except RedisError:
        log.warning("The cache does not answer; cards are not kept.")


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


def _card(cover: NoteSlide) -> Card:
    note, author = cover.note, cover.note.author
    is_sold = cover.status == Product.Status.ON_SALE
    facts = {
        "public_id": note.public_id,
        "title": note.title,
        "url": reverse("notes:detail", kwargs={"public_id": note.public_id}),
        "author_name": author.get_full_name(),
        "author_handle": author.handle,
        "is_official": author.is_official,
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
