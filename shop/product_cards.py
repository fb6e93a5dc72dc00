"""Products as shelves show them: each card made once and kept by version and language."""

import logging
from collections.abc import Iterable
from dataclasses import dataclass

from django.core.cache import cache
from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.utils.translation import get_language
from redis.exceptions import RedisError

from shop.models import Product
from shop.services import showcase

log = logging.getLogger(__name__)

# What the version does not know of, such as the store's new name, shows after this many seconds.
KEPT = 600
# Raise when the template changes.
SHAPE = 3


@dataclass(frozen=True)
class Stamp:
    pk: int
    public_id: str
    version: int


def html_of(products: QuerySet[Product]) -> list[str]:
    """The cards of these (sliced, ordered) products: one lean query when the cache holds them."""
    rows = products.values_list("pk", "public_id", "version")
    return render([Stamp(*row) for row in rows])


def render(stamps: Iterable[Stamp]) -> list[str]:
    stamps = list(stamps)
    language = get_language() or "en"
    keys = {stamp.pk: _key(stamp, language) for stamp in stamps}
    kept = _read(keys.values())
    missing = [stamp.pk for stamp in stamps if keys[stamp.pk] not in kept]
    if missing:
        made = {keys[pk]: html for pk, html in _make(missing).items()}
        _write(made)
        kept |= made
    return [kept[keys[stamp.pk]] for stamp in stamps if keys[stamp.pk] in kept]


def _key(stamp: Stamp, language: str) -> str:
    return f"shelf{SHAPE}:{stamp.public_id}:{stamp.version}:{language}"


def _make(ids: list[int]) -> dict[int, str]:
    return {
        pk: render_to_string("shop/_product_card.html", {"card": card})
        for pk, card in showcase.cards_of(ids).items()
    }


def _read(keys: Iterable[str]) -> dict[str, str]:
    try:
        return cache.get_many(list(keys))
    except RedisError:
        log.warning("The cache does not answer; product cards are made anew.")
        return {}


def _write(made: dict[str, str]) -> None:
    try:
        cache.set_many(made, KEPT)
    except RedisError:
        log.warning("The cache does not answer; product cards are not kept.")
