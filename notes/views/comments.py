"""Comments: more of them, writing one, taking one away. Fragments to scripts, pages to others."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.http import SignedInRequest
from core.caching import shared_page
from core.errors import RuleViolation
from notes.models import Comment, Note
from notes.services import comments as services
from notes.services import opened, threads
from notes.views import article
from notes.views.talk import asked_sort, comment_page, page_after, show_faces

REPLIES = 10


@shared_page(query=("after", "sort"))
@require_safe
def more(request: HttpRequest, public_id: str) -> HttpResponse:
    """The next comments of a note."""
    note, sort = _open(request, public_id), asked_sort(request)
    page = comment_page(request, note)
    show_faces(page.items)
    context = {"note": note, "comments": page.items, "next_comments": page.next_cursor}
    return render(request, "notes/_comments.html", context | {"sort": sort, "reader": request.user})


@shared_page(query=("after",))
@require_safe
def replies(request: HttpRequest, public_id: str) -> HttpResponse:
    """The next replies to one comment, behind those that its page has shown."""
    parent = _visible(request.user).filter(public_id=public_id, parent=None).first()
    if parent is None:
        raise Http404
    listed = threads.replies(parent, reader=request.user)
    after = request.GET.get("after", "")
    page = page_after(listed, after, limit=REPLIES, ordering=("at", "pk"))
    # The page of the note has shown the first ones already.
    items = page.items if after else page.items[threads.FIRST_REPLIES :]
    show_faces(items)
    context = {"note": parent.note, "parent": parent, "replies": items, "next": page.next_cursor}
    return render(request, "notes/_replies.html", context | {"reader": request.user})


@login_required
@require_POST
def write(request: SignedInRequest, public_id: str) -> HttpResponse:
    """Write a comment, or answer one. What was typed stays where it is refused."""
    note = _open(request, public_id)
    text = request.POST.get("text", "")
    try:
        comment = services.add(
            note,
            author=request.user,
            text=text,
            answers=_answered(request, note),
            token=request.POST.get("token", ""),
            at=timezone.now(),
        )
    except RuleViolation as refusal:
        return _refused(request, note, text, refusal)
    if not request.htmx:
        return redirect(f"{reverse('notes:detail', args=[public_id])}#c-{comment.public_id}")
    threads.lay_beside([comment], [])
    template = "notes/_reply.html" if comment.parent_id else "notes/_comment.html"
    context = {"note": note, "comment": comment, "reply": comment, "is_new": True}
    return render(request, template, context | {"reader": request.user}, status=201)


@login_required
@require_POST
def withdraw(request: SignedInRequest, public_id: str) -> HttpResponse:
    """Take a comment away."""
    comment = _visible(request.user).filter(public_id=public_id).first()
    if comment is None:
        raise Http404
    try:
        services.withdraw(comment, by=request.user, at=timezone.now())
    except services.NotYours as refusal:
        raise Http404 from refusal
    if request.htmx:
        return HttpResponse(status=204)
    return redirect(f"{reverse('notes:detail', args=[comment.note.public_id])}#comments")


def _open(request, public_id):
    found = opened.look_up(public_id, reader=request.user)
    if not found.rows:
        raise Http404
    return found.objects()[0]


def _answered(request, note):
    answers = request.POST.get("answers", "")
    if not answers:
        return None
    found = Comment.objects.listed_for(request.user).filter(note=note, public_id=answers)
    return found.select_related("parent").first() or Comment(note_id=0)


def _refused(request, note, text, refusal):
    if request.htmx:
        return HttpResponse(refusal.message, status=refusal.status, content_type="text/plain")
    shown = article.of(
        request, note.public_id, comment_text=text, comment_error=str(refusal.message)
    )
    return render(request, "notes/detail.html", {"shown": shown}, status=refusal.status)


def _visible(reader):
    notes = Note.objects.visible_to(reader)
    found = Comment.objects.listed_for(reader).filter(note__in=notes)
    return found.select_related("note", "author")
