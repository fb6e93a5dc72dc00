"""Comments as a reader meets them: two levels, a page at a time."""

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from accounts.models import User
from notes.models import Comment, Note

FIRST_REPLIES = 2


def first_level(note: Note, *, reader: User) -> QuerySet[Comment]:
    """The comments on the note itself, each with the number of its replies."""
    listed = Comment.objects.listed_for(reader)
    counted = (
        listed.filter(parent=OuterRef("pk")).order_by().values("parent").annotate(n=Count("pk"))
    )
    first = listed.filter(parent=OuterRef("pk")).order_by("at", "pk")
    return (
        listed.first_level()
        .filter(note=note)
        .select_related("author__avatar__picture")
        .annotate(
            reply_count=Coalesce(Subquery(counted.values("n")), 0),
            first_reply_ids=ArraySubquery(first.values("pk")[:FIRST_REPLIES]),
        )
    )


def with_first_replies(comments: list[Comment], *, reader: User) -> None:
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
