"""What notes made people buy this week: a page, and the slot for it on the shop's home."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from core.caching import shared_page
from core.http import HtmxHttpRequest
from feed import bought_list
from notes import cards

STRIP, PAGE = 8, 48


@shared_page
@require_safe
def bought(request: HtmxHttpRequest) -> HttpResponse:
    """The notes with the most buyers first; an htmx request gets the first of them alone."""
    most = STRIP if request.htmx else PAGE
    ids = bought_list.note_ids(at=timezone.now())
    stamps = cards.stamps_listed_for(request.user, ids)[:most]
    liked = [stamp.public_id for stamp in stamps if stamp.is_liked]
    shown = cards.render(stamps, get_language() or "en")
    template = "feed/bought.html#cards" if request.htmx else "feed/bought.html"
    return render(request, template, {"cards": shown, "liked": liked})
