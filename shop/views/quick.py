"""Buying one thing at once: a sheet that says all of it, and one button that places it."""

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from core.errors import RuleViolation
from core.ids import order_number
from core.serializers import INT8_MAX
from shop.buyers import BuyerRequest
from shop.models import Address, OrderGroup, Product
from shop.services import (
    addresses,
    checkout,
    coupon_choices,
    orders,
    payments,
    quote,
    shipping,
    showcase,
)
from shop.services.quoted import Want
from shop.views.pay import begin

# Pieces that the sheet offers; who wants more has the cart.
MOST_PIECES = 10


class QuickForm(forms.Form):
    """What the sheet sends back; prices in it are compared, never believed."""

    product = forms.SlugField(max_length=11)
    sku = forms.IntegerField(min_value=1, max_value=INT8_MAX)
    quantity = forms.IntegerField(min_value=1, max_value=99)
    price = forms.IntegerField(min_value=0, max_value=INT8_MAX)
    total = forms.IntegerField(min_value=0, max_value=INT8_MAX)
    address = forms.UUIDField()
    provider = forms.CharField(max_length=20)
    key = forms.CharField(max_length=80)
    coupon = forms.CharField(max_length=1200, required=False)


@login_required
@require_POST
def quick(request: BuyerRequest) -> HttpResponse:
    """Place the order of the sheet. Sent twice, it orders once."""
    sold = Product.objects.visible_to(request.user).select_related("store")
    product = get_object_or_404(sold, public_id=request.POST.get("product", "")[:11])
    form = QuickForm(request.POST)
    if not form.is_valid():
        return sheet(request, product, asked=request.POST.dict(), status=400)
    sent = form.cleaned_data
    mine = Address.objects.visible_to(request.user)
    address = get_object_or_404(mine, pk=sent["address"])
    try:
        receipt = checkout.place_order(
            buyer=request.user,
            key=sent["key"],
            address=address.snapshot(),
            provider=sent["provider"],
            wants=[Want(sent["sku"], sent["quantity"], sent["price"])],
            total_seen=sent["total"],
            claims=sent["coupon"].split(),
            at=timezone.now(),
        )
    except RuleViolation as refused:
        asked = request.POST.dict()
        return sheet(request, product, asked=asked, wrong=refused.message, status=refused.status)
    group = OrderGroup.objects.visible_to(request.user).get(number=receipt.number)
    return begin(request, group, sent["provider"])


def sheet(
    request: BuyerRequest,
    product: Product,
    *,
    asked: dict[str, str],
    wrong: str = "",
    status: int = 200,
) -> HttpResponse:
    """Variant, pieces, address, way to pay, coupons and total; a page, or what a dialog shows.

    :param asked: what was chosen of these, if anything
    """
    is_part = request.headers.get("HX-Request") == "true"
    template = "shop/_quick.html" if is_part else "shop/quick.html"
    context = {
        "product": product,
        "wrong": wrong,
        "again": request.path,
        **_said(request, product, asked),
    }
    return render(request, template, context, status=status)


def _said(request: BuyerRequest, product: Product, asked: dict[str, str]) -> dict[str, object]:
    wanted = asked.get("sku", "")
    number = int(wanted) if _is_number(wanted) else None
    box = showcase.buy_box(product, chosen_sku=number, buyer_id=request.user.pk)
    buyable = [variant for variant in box.variants if not variant.is_sold_out]
    chosen = box.chosen or (buyable[0] if buyable else None)
    book = addresses.latest(request.user)
    address = next((one for one in book if str(one.pk) == asked.get("address")), None)
    address = address or (book[0] if book else None)
    said: dict[str, object] = {"box": box, "chosen": chosen, "addresses": book, "address": address}
    if chosen is None or not box.is_on_sale:
        return said
    to = shipping.destination_of(addresses.snapshot(address.snapshot())) if address else None
    pieces = range(1, min(chosen.available, MOST_PIECES) + 1)
    quantity = next((one for one in pieces if str(one) == asked.get("quantity")), 1)
    offer = quote.quote([Want(chosen.pk, quantity)], buyer=request.user, to=to)
    laid = coupon_choices.lay(offer, request.user, at=timezone.now())
    problems = [problem.message for problem in laid.offer.problems()]
    if reason := payments.why_unpayable([product.store]):
        problems.append(reason)
    providers = orders.providers([product.store])
    names = [name for name, _label in providers]
    wished = asked.get("provider", "")
    return {
        **said,
        "pieces": pieces,
        "quantity": quantity,
        "offer": laid.offer,
        "claims": " ".join(laid.claims),
        "providers": providers,
        "provider": wished if wished in names else next(iter(names), ""),
        "problems": problems,
        "key": order_number(),
    }


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 19
