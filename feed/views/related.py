"""Beside a note: other opinions of its products, and notes like it. Page and slot in one."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from feed.research import related as research
from notes import cards
from notes.models import Note

SHOWN = 6


@require_safe
def related(request: HttpRequest, public_id: str) -> HttpResponse:
    """What to read beside this note; whoever may not open the note finds nothing."""
    note = Note.objects.visible_to(request.user).filter(public_id=public_id).first()
    if note is None:
        raise Http404
    beside = research.of(note)
    named = (
        ("other", _("Different opinions"), beside.other),
        ("same", _("More about the same products"), beside.same),
        ("alike", _("Notes like this one"), beside.alike),
    )
    stamps = cards.stamps_listed_for(request.user, [pk for *_, ids in named for pk in ids])
    found = {stamp.pk: stamp for stamp in stamps}
    shelves = []
    for name, title, ids in named:
        chosen = [found[pk] for pk in ids if pk in found][:SHOWN]
        if chosen:
            shelves.append((name, title, cards.render(chosen, get_language() or "en")))
    context = {
        "note": note,
        "shelves": shelves,
        "liked": [stamp.public_id for stamp in stamps if stamp.is_liked],
    }
    is_slot = request.headers.get("HX-Request") == "true"
    template = "feed/related.html#shelves" if is_slot else "feed/related.html"
    return render(request, template, context)
