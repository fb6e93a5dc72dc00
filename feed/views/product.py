"""A product: what it is, what it costs here and elsewhere, and what people write about it."""

import re

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from feed import product_parts
from notes import cards
from notes.models import Note, ProductTag
from shop.models import Product
from shop.services import referrals, showcase
from shop.visitors import new_visitor, remember_visitor, visitor_of

NOTES = 12
_NOTE = re.compile(r"[A-Za-z0-9]{1,20}", re.ASCII)


@require_safe
def product(request: HttpRequest, public_id: str) -> HttpResponse:
    """The product's page; one that is no longer sold stays, and says so."""
    shown = showcase.visible(public_id, reader=request.user)
    if shown is None:
        raise Http404
    sku = request.GET.get("sku", "")
    box = showcase.buy_box(
        shown, chosen_sku=int(sku) if re.fullmatch(r"[0-9]{1,18}", sku, re.A) else None
    )
    note = request.GET.get("note", "")
    source = note if _NOTE.fullmatch(note) else ""
    still = product_parts.of(box)
    context = {
        "product": shown,
        "box": box,
        "source": source,
        "still": still,
        **_notes_about(request, still["note_ids"]),
    }
    response = render(request, "feed/product.html", context)
    if source and request.method == "GET":
        _remember(request, response, shown, source)
    return response


def _notes_about(request: HttpRequest, ids: list[int]) -> dict[str, object]:
    """Of the best notes that tag it, those that this reader may meet at this moment."""
    stamps = cards.stamps_listed_for(request.user, ids)[:NOTES]
    liked = [stamp.public_id for stamp in stamps if stamp.is_liked]
    return {"notes": cards.render(stamps, get_language() or "en"), "liked": liked}


def _remember(request: HttpRequest, response: HttpResponse, shown: Product, source: str) -> None:
    """Note who led here: the author of the note, if it tags this product."""
    tag = (
        ProductTag.objects.filter(product=shown, note__public_id=source)
        .filter(note__in=Note.objects.visible_to(request.user))
        .select_related("note__author")
        .first()
    )
    if tag is None or "prefetch" in request.headers.get("Sec-Purpose", ""):
        return
    buyer = request.user if request.user.is_authenticated else None
    visitor = "" if buyer else visitor_of(request) or new_visitor()
    if visitor:
        remember_visitor(response, visitor, secure=request.is_secure())
    referrals.remember(
        shown,
        buyer=buyer,
        visitor=visitor,
        beneficiary=tag.note.author,
        source=source,
        at=timezone.now(),
    )
