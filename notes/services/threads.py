"""Comments as a reader meets them: two levels, a page at a time."""

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from accounts.models import Block, User
from notes.models import Comment, Note

FIRST_REPLIES = 2


def first_level(note: Note, *, reader: User) -> QuerySet[Comment]:
    """The comments on the note itself, each with the number of its replies.

    Asks once who has blocked whom: a plain list costs less than three nested conditions.
    """
    listed = _listed(_apart_from(reader))
    replies = listed.filter(parent=OuterRef("pk"))
    counted = replies.order_by().values("parent").annotate(n=Count("pk"))
    return (
        listed.filter(note=note, parent=None)
        .select_related("author__avatar__picture")
        .annotate(
            reply_count=Coalesce(Subquery(counted.values("n")), 0),
            first_reply_ids=ArraySubquery(
                replies.order_by("at", "pk").values("pk")[:FIRST_REPLIES]
            ),
        )
    )


def with_first_replies(comments: list[Comment]) -> None:
    """Lay the first replies beside each comment, as `first_replies`: one query for all."""
    wanted = [pk for comment in comments for pk in comment.first_reply_ids]
    by_parent: dict[int, list[Comment]] = {}
    if wanted:
        found = Comment.objects.filter(pk__in=wanted).order_by("at", "pk")
        for reply in found.select_related("author__avatar__picture", "answers__author"):
            by_parent.setdefault(reply.parent_id, []).append(reply)
    for comment in comments:
        comment.first_replies = by_parent.get(comment.pk, [])


def replies(parent: Comment, *, reader: User) -> QuerySet[Comment]:
    """The answers below one comment."""
    return (
        Comment.objects.listed_for(reader)
        .filter(parent=parent)
        .select_related("author__avatar__picture", "answers__author", "parent")
    )


def _apart_from(reader: User) -> set[int]:
    """Whom this reader blocks, and who blocks this reader."""
    if not reader.is_authenticated:
        return set()
    blocks = Block.objects.filter(Q(blocker=reader) | Q(blocked=reader))
    return {pk for pair in blocks.values_list("blocker_id", "blocked_id") for pk in pair} - {
        reader.pk
    }


def _listed(apart: set[int]) -> QuerySet[Comment]:
    """What `Comment.objects.listed_for` says, of comments whose parent is shown."""
    shown = Comment.objects.filter(withdrawn_at=None, hidden_at=None, author__is_active=True)
    return shown.exclude(author_id__in=apart) if apart else shown
