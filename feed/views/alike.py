"""What else there is beside a product: page and slot in one."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from feed.research import alike as research
from shop import product_cards
from shop.models import Product

MORE = 6


@require_safe
def alike(request: HttpRequest, public_id: str) -> HttpResponse:
    """Similar products, to be compared with it, and more of its store."""
    visible = Product.objects.visible_to(request.user).select_related("store")
    product = visible.filter(public_id=public_id).first()
    if product is None:
        raise Http404
    others = Product.objects.on_sale().filter(store=product.store_id).exclude(pk=product.pk)
    context = {
        "product": product,
        "alike": research.cards([product]),
        "more_of_store": product_cards.html_of(others.order_by("-pk")[:MORE]),
    }
    is_slot = request.headers.get("HX-Request") == "true"
    template = "feed/alike.html#shelves" if is_slot else "feed/alike.html"
    return render(request, template, context)
