"""What a reader does with a note where scripts do not run: plain forms, and back to the note."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.http import SignedInRequest
from accounts.models import Report
from core.errors import RuleViolation
from notes.models import Note
from notes.services import engagement

ACTS = {"like": engagement.like, "save": engagement.save}


@login_required
@require_POST
def act(request: SignedInRequest, public_id: str, kind: str) -> HttpResponse:
    """Like or save, or with `undo` take it back."""
    note = _note(request, public_id)
    if kind not in ACTS:
        raise Http404
    try:
        if request.POST.get("undo"):
            engagement.undo(kind, note, reader=request.user, at=timezone.now())
        else:
            ACTS[kind](note, reader=request.user, at=timezone.now())
    except RuleViolation as refusal:
        messages.error(request, refusal.message)
    return redirect("notes:detail", public_id=public_id)


@login_required
@require_POST
def report(request: SignedInRequest, public_id: str) -> HttpResponse:
    """Complain about a note."""
    note, reason = _note(request, public_id), request.POST.get("reason", "")
    text = request.POST.get("text", "")[:500]
    if reason not in Report.Reason.values:
        messages.error(request, _("Choose a reason."))
        return redirect("notes:detail", public_id=public_id)
    try:
        engagement.report(note, reader=request.user, reason=reason, text=text, at=timezone.now())
        messages.success(request, _("Thank you. We will look at it."))
    except RuleViolation as refusal:
        messages.error(request, refusal.message)
    return redirect("notes:detail", public_id=public_id)


def _note(request, public_id):
    note = Note.objects.visible_to(request.user).filter(public_id=public_id).first()
    if note is None:
        raise Http404
    return note
