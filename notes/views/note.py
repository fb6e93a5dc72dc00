"""The page of a note, alone or laid over the feed."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from core.caching import shared_page
from core.http import HtmxHttpRequest
from notes.views import article


@shared_page(query=("after", "sort"))
@require_safe
def detail(request: HtmxHttpRequest, public_id: str) -> HttpResponse:
    """A note with its first comments; to htmx the note alone, without the frame."""
    shown = article.of(request, public_id)
    if request.htmx:
        return HttpResponse(shown.html)
    return render(request, "notes/detail.html", {"shown": shown})
