"""Pages of explore: a list frozen for a reader, walked by a cursor that repeats nothing."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.utils.safestring import SafeString
from django.utils.translation import get_language

from feed import cursors, fresh, frozen, tokens
from feed.cursors import Cursor
from feed.experiments import exposures
from feed.models import FeedSettings
from feed.weights import weight
from notes import cards
from notes.cards import Card, Stamp

PAGE = 24
# Notes that vanish since the list was made are made good out of the same query.
_SPARE = 6


@dataclass(frozen=True, slots=True)
class ListPage:
    """What one request shows.

    :param items: its cards, in order
    :param first: how many cards came before
    """

    items: list[Card]
    first: int = 0
    next_cursor: str = ""
    # Signed: which notes this page shows, for the events that the browser will send.
    token: str = ""
    # Public ids that the reader likes.
    liked: list[str] = field(default_factory=list)
    # By which a fresh list was made; None where a list was walked on.
    wishes: FeedSettings | None = None

    @property
    def html(self) -> SafeString:
        """All its cards; each was escaped when it was made."""
        return SafeString("".join(card.html for card in self.items))


@dataclass(frozen=True, slots=True)
class _Walk:
    """A frozen list while a page is taken out of it."""

    ids: list[int]
    cursor: Cursor
    wishes: FeedSettings | None = None


@dataclass(frozen=True, slots=True)
class _Kind:
    """Which list it is."""

    channel: str
    sort: str


def explore(
    reader, *, channel: str = "", sort: str = "", after: str = "", at: datetime
) -> ListPage:
    """The next page of this reader's list; without a cursor, the first page of a fresh one.

    :param sort: one of `fresh.SORTS`, or empty for the reader's own choice
    :raises BadRequest: if the cursor is not this reader's for this list
    """
    owner, kind = f"{reader.pk or 0}:{channel}:{sort}", _Kind(channel, sort)
    walk = _resume(reader, kind, after, owner, at) if after else _begin(reader, kind, at)
    stamps, offset = _take(walk, reader)
    if len(stamps) < PAGE and len(walk.ids) >= int(weight("LIST_LENGTH")):
        served = {*walk.cursor.served, *walk.ids}
        more = _begin(reader, kind, at, without=served, position=walk.cursor.position)
        added, offset = _take(more, reader, need=PAGE - len(stamps))
        stamps, walk = stamps + added, more
    return _page(reader, walk, stamps, offset, owner, at)


def token_for(reader, public_ids: list[str], *, source: str, at: datetime, first: int = 0) -> str:
    """The page token: a reader's own, or that of a page which visitors share."""
    if reader.is_authenticated:
        return tokens.for_page(public_ids, source=source, at=at, reader=reader.pk, first=first)
    return tokens.for_shared_list(public_ids, source=source, at=at, first=first)


def _begin(
    reader, kind: _Kind, at: datetime, *, without: Iterable[int] = (), position: int = 0
) -> _Walk:
    served = set(without)
    made = fresh.order(
        reader, channel=kind.channel, sort=kind.sort, at=at, served=served, enough=PAGE
    )
    session = frozen.keep(reader.pk, made.ids)
    exposures.log(made, reader=reader.pk, session=session, at=at)
    return _Walk(made.ids, Cursor(session, 0, position, frozenset(served)), made.wishes)


def _resume(reader, kind: _Kind, after: str, owner: str, at: datetime) -> _Walk:
    cursor = cursors.read(after, owner=owner)
    ids = frozen.find(reader.pk, cursor.session)
    if ids is None:
        # The list is lost, too old, or let go: go on with a fresh one, without what was served.
        return _begin(reader, kind, at, without=cursor.served, position=cursor.position)
    return _Walk(ids, cursor)


def _take(walk: _Walk, reader, need: int = PAGE) -> tuple[list[Stamp], int]:
    """The next notes of the list that the reader may meet now, and how far that went."""
    stamps: list[Stamp] = []
    offset = walk.cursor.offset
    while len(stamps) < need and offset < len(walk.ids):
        batch = walk.ids[offset : offset + need - len(stamps) + _SPARE]
        found = {stamp.pk: stamp for stamp in cards.stamps_listed_for(reader, batch)}
        for pk in batch:
            if len(stamps) == need:
                break
            offset += 1
            if pk in found:
                stamps.append(found[pk])
    return stamps, offset


def _page(
    reader, walk: _Walk, stamps: list[Stamp], offset: int, owner: str, at: datetime
) -> ListPage:
    first = walk.cursor.position
    made = cards.render(stamps, get_language())
    public_ids = [stamp.public_id for stamp in stamps]
    following = ""
    if stamps and (offset < len(walk.ids) or len(walk.ids) >= int(weight("LIST_LENGTH"))):
        served = _remembered(walk.cursor.served, stamps)
        place = Cursor(walk.cursor.session, offset, first + len(stamps), served)
        following = cursors.write(place, owner=owner)
    return ListPage(
        made,
        first,
        following,
        token_for(reader, public_ids, source="explore", at=at, first=first),
        [stamp.public_id for stamp in stamps if stamp.is_liked],
        walk.wishes,
    )


def _remembered(served: frozenset[int], stamps: list[Stamp]) -> frozenset[int]:
    new = [stamp.pk for stamp in stamps]
    room = max(int(weight("SERVED_MOST")) - len(new), 0)
    return frozenset([*list(served)[:room], *new])
