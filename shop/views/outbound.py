"""The way out: a page that says where it leads, and the door itself."""

import re

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_safe

from shop import marketplaces
from shop.models import OutboundOffer, Product
from shop.services import outbound
from shop.visitors import new_visitor, remember_visitor, visitor_of

_SOURCE = re.compile(r"[A-Za-z0-9]{1,20}", re.ASCII)


@require_safe
def go(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """Where the offer leads, and what it cost there when somebody last looked."""
    return _page(request, _offer_or_404(request, public_id))


@require_GET
def leave(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """Record the click and send the browser on; without a fresh token, show the page again."""
    offer = _offer_or_404(request, public_id)
    # A browser that looks ahead has not been sent by its reader.
    if "prefetch" in request.headers.get("Sec-Purpose", ""):
        return HttpResponse(status=204)
    if not marketplaces.is_fresh(public_id, request.GET.get("t", "")):
        return _page(request, offer, has_expired=True)
    address = outbound.leave(
        offer,
        visitor=visitor_of(request),
        user=request.user if request.user.is_authenticated else None,
        source=_source(request),
        at=timezone.now(),
    )
    response = HttpResponseRedirect(address)
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex"
    return response


def _offer_or_404(request: HttpRequest, public_id: str) -> OutboundOffer:
    seen = Product.objects.visible_to(request.user)
    offers = OutboundOffer.objects.select_related("product__store")
    offer = get_object_or_404(offers, public_id=public_id, is_active=True, product__in=seen)
    try:
        outbound.address_of(offer)
    except marketplaces.UnsafeAddress as refusal:
        raise Http404 from refusal
    return offer


def _page(request: HttpRequest, offer: OutboundOffer, *, has_expired=False) -> HttpResponse:
    context = {
        "offer": offer,
        "host": marketplaces.host_of(outbound.address_of(offer)),
        "token": marketplaces.leave_token(offer.public_id),
        "source": _source(request),
        "has_expired": has_expired,
    }
    response = render(request, "shop/go.html", context, status=410 if has_expired else 200)
    response["X-Robots-Tag"] = "noindex"
    if not visitor_of(request):
        remember_visitor(response, new_visitor(), secure=request.is_secure())
    return response


def _source(request: HttpRequest) -> str:
    note = request.GET.get("note", "")
    return note if _SOURCE.fullmatch(note) else ""
