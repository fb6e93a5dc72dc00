"""Pages of results: a list frozen for one search, walked by a cursor that repeats nothing."""

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, TypeVar

import numpy as np
from django.db.models import prefetch_related_objects
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from accounts.models import User
from core import valkey
from feed import cursors, tokens
from feed.cursors import Cursor
from feed.search import found, others, snippets
from feed.search.query import Query, Tab
from feed.weights import weight
from notes import cards
from notes.cards import Card
from notes.models import Note, Topic
from shop import product_cards
from shop.models import Product, Store

T = TypeVar("T")
PAGE = 24
_SPARE = 8
_FOOT = '<div class="card-foot">'


@dataclass(frozen=True, slots=True)
class ResultPage:
    """What one request shows.

    :param items: cards of notes or products, or stores, people, topics, in order
    :param snippets: of notes: the piece of the text where the words stand, by public id
    """

    items: list[Any]
    next_cursor: str = ""
    token: str = ""
    liked: list[str] = field(default_factory=list)
    snippets: dict[str, SafeString] = field(default_factory=dict)

    @property
    def html(self) -> SafeString:
        """Cards of notes; each was escaped when it was made."""
        return SafeString("".join(self._with_snippet(card) for card in self.items))

    @property
    def shelf(self) -> list[str]:
        """Cards of products."""
        rows = self.items
        return product_cards.render(
            product_cards.Stamp(row.pk, row.public_id, row.version) for row in rows
        )

    def _with_snippet(self, card: Card) -> str:
        piece = self.snippets.get(card.public_id)
        if not piece:
            return card.html
        before, foot, after = card.html.partition(_FOOT)
        return f'{before}<p class="card-snippet">{piece}</p>{foot}{after}'


def page(reader, query: Query, *, after: str = "", at: datetime) -> ResultPage:
    """The next results of this search; without a cursor the first ones of a fresh list.

    :raises BadRequest: if the cursor is not this reader's for this search
    """
    owner = f"search:{reader.pk or 0}:{query.address()}:{query.tab}"
    walk = _Walk.resumed(query, after, owner, at) if after else _Walk.begun(query, at)
    take = _TAKERS[query.tab]
    shown = take(walk, reader)
    made = _made(query, reader, walk, shown, at)
    if not shown or walk.offset >= len(walk.ids):
        return made
    served = [*list(walk.served)[: int(weight("SERVED_MOST")) - len(shown)], *walk.taken]
    place = Cursor(walk.session, walk.offset, walk.position + len(shown), frozenset(served))
    return replace(made, next_cursor=cursors.write(place, owner=owner))


@dataclass(slots=True)
class _Walk:
    """A frozen list while a page is taken out of it."""

    ids: list[int]
    session: str
    offset: int = 0
    position: int = 0
    served: frozenset[int] = frozenset()
    taken: list[int] = field(default_factory=list)

    @classmethod
    def begun(cls, query: Query, at: datetime, served: frozenset[int] = frozenset()) -> "_Walk":
        if query.tab == Tab.NOTES:
            ids = found.note_ids(query, language=get_language() or "en", at=at)
        else:
            ids = others.refs(query)
        ids = [each for each in ids if each not in served]
        return cls(ids, _freeze(ids), served=served)

    @classmethod
    def resumed(cls, query: Query, after: str, owner: str, at: datetime) -> "_Walk":
        cursor = cursors.read(after, owner=owner)
        ids = _frozen(cursor.session)
        if ids is None:
            # The list is lost or too old: search again, without what was served.
            walk = cls.begun(query, at, cursor.served)
            walk.position = cursor.position
            return walk
        return cls(ids, cursor.session, cursor.offset, cursor.position, cursor.served)

    def take(self, find: Callable[[list[int]], dict[int, T]]) -> list[T]:
        """The next of them that `find` still finds, until the page is full."""
        shown: list[T] = []
        while len(shown) < PAGE and self.offset < len(self.ids):
            batch = self.ids[self.offset : self.offset + PAGE - len(shown) + _SPARE]
            there = find(batch)
            for each in batch:
                if len(shown) == PAGE:
                    break
                self.offset += 1
                if each in there:
                    shown.append(there[each])
                    self.taken.append(each)
        return shown


def _notes(walk: _Walk, reader) -> list[cards.Stamp]:
    return walk.take(
        lambda batch: {stamp.pk: stamp for stamp in cards.stamps_listed_for(reader, batch)}
    )


def _products(walk: _Walk, reader) -> list[Product]:
    listed = Product.objects.listed_for(reader).only("pk", "public_id", "version", "title")
    return walk.take(lambda batch: listed.in_bulk(batch))


def _stores(walk: _Walk, reader) -> list[Store]:
    listed = Store.objects.listed_for(reader).select_related("account__avatar__picture")
    with_faces = listed.prefetch_related("account__avatar__picture__renditions")
    return walk.take(lambda batch: with_faces.in_bulk(batch))


def _people(walk: _Walk, reader) -> list[User]:
    listed = User.objects.listed_for(reader).select_related("avatar__picture")
    people = walk.take(lambda batch: listed.in_bulk(batch))
    pictures = [person.avatar.picture for person in people if hasattr(person, "avatar")]
    prefetch_related_objects(pictures, "renditions")
    return people


def _topics(walk: _Walk, reader) -> list[Topic]:
    return walk.take(lambda batch: others.used_topics(reader, batch))


_TAKERS: dict[str, Callable[[_Walk, Any], Sequence[Any]]] = {
    Tab.NOTES: _notes,
    Tab.PRODUCTS: _products,
    Tab.STORES: _stores,
    Tab.USERS: _people,
    Tab.TOPICS: _topics,
}


def _made(query: Query, reader, walk: _Walk, shown: Sequence[Any], at: datetime) -> ResultPage:
    if query.tab != Tab.NOTES:
        return ResultPage(list(shown))
    public_ids = [stamp.public_id for stamp in shown]
    token = tokens.for_page(
        public_ids, source="search", at=at, reader=reader.pk, first=walk.position
    )
    return ResultPage(
        cards.render(shown, get_language() or "en"),
        token=token,
        liked=[stamp.public_id for stamp in shown if stamp.is_liked],
        snippets=_snippets(query, [stamp.pk for stamp in shown]),
    )


def _snippets(query: Query, notes: list[int]) -> dict[str, SafeString]:
    rows = Note.objects.filter(pk__in=notes).values_list("public_id", "body")
    return {public_id: snippets.snippet(body, query.words) for public_id, body in rows}


def _freeze(ids: list[int]) -> str:
    body = np.array(ids, dtype="<i8").tobytes()
    session = secrets.token_urlsafe(9)
    seconds = int(weight("LIST_MINUTES") * 60)
    valkey.attempt(lambda v: v.set(_key(session), body, ex=seconds), otherwise=None)
    return session


def _frozen(session: str) -> list[int] | None:
    body: Any = valkey.attempt(lambda v: v.get(_key(session)), otherwise=None)
    return None if body is None else np.frombuffer(body, dtype="<i8").tolist()


def _key(session: str) -> str:
    return f"search:list:{session}"
