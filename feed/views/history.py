"""What is kept of a reader's looking and searching: to see, to pause, to clear."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.http import SignedInRequest
from core.caching import shared_page
from feed.forms import ForgetForm, PauseForm
from feed.history import forgetting, looked, pauses
from feed.search import history as searches
from feed.weights import weight


@shared_page
@require_safe
def history(request: SignedInRequest) -> HttpResponse:
    """One's own history; to a visitor the page says what is kept of visitors."""
    if not request.user.is_authenticated:
        return render(request, "feed/history_of_visitors.html", {"days": _days()})
    return _page(request)


@login_required
@require_POST
def forget(request: SignedInRequest) -> HttpResponse:
    """Clear a span, a note or a search, and all that the ranking made of it."""
    form, now = ForgetForm(request.POST), timezone.now()
    if not form.is_valid():
        return _page(request, form=form, status=422)
    forgetting.as_asked(request.user, at=now, **form.cleaned_data)
    if form.cleaned_data["span"]:
        messages.success(request, _("Cleared. Explore no longer knows of it."))
    else:
        messages.success(request, _("Taken out of your history."))
    return redirect("feed:history")


@login_required
@require_POST
def pause(request: SignedInRequest) -> HttpResponse:
    """Remember nothing for a time, or until further notice; or remember again."""
    now = timezone.now()
    if "resume" in request.POST:
        pauses.end(request.user, at=now)
        messages.success(request, _("Your history is kept again."))
        return redirect("feed:history")
    form = PauseForm(request.POST)
    if not form.is_valid():
        return _page(request, form=form, status=422)
    pauses.begin(request.user, at=now, span=form.cleaned_data["span"])
    messages.success(request, _("Paused. From now on nothing is remembered."))
    return redirect("feed:history")


def _page(
    request: SignedInRequest, *, form: ForgetForm | PauseForm | None = None, status: int = 200
) -> HttpResponse:
    show = looked.ALL if request.GET.get("show") == looked.ALL else looked.READ
    reader, after = request.user, request.GET.get("after", "")
    facts = {
        "page": looked.page(reader, kind=show, after=after),
        "show": show,
        "is_first": not after,
        "searches": [] if after else searches.recent(reader),
        "pause": pauses.of(reader, at=timezone.now()),
        "spans": ForgetForm.Span.choices,
        "days": _days(),
        "wrong": [text for texts in form.errors.values() for text in texts] if form else [],
    }
    return render(request, "feed/history.html", facts, status=status)


def _days() -> int:
    return int(weight("ATTENTION_DAYS"))
