"""Comments as a reader meets them: two levels, a page at a time."""

from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from accounts.models import Block, Reader, User
from core.prepared import NOTHING, Found, Prepared
from notes.models import Comment, Note

FIRST_REPLIES = 2
# How many comments a page shows, and in which orders.
PAGE = 10
ORDERS = {"": ("-at", "-pk"), "top": ("-reply_count", "-at", "-pk")}


def first_page(note: int, *, reader: Reader, sort: str = "") -> Found:
    """The first comments of the note with this key, and one more; as `first_level` gives them."""
    return _FIRST_PAGES[sort].found(note=note, apart=sorted(_apart_from(reader)))


def first_replies(pks: list[int]) -> Found:
    """The replies with these keys: `first_reply_ids` of comments that were asked for the reader."""
    return _REPLIES.found(replies=pks) if pks else NOTHING


def first_level(note: Note, *, reader: Reader) -> QuerySet[Comment]:
    """The comments on the note itself, each with the number of its replies.

    Asks once who has blocked whom: a plain list costs less than three nested conditions.
    """
    return _first_level(note, _listed(_apart_from(reader)))


def with_first_replies(comments: list[Any]) -> None:
    """Lay the first replies beside each comment, as `first_replies`: one query for all."""
    wanted = [pk for comment in comments for pk in comment.first_reply_ids]
    lay_beside(comments, first_replies(wanted).objects())


def lay_beside(comments: list[Any], found: list[Comment]) -> None:
    """Lay these replies beside their comments, as `first_replies`."""
    by_parent: dict[int | None, list[Comment]] = {}
    for reply in found:
        by_parent.setdefault(reply.parent_id, []).append(reply)
    for comment in comments:
        comment.first_replies = by_parent.get(comment.pk, [])


def replies(parent: Comment, *, reader: Reader) -> QuerySet[Comment]:
    """The answers below one comment."""
    return (
        Comment.objects.listed_for(reader)
        .filter(parent=parent)
        .select_related("author__avatar__picture", "answers__author", "parent")
    )


def _apart_from(reader: Reader) -> set[int]:
    """Whom this reader blocks, and who blocks this reader."""
    if not reader.is_authenticated:
        return set()
    return {pk for pair in _BLOCKS.rows(reader=reader.pk) for pk in pair} - {reader.pk}


def _first_level(note: Note, listed: QuerySet[Comment]) -> QuerySet[Comment]:
    replies = listed.filter(parent=OuterRef("pk"))
    counted = replies.order_by().values("parent").annotate(n=Count("pk"))
    return (
        listed.filter(note=note, parent=None)
        .select_related("author__avatar__picture")
        .defer(*_UNSHOWN)
        .annotate(
            reply_count=Coalesce(Subquery(counted.values("n")), 0),
            first_reply_ids=ArraySubquery(
                replies.order_by("at", "pk").values("pk")[:FIRST_REPLIES]
            ),
        )
    )


def _listed(apart: set[int]) -> QuerySet[Comment]:
    """What `Comment.objects.listed_for` says, of comments whose parent is shown."""
    shown = Comment.objects.filter(withdrawn_at=None, hidden_at=None, author__is_active=True)
    return shown.exclude(author_id__in=apart) if apart else shown


def _blocks(reader: int) -> QuerySet:
    blocks = Block.objects.filter(Q(blocker=User(pk=reader)) | Q(blocked=User(pk=reader)))
    return blocks.values_list("blocker_id", "blocked_id")


def _replies(replies: int) -> QuerySet[Comment]:
    found = Comment.objects.filter(pk__in=[replies]).order_by("at", "pk")
    return found.select_related("author__avatar__picture", "answers__author").defer(*_UNSHOWN)


def _first_page(sort: str) -> Prepared:
    def build(note: int, apart: int) -> QuerySet[Comment]:
        comments = _first_level(Note(pk=note), _listed({apart}))
        return comments.order_by(*ORDERS[sort])[: PAGE + 1]

    return Prepared(build, "note", "apart", lists=["apart"])


# What no page shows, and what changes without changing a page.
_UNSHOWN = ("author__password", "author__last_login", "author__email", "author__bio")

_BLOCKS = Prepared(_blocks, "reader")
_REPLIES = Prepared(_replies, "replies", lists=["replies"])
_FIRST_PAGES = {sort: _first_page(sort) for sort in ORDERS}
