"""A product: what it is, what it costs here and elsewhere, and what people write about it."""

import re
from collections.abc import Callable
from typing import Any

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


# How the notes about a product may be sorted, beside by use.
_ORDERS: dict[str, Callable[[Product], list[int]]] = {
    "latest": product_parts.latest_notes,
    "critical": product_parts.critical_notes,
}


@require_safe
def product(request: HttpRequest, public_id: str) -> HttpResponse:
    """The product's page; one that is no longer sold stays, and says so."""
    shown = showcase.visible(public_id, reader=request.user)
    if shown is None:
        raise Http404
    sku = request.GET.get("sku", "")
    number = int(sku) if re.fullmatch(r"[0-9]{1,18}", sku, re.A) else None
    box = showcase.buy_box(shown, chosen_sku=number, buyer_id=request.user.pk)
    note = request.GET.get("note", "")
    source = note if _NOTE.fullmatch(note) else ""
    still = product_parts.of(box)
    context = {
        "product": shown,
        "box": box,
        "source": source,
        "still": still,
        **_notes_about(request, shown, still),
    }
    response = render(request, "feed/product.html", context)
    if source and request.method == "GET":
        _remember(request, response, shown, source)
    return response


def _notes_about(request: HttpRequest, shown: Product, still: dict[str, Any]) -> dict[str, Any]:
    """Of the notes that tag it, those that this reader may meet now, and what these say."""
    sort = request.GET.get("notes", "")
    ids = _ORDERS[sort](shown) if sort in _ORDERS else still["truth"].best
    met = cards.stamps_listed_for(request.user, [*ids, *still["truth"].note_ids])
    wanted = set(ids)
    stamps = [stamp for stamp in met if stamp.pk in wanted][:NOTES]
    return {
        "notes": cards.render(stamps, get_language() or "en"),
        "liked": [stamp.public_id for stamp in stamps if stamp.is_liked],
        "notes_sort": sort if sort in _ORDERS else "",
        "truth": still["truth"].among({stamp.pk for stamp in met}),
    }


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
