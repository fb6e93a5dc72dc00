"""Comments for pages: which of them, in which order, with the faces of who wrote them."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import prefetch_related_objects
from django.http import Http404, HttpRequest

from core.pagination import BadCursor, KeysetPage, keyset_page
from notes.models import Comment, Note
from notes.services import threads


def asked_sort(request: HttpRequest) -> str:
    """The order that the address asks for; 404 for one that does not exist."""
    sort = request.GET.get("sort", "")
    if sort not in threads.ORDERS:
        raise Http404
    return sort


def comment_page(request: HttpRequest, note: Note) -> KeysetPage[Comment]:
    """A page of comments on the first level, each with its first replies."""
    ordering = threads.ORDERS[asked_sort(request)]
    reader: Any = request.user
    listed = threads.first_level(note, reader=reader)
    page = page_after(listed, request.GET.get("after", ""), limit=threads.PAGE, ordering=ordering)
    threads.with_first_replies(page.items)
    return page


def page_after(listed: Any, after: str, *, limit: int, ordering: tuple[str, ...]) -> KeysetPage:
    """The page behind this cursor; 404 for one that no page gave."""
    try:
        return keyset_page(listed, after=after, limit=limit, ordering=ordering)
    except BadCursor as bad:
        raise Http404 from bad


def show_faces(written: Iterable[Any]) -> None:
    """Load the pictures of all authors with one query."""
    authors = [each.author for each in _with_replies(written)]
    faces = [author.avatar.picture for author in authors if hasattr(author, "avatar")]
    prefetch_related_objects(faces, "renditions")


def _with_replies(written: Iterable[Any]) -> Iterator[Any]:
    for each in written:
        yield each
        yield from getattr(each, "first_replies", ())
