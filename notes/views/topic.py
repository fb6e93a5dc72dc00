"""The notes with one #topic: those that readers kept most, or the newest."""

from django.db.models import F
from django.db.models.functions import Coalesce
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from core.caching import shared_page
from core.http import HtmxHttpRequest
from core.pagination import BadCursor, keyset_page
from notes import text
from notes.cards import cards_for
from notes.models import Note, Topic
from notes.services import topics

CARDS = 24
SORTS = {"": ("-kept", "-pk"), "latest": ("-published_at",)}


@shared_page(query=("sort", "after"))
@require_safe
def topic(request: HtmxHttpRequest, key: str) -> HttpResponse:
    """A topic's page; an htmx request for more gets the next cards alone."""
    sort = request.GET.get("sort", "")
    found = Topic.objects.filter(key=text.topic_key(key)).first()
    if found is None or sort not in SORTS:
        raise Http404
    if found.key != key:
        return redirect("notes:topic", key=found.key)
    context = _cards(request, found, sort)
    if request.htmx and request.GET.get("after"):
        return render(request, "components/cards.html", context)
    here = reverse("notes:topic", args=[found.key])
    context["tabs"] = [
        {"url": here, "label": _("Top"), "is_current": not sort},
        {"url": f"{here}?sort=latest", "label": _("Latest"), "is_current": sort == "latest"},
    ]
    context["topic"] = found
    if request.user.is_authenticated:
        context["is_followed"] = topics.is_followed(found, reader=request.user)
    return render(request, "notes/topic.html", context)


def _cards(request, found, sort):
    listed = Note.objects.listed_for(request.user).filter(topicings__topic=found)
    kept = Coalesce(F("tally__saves") + F("tally__likes"), 0)
    try:
        after = request.GET.get("after", "")
        page = keyset_page(
            listed.annotate(kept=kept), after=after, limit=CARDS, ordering=SORTS[sort]
        )
    except BadCursor as bad:
        raise Http404 from bad
    query = "?sort=latest&after=" if sort else "?after="
    return {
        "cards": cards_for([note.pk for note in page.items], get_language()),
        "next_url": query + page.next_cursor if page.next_cursor else "",
    }
