"""The editor: whole without scripts; with them the draft is kept while one writes."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from core.errors import RuleViolation
from core.wakeups import wake
from media import tasks as media_tasks
from media.services import ingest
from notes import tasks, text
from notes.channels import Channel
from notes.forms import NUMBERS, NoteForm, document_of, initial
from notes.models import Note, ProductTag
from notes.services import document as documents
from notes.services import drafting, opinions, publishing
from notes.views.editor_state import pictures_of, state_of
from shop.models import Product


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def publish(request: HttpRequest) -> HttpResponse:
    """A new note. Nothing is stored before something is written."""
    if request.method == "POST":
        return _submit(request, None)
    topic = text.topic_name(request.GET.get("topic", ""))[:40]
    document = documents.Document(
        topics=[topic] if text.topic_key(topic) else [], tags=_bought(request)
    )
    return _show(request, None, document)


def _bought(request: HttpRequest) -> list[documents.Tag]:
    """What is told about: who comes from an order has it tagged already."""
    wanted = request.GET.get("bought", "")
    if not wanted:
        return []
    seen = Product.objects.visible_to(request.user).filter(public_id=wanted)
    return [documents.Tag(wanted, ProductTag.Relation.BOUGHT)] if seen.exists() else []


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, public_id: str) -> HttpResponse:
    """One's own note, in any state."""
    note = _own(request, public_id)
    if request.method == "POST":
        return _submit(request, note)
    return _show(request, note, documents.of(note))


@login_required
@require_POST
def withdraw(request: HttpRequest, public_id: str) -> HttpResponse:
    """Take a published note back; it stands among the drafts from then on."""
    publishing.withdraw(_own(request, public_id), at=timezone.now())
    messages.success(request, _("The note is withdrawn. You find it among your drafts."))
    return redirect(_drafts(request))


@login_required
@require_POST
def discard(request: HttpRequest, public_id: str) -> HttpResponse:
    """Delete a draft."""
    try:
        drafting.discard(_own(request, public_id))
        messages.success(request, _("The draft is deleted."))
    except drafting.StillPublished as refusal:
        messages.error(request, refusal.message)
    return redirect(_drafts(request))


def _submit(request, note):
    form = NoteForm(request.POST)
    form.is_valid()
    received, errors = _receive(request)
    document = document_of(form.cleaned_data, request.POST, received)
    if errors or form.errors:
        return _show(request, note, document, errors | _named(form.errors), status=400)
    try:
        if note is None:
            note = drafting.create(author=request.user, document=document)
        else:
            revision = form.cleaned_data.get("revision")
            note = drafting.save(note, document=document, revision=revision or 0)
        if request.POST.get("action") == "publish":
            return _publish(request, note)
    except RuleViolation as refusal:
        found = getattr(refusal, "errors", None) or {refusal.field: [refusal.message]}
        return _show(request, note, document, found, status=refusal.status)
    messages.success(request, _("Saved."))
    return redirect("notes:edit", public_id=note.public_id)


def _named(errors):
    """The complaints by the part of the page where they stand."""
    wrong = {name: list(messages) for name, messages in errors.items()}
    numbers = [message for name in NUMBERS for message in wrong.pop(name, [])]
    return wrong | ({"verdict": numbers} if numbers else {})


def _publish(request, note):
    note = publishing.publish(note, at=timezone.now())
    if not note.is_ready:
        wake(tasks.settle_waiting)
    messages.success(request, _("Your note is published."))
    return redirect("notes:detail", public_id=note.public_id)


def _receive(request):
    """Store the files of the form; what is refused is named with its reason."""
    received, complaints = [], []
    files = request.FILES.getlist("pictures")
    for file in files[: documents.MOST_SLIDES + 1]:
        try:
            received.append(ingest.receive(owner=request.user, file=file, at=timezone.now()).pk)
        except ingest.FileRefused as refusal:
            complaints.append(f"{file.name}: {refusal.message}")
    if received:
        wake(media_tasks.make_renditions)
    return received, {"slides": complaints} if complaints else {}


def _show(request, note, document, errors=None, status=200):
    # What cannot be a number stays as it was typed.
    typed = {name: request.POST[name] for name in NUMBERS if name in request.POST}
    revision = note.revision if note else 0
    form = NoteForm(initial=initial(document) | {"revision": revision} | typed)
    here = reverse("notes:edit", args=[note.public_id]) if note else reverse("notes:publish")
    pictures = pictures_of(request.user, note, document)
    state = state_of(note, document, pictures)
    context = {
        "note": note,
        "form": form,
        "errors": errors or {},
        "action": here,
        "state": state,
        "relations": ProductTag.Relation.choices,
        "channels": Channel.choices,
        "most": {"slides": documents.MOST_SLIDES, "title": text.TITLE_UNITS}
        | {"body": text.BODY_CHARACTERS, "topics": documents.MOST_TOPICS}
        | {"points": opinions.MOST_POINTS, "point": opinions.MOST_CHARACTERS},
        "has_verdict": document.verdict.says_something(),
    }
    return render(request, "notes/editor.html", context, status=status)


def _own(request, public_id):
    note = Note.objects.by(request.user).filter(public_id=public_id).first()
    if note is None:
        raise Http404
    return note


def _drafts(request):
    return f"{reverse('notes:profile', args=[request.user.handle])}?tab=drafts"
