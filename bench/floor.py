"""What the figures stand on. Fixed once: do not change it, or earlier results mean nothing.

Bare: a view that answers two letters. Floor B: one indexed query for 24 rows through the ORM and
a Django template of 24 cards; nothing cached, nothing slowed. Both in the project's own server
and settings, behind its whole middleware.
"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from notes.models import Note


def bare(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok", content_type="text/plain")


def rows(request: HttpRequest) -> HttpResponse:
    notes = (
        Note.objects.filter(status=Note.Status.PUBLISHED)
        .select_related("author", "tally")
        .order_by("-published_at")[:24]
    )
    return render(request, "bench/floor.html", {"notes": notes})
