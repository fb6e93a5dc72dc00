"""The article of a note, as its page and the overlay show it.

It is kept in the cache by all that it is made from: the rows of this reader's queries, how long
ago each moment is, and what it knows of the reader. So what is kept cannot be older than the rows.
"""

from dataclasses import dataclass, replace
from functools import cache as once
from hashlib import blake2b
from typing import Any

from django.core.cache import cache
from django.http import Http404, HttpRequest
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.models import Report
from core import wording
from core.pagination import KeysetPage, cut
from core.prepared import Found
from notes.models import Comment, Hide, Note
from notes.services import opened, tagged, threads
from notes.views.pieces import KEPT, pieces_of
from notes.views.talk import asked_sort, comment_page, show_faces

# Raise when a template of the article, or `Shown`, changes.
SHAPE = 3


@dataclass(frozen=True, slots=True)
class Shown:
    """What a page needs of a note: its title, what stands in <head>, and the article."""

    title: str
    head: SafeString
    html: SafeString


@dataclass(frozen=True, slots=True)
class Reader:
    """All that an article knows of who reads it.

    :param pk: only of who wrote something on the page, and may take it away
    """

    is_authenticated: bool
    pk: int | None


@dataclass(frozen=True, slots=True)
class _Material:
    """What an article with its first comments is made from."""

    note: Found
    tags: Found
    comments: Found
    replies: Found
    sort: str
    reader: Reader

    def key(self) -> str:
        """Differs wherever the article would."""
        rows = [found.rows for found in (self.note, self.tags, self.comments, self.replies)]
        moments = [*self.note.column("published_at"), *self.comments.column("at")]
        moments += self.replies.column("at")
        ages = [moment and wording.ago(moment) for moment in moments]
        around = (SHAPE, get_language(), static("js/note.js"), _no_token())
        facts = repr((around, self.sort, self.reader, ages, rows))
        return f"article:{blake2b(facts.encode(), digest_size=16).hexdigest()}"


def of(request: HttpRequest, public_id: str, **typed: str) -> Shown:
    """The note if this reader may open it, else 404.

    :param typed: a comment that was refused, and why: shown again, and never kept
    """
    sort, after = asked_sort(request), request.GET.get("after", "")
    material = _gather(request.user, public_id, sort)
    if typed or after:
        note = material.note.objects()[0]
        shown = _make(material, comment_page(request, note) if after else _first(material), typed)
    else:
        shown = _kept(material)
    if _no_token() not in shown.html:
        return shown
    return replace(shown, html=SafeString(shown.html.replace(_no_token(), get_token(request))))


def _gather(user: Any, public_id: str, sort: str) -> _Material:
    note = opened.look_up(public_id, reader=user)
    if not note.rows:
        raise Http404
    (pk,), (author,) = note.column("id"), note.column("author_id")
    comments = threads.first_page(pk, reader=user, sort=sort)
    beside = [pk for ids in comments.column("first_reply_ids")[: threads.PAGE] for pk in ids]
    replies = threads.first_replies(beside)
    writers = {author, *comments.column("author_id"), *replies.column("author_id")}
    reader = Reader(user.is_authenticated, user.pk if user.pk in writers else None)
    return _Material(note, tagged.tags_of(pk), comments, replies, sort, reader)


def _kept(material: _Material) -> Shown:
    key = material.key()
    shown = cache.get(key)
    if shown is None:
        shown = _make(material, _first(material), {})
        cache.set(key, shown, KEPT)
    return shown


def _first(material: _Material) -> KeysetPage[Comment]:
    rows = material.comments.objects()
    page = cut(rows, limit=threads.PAGE, ordering=threads.ORDERS[material.sort])
    threads.lay_beside(page.items, material.replies.objects())
    return page


def _make(material: _Material, page: KeysetPage[Comment], typed: dict[str, str]) -> Shown:
    note, tags = material.note.objects()[0], material.tags.objects()
    show_faces([note, *page.items])
    pieces = pieces_of(note, tags)
    for tag in tags:
        tag.thumb = pieces.thumbs.get(tag.product_id, "")
    here = reverse("notes:detail", args=[note.public_id])
    context = {
        "note": note,
        "reader": material.reader,
        "pieces": pieces,
        "tags": tags,
        "label": _label(tags),
        "is_own": material.reader.pk == note.author_id,
        "report_reasons": Report.Reason.choices,
        "hide_reasons": Hide.Reason.choices,
        "login_url": f"{reverse('account_login')}?next={here}",
        "comments": page.items,
        "next_comments": page.next_cursor,
        "sort": material.sort,
        "csrf_token": _no_token(),
        **typed,
    }
    return Shown(_title(note), pieces.head, render_to_string("notes/_article.html", context))


def _title(note: Note) -> str:
    return note.title or _("Note by %(name)s") % {"name": note.author.get_full_name()}


def _label(tags: list[Any]) -> str:
    labels = {tag.label for tag in tags}
    return "sponsored" if "sponsored" in labels else "affiliate" if "affiliate" in labels else ""


@once
def _no_token() -> str:
    """Stands where the reader's CSRF token goes; nobody can write it into a note or a comment."""
    return salted_hmac("notes.views.article", "token", algorithm="sha256").hexdigest()
