"""The shop's home and the page of one store: shelves with pages, filters and orders."""

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from accounts.models import Follow
from core.caching import shared_page
from core.http import HtmxHttpRequest
from core.pagination import BadCursor, keyset_page
from shop import kept_shelves, product_cards, shelf_facets
from shop.models import Product, Store
from shop.product_filter import ProductFilter
from shop.services import facets, shipping
from shop.shelf_form import ShelfForm

QUERY = (
    "q",
    "category",
    "store",
    "attr",
    "rating",
    "price_min",
    "price_max",
    "in_stock",
    "on_sale",
    "sort",
    "after",
)
TABS = ("", "notes", "policy")
STORES = 12
DEALS = 12
# A shelf is kept for whoever comes next: nothing of it is asked for in a reader's name.
_NOBODY = AnonymousUser()


@shared_page(query=QUERY)
@require_safe
def home(request: HtmxHttpRequest) -> HttpResponse:
    """Everything on sale, by category, price and order; at first sight also deals and stores."""
    listed = Product.objects.listed_for(_NOBODY)
    if request.htmx:
        return _more(request, listed)

    def make() -> SafeString:
        shelf = _shelf(request, listed)
        if shelf["is_first_sight"]:
            reduced = listed.filter(price_was__isnull=False).order_by("-pk")
            shelf["deals"] = product_cards.html_of(reduced[:DEALS])
            shelf["stores"] = _with_faces(Store.objects.listed_for(_NOBODY))[:STORES]
        return render_to_string("shop/_home.html", shelf, request)

    shown = kept_shelves.html_of(request, QUERY, make, part="page")
    return render(request, "shop/home.html", {"shelf": shown})


@shared_page(query=(*QUERY, "tab"))
@require_safe
def store(request: HtmxHttpRequest, slug: str) -> HttpResponse:
    """One store: who it is, its terms, what it sells."""
    stores = Store.objects.visible_to(request.user)
    shown = get_object_or_404(_with_faces(stores), slug=slug)
    tab = request.GET.get("tab", "")
    if tab not in TABS:
        raise Http404
    context: dict[str, object] = {"store": shown, "tab": tab}
    if not tab:
        listed = Product.objects.listed_for(_NOBODY).filter(store=shown)
        if request.htmx:
            return _more(request, listed)

        def make() -> SafeString:
            shelf = _shelf(request, listed, store=shown)
            return render_to_string("shop/_store_shelf.html", shelf, request)

        context["shelf"] = kept_shelves.html_of(request, QUERY, make, part="page")
    elif tab == "policy":
        context["policy"] = shipping.policy(shown, shipping.rules_of([shown]))
    reader = request.user
    context["is_followed"] = (
        reader.is_authenticated
        and Follow.objects.filter(follower=reader, followed=shown.account_id).exists()
    )
    return render(request, "shop/store.html", context)


def _with_faces(stores: QuerySet[Store]) -> QuerySet[Store]:
    faces = stores.select_related("account__avatar__picture")
    return faces.prefetch_related("account__avatar__picture__renditions")


def _more(request: HtmxHttpRequest, products: QuerySet[Product]) -> HttpResponse:
    """The cards alone, as further ones come."""

    def make() -> SafeString:
        return render_to_string("shop/_shelf.html", _shelf(request, products), request)

    return HttpResponse(kept_shelves.html_of(request, QUERY, make, part="cards"))


def _shelf(
    request: HtmxHttpRequest, products: QuerySet[Product], *, store: Store | None = None
) -> dict[str, object]:
    form = ShelfForm(request.GET)
    form.is_valid()
    narrowing = ProductFilter(form.narrowing(), queryset=products)
    narrowed = narrowing.qs
    after, ordering = request.GET.get("after", ""), form.ordering()
    rows = narrowed.only("pk", "public_id", "version", "price_from", "sold")
    try:
        page = keyset_page(rows, after=after, ordering=ordering)
    except BadCursor:
        page = keyset_page(rows, ordering=ordering)
    stamps = [product_cards.Stamp(row.pk, row.public_id, row.version) for row in page.items]
    following = request.GET.copy()
    following["after"] = page.next_cursor
    context = {
        "form": form,
        "cards": product_cards.render(stamps),
        "more": f"?{following.urlencode()}" if page.next_cursor else "",
        "is_first_sight": not form.is_narrowed() and not after and not form["sort"].value(),
    }
    if not request.htmx:
        chosen = form.cleaned_data.get("category", "")
        context["sides"] = shelf_facets.sides(
            request.GET, facets.of(narrowed), narrowing.tree, chosen=chosen, store=store
        )
    return context
