"""The one-page checkout."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from core.errors import RuleViolation
from core.ids import order_number
from shop.buyers import BuyerRequest
from shop.forms import NEW, CheckoutForm
from shop.models import Cart, OrderGroup
from shop.services import addresses, checkout, orders, payments, quote, refusals, showcase
from shop.services.quoted import Quote
from shop.services.retries import Busy
from shop.views.pay import begin


@sensitive_post_parameters()
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def checkout_page(request: BuyerRequest) -> HttpResponse:
    """The selected lines, where they go, how they are paid. Sent twice, it orders once."""
    cart = Cart.objects.filter(user=request.user).first()
    if request.method != "POST":
        return _page(request, _offer(cart), _blank(request, cart))
    form = CheckoutForm(request.POST, addresses=addresses.latest(request.user))
    if not form.is_valid():
        return _page(request, _offer(cart), form, status=400)
    try:
        receipt = checkout.place_order(
            buyer=request.user,
            key=form.cleaned_data["key"],
            address=form.snapshot(),
            provider=form.cleaned_data["provider"],
            wants=form.cleaned_data["shown"],
            cart=cart,
            at=timezone.now(),
        )
    except RuleViolation as refused:
        return _refuse(request, cart, form, refused)
    group = OrderGroup.objects.visible_to(request.user).get(number=receipt.number)
    return begin(request, group, form.cleaned_data["provider"])


def _blank(request: BuyerRequest, cart: Cart | None) -> CheckoutForm:
    saved = addresses.latest(request.user)
    initial = {
        "key": order_number(),
        "address": str(saved[0].pk) if saved else NEW,
        "provider": orders.providers()[0][0],
    }
    return CheckoutForm(initial=initial, addresses=saved)


def _offer(cart: Cart | None) -> Quote:
    try:
        return quote.quote(quote.of_cart(cart))
    except RuleViolation:
        return Quote([])


def _refuse(
    request: BuyerRequest, cart: Cart | None, form: CheckoutForm, refused: RuleViolation
) -> HttpResponse:
    """The same page, with what was typed, what is wrong, and today's prices and stock."""
    field = refused.field if refused.field in form.fields else None
    form.add_error(field, refused.message)
    # Another try is another request, unless this one may still be at work.
    if not isinstance(refused, Busy):
        form.show("key", order_number())
    response = _page(request, _offer(cart), form, status=refused.status)
    if isinstance(refused, Busy):
        response["Retry-After"] = str(refused.retry_after)
    return response


def _page(
    request: BuyerRequest, offer: Quote, form: CheckoutForm, status: int = 200
) -> HttpResponse:
    if not offer.lines:
        if request.method != "POST":
            messages.info(request, refusals.nothing_to_buy().message)
            return redirect("shop:cart")
        offer = Quote([])
    # The page shows the offer of this moment; sending it says: this is what I saw.
    form.show("shown", offer.shown)
    stores = [part.store for part in offer.stores]
    form.offer_ways(orders.providers(stores))
    context = {
        "form": form,
        "offer": offer,
        "parcels": _with_covers(offer),
        "short": [line for line in offer.lines if not line.is_sold or line.is_short],
        "unpayable": payments.why_unpayable(stores),
        "is_new_address": not form.addresses or form["address"].value() == NEW,
    }
    return render(request, "shop/checkout.html", context, status=status)


def _with_covers(offer: Quote) -> list[tuple]:
    covers = showcase.first_pictures(line.sku.product_id for line in offer.lines)
    return [
        (part, [(line, covers.get(line.sku.product_id)) for line in part.lines])
        for part in offer.stores
    ]
