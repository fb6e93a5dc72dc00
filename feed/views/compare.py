"""Products side by side: what they cost, say of themselves, and what users say of them."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from feed.research import alike
from feed.research import compare as research
from notes import cards
from shop.models import Product


@require_safe
def compare(request: HttpRequest) -> HttpResponse:
    """Up to four products by `ids`; unknown ones are left out, and with one or none it helps."""
    ids = research.asked(request.GET.get("ids", ""))
    visible = Product.objects.visible_to(request.user).filter(public_id__in=ids)
    found = {product.public_id: product for product in visible.select_related("store", "category")}
    products = [found[one] for one in ids if one in found]
    table = research.of(products)
    told = [pk for column in table.columns for pk in column.truth.note_ids]
    met = {stamp.pk for stamp in cards.stamps_listed_for(request.user, told)}
    context = {
        "chosen": ",".join(product.public_id for product in products),
        "further": alike.cards(products) if len(products) < research.MOST else [],
        "table": table,
        "columns": [(one, one.truth.among(met), _without(ids, one)) for one in table.columns],
        "most": research.MOST,
        "missing": len(ids) - len(products),
    }
    return render(request, "feed/compare.html", context)


def _without(ids: list[str], column: research.Column) -> str:
    return ",".join(one for one in ids if one != column.product.public_id)
