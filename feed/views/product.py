"""A product: what it is, what it costs here and elsewhere, and what people write about it."""

import json
import re

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from notes import cards
from notes.models import Like, Note, ProductTag
from shop import product_cards
from shop.models import Product, ProductPicture
from shop.services import referrals, showcase
from shop.visitors import new_visitor, remember_visitor, visitor_of

NOTES = 12
MORE = 6
_NOTE = re.compile(r"[A-Za-z0-9]{1,20}", re.ASCII)
# As django.utils.html.json_script: nothing in the data can end its element.
_ESCAPES = {ord(">"): "\\u003E", ord("<"): "\\u003C", ord("&"): "\\u0026"}


@require_safe
def product(request: HttpRequest, public_id: str) -> HttpResponse:
    """The product's page; one that is no longer sold stays, and says so."""
    products = Product.objects.visible_to(request.user).select_related("store__account", "category")
    shown = get_object_or_404(products, public_id=public_id)
    sku = request.GET.get("sku", "")
    box = showcase.buy_box(
        shown, chosen_sku=int(sku) if re.fullmatch(r"[0-9]{1,18}", sku, re.A) else None
    )
    note = request.GET.get("note", "")
    source = note if _NOTE.fullmatch(note) else ""
    gallery = _gallery(shown)
    context = {
        "product": shown,
        "box": box,
        "gallery": gallery,
        "source": source,
        "facts": _facts(request, box, gallery),
        **_notes_about(request, shown),
        "more_of_store": _more_of_store(request, shown),
    }
    response = render(request, "feed/product.html", context)
    if source and request.method == "GET":
        _remember(request, response, shown, source)
    return response


def _gallery(shown: Product) -> list[ProductPicture]:
    pictures = shown.pictures.filter(picture__is_ready=True).select_related("picture")
    return list(pictures.prefetch_related("picture__renditions"))


def _notes_about(request: HttpRequest, shown: Product) -> dict[str, object]:
    """The best notes that tag it and that this reader may meet."""
    listed = Note.objects.listed_for(request.user)
    about = listed.filter(product_tags__product=shown).order_by("-score__rank", "-pk")
    ids = list(about.values_list("pk", flat=True)[:NOTES])
    liked: list[str] = []
    if ids and request.user.is_authenticated:
        likes = Like.objects.filter(user=request.user, note__in=ids)
        liked = list(likes.values_list("note__public_id", flat=True))
    return {"notes": cards.cards_for(ids, get_language() or "en"), "liked": liked}


def _more_of_store(request: HttpRequest, shown: Product) -> list[str]:
    others = Product.objects.listed_for(request.user).filter(store=shown.store_id)
    return product_cards.html_of(others.exclude(pk=shown.pk).order_by("-pk")[:MORE])


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


def _facts(
    request: HttpRequest, box: showcase.BuyBox, gallery: list[ProductPicture]
) -> dict[str, str]:
    """What search engines are told: schema.org's Product with one Offer a variant."""
    shown, origin = box.product, settings.SITE_URL
    in_stock, out = "https://schema.org/InStock", "https://schema.org/OutOfStock"
    data = {
        "@context": "https://schema.org",
        "@type": "Product",
        "name": shown.title,
        "description": shown.description[:500],
        "image": [origin + showcase.small_url(shot.picture, at_least=1000) for shot in gallery],
        "brand": {"@type": "Brand", "name": shown.store.name},
        "offers": [
            {
                "@type": "Offer",
                "sku": str(variant.pk),
                "price": f"{variant.price // 100}.{variant.price % 100:02d}",
                "priceCurrency": shown.store.currency,
                "availability": out if variant.is_sold_out or not box.is_on_sale else in_stock,
                "url": origin + request.path,
            }
            for variant in box.variants
        ],
    }
    text = json.dumps(data, ensure_ascii=False).translate(_ESCAPES)
    return {"json": SafeString(text)}
