"""The shop's home and the page of one store: shelves with pages, filters and orders."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from accounts.models import Follow
from core.caching import shared_page
from core.http import HtmxHttpRequest
from core.pagination import BadCursor, keyset_page
from shop import product_cards
from shop.cart_forms import ShelfForm
from shop.models import Category, Product, Store
from shop.product_filter import ProductFilter

QUERY = ("q", "category", "price_min", "price_max", "in_stock", "sort", "after")


@shared_page(query=QUERY)
@require_safe
def home(request: HtmxHttpRequest) -> HttpResponse:
    """Everything on sale, by category, price and order."""
    shelf = _shelf(request, Product.objects.listed_for(request.user))
    if request.htmx:
        return render(request, "shop/_shelf.html", shelf)
    shelf["categories"] = Category.objects.order_by("pk")
    listed = Store.objects.listed_for(request.user).select_related("account__avatar__picture")
    shelf["stores"] = listed.prefetch_related("account__avatar__picture__renditions")[:12]
    return render(request, "shop/home.html", shelf)


@shared_page(query=QUERY)
@require_safe
def store(request: HtmxHttpRequest, slug: str) -> HttpResponse:
    """One store: who it is, its terms, what it sells."""
    stores = Store.objects.visible_to(request.user).select_related("account__avatar__picture")
    with_face = stores.prefetch_related("account__avatar__picture__renditions")
    shown = get_object_or_404(with_face, slug=slug)
    shelf = _shelf(request, Product.objects.listed_for(request.user).filter(store=shown))
    if request.htmx:
        return render(request, "shop/_shelf.html", shelf)
    reader = request.user
    is_followed = (
        reader.is_authenticated
        and Follow.objects.filter(follower=reader, followed=shown.account_id).exists()
    )
    return render(request, "shop/store.html", {**shelf, "store": shown, "is_followed": is_followed})


def _shelf(request: HtmxHttpRequest, products) -> dict[str, object]:
    form = ShelfForm(request.GET)
    form.is_valid()
    narrowed = ProductFilter(form.narrowing(), queryset=products).qs
    ordering = form.ordering()
    try:
        page = keyset_page(
            narrowed.only("pk", "public_id", "version", "price_from"),
            after=request.GET.get("after", ""),
            ordering=(ordering,),
        )
    except BadCursor:
        page = keyset_page(narrowed, ordering=(ordering,))
    stamps = [product_cards.Stamp(row.pk, row.public_id, row.version) for row in page.items]
    following = request.GET.copy()
    following["after"] = page.next_cursor
    return {
        "form": form,
        "cards": product_cards.render(stamps),
        "more": f"?{following.urlencode()}" if page.next_cursor else "",
        "chosen_category": request.GET.get("category", ""),
    }
