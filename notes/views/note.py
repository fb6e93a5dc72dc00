"""The page of a note, alone or laid over the feed."""

from django.db.models import Exists, OuterRef, prefetch_related_objects
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.models import Follow, Report
from core.caching import shared_page
from core.pagination import BadCursor, keyset_page
from notes.models import Hide, Like, Note, Save
from notes.services import tagged, threads
from notes.views.pieces import pieces_of

COMMENTS = 10
SORTS = {"": ("-at",), "top": ("-reply_count", "-at")}


@shared_page(query=("after", "sort"))
@require_safe
def detail(request: HttpRequest, public_id: str) -> HttpResponse:
    """A note with its first comments; to htmx the note alone, without the frame."""
    note = open_note(request, public_id)
    template = "notes/detail.html#note" if request.htmx else "notes/detail.html"
    return render(request, template, page_of(request, note))


def open_note(request: HttpRequest, public_id: str) -> Note:
    """The note if this reader may open it, with the reader's own marks; else 404."""
    notes = Note.objects.visible_to(request.user).select_related("author__avatar__picture", "tally")
    note = notes.annotate(**_marks(request.user)).filter(public_id=public_id).first()
    if note is None:
        raise Http404
    return note


def page_of(request: HttpRequest, note: Note, **typed) -> dict:
    """All that the page shows of the note."""
    tags = tagged.tags_of(note)
    comments = comment_page(request, note)
    show_faces([note, *comments["comments"]])
    pieces = pieces_of(note, tags)
    for tag in tags:
        tag.thumb = pieces.thumbs.get(tag.product_id, "")
    return {
        "note": note,
        "pieces": pieces,
        "tags": tags,
        "label": _label(tags),
        "is_own": note.author_id == request.user.pk,
        "report_reasons": Report.Reason.choices,
        "hide_reasons": Hide.Reason.choices,
        "login_url": f"{reverse('account_login')}?next={request.path}",
        **comments,
        **typed,
    }


def comment_page(request: HttpRequest, note: Note) -> dict:
    """A page of comments on the first level, each with its first replies."""
    sort = request.GET.get("sort", "")
    if sort not in SORTS:
        raise Http404
    listed = threads.first_level(note, reader=request.user)
    page = _page(listed, after=request.GET.get("after", ""), ordering=SORTS[sort])
    threads.with_first_replies(page.items)
    return {"comments": page.items, "next_comments": page.next_cursor, "sort": sort}


def show_faces(written) -> None:
    """Load the pictures of all authors with one query."""
    authors = [each.author for each in _with_replies(written)]
    faces = [author.avatar.picture for author in authors if hasattr(author, "avatar")]
    prefetch_related_objects(faces, "renditions")


def _with_replies(written):
    for each in written:
        yield each
        yield from getattr(each, "first_replies", ())


def _page(queryset, *, after, ordering):
    try:
        return keyset_page(queryset, after=after, limit=COMMENTS, ordering=ordering)
    except BadCursor as bad:
        raise Http404 from bad


def _marks(reader):
    if not reader.is_authenticated:
        return {}
    mine = {"user": reader, "note": OuterRef("pk")}
    return {
        "is_liked": Exists(Like.objects.filter(**mine)),
        "is_saved": Exists(Save.objects.filter(**mine)),
        "is_followed": Exists(
            Follow.objects.filter(follower=reader, followed=OuterRef("author_id"))
        ),
    }


def _label(tags) -> str:
    labels = {tag.label for tag in tags}
    return "sponsored" if "sponsored" in labels else "affiliate" if "affiliate" in labels else ""
