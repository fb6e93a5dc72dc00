"""What the ranking believes a reader likes: to see with its reasons, and to tune."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.http import SignedInRequest
from feed.forms import InterestForm
from feed.history import interests as beliefs
from feed.search import history as searches


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def interests(request: SignedInRequest) -> HttpResponse:
    """Each belief with what led to it; a button changes explore from the next page on."""
    form = InterestForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        beliefs.say(request.user, at=timezone.now(), **form.cleaned_data)
        messages.success(request, _("Kept. Explore follows it from now on."))
        return redirect("feed:interests")
    facts = {
        "beliefs": beliefs.of(request.user),
        "searches": searches.recent(request.user, limit=5),
        "wrong": [text for texts in form.errors.values() for text in texts],
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "feed/interests.html", facts, status=status)
