"""The one-page checkout."""

from dataclasses import dataclass

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
from shop.models import Cart, OrderGroup, Store
from shop.services import (
    addresses,
    checkout,
    coupon_choices,
    payments,
    quote,
    refusals,
    showcase,
)
from shop.services.coupon_choices import Laid
from shop.services.quoted import Quote, StoreQuote
from shop.services.retries import Busy
from shop.views.pay import begin

COUPON = "coupon-"


@dataclass(frozen=True, slots=True)
class Basket:
    """What lies in the cart for this checkout, before anybody says where it goes."""

    cart: Cart | None
    offer: Quote

    @property
    def stores(self) -> list[Store]:
        return [part.store for part in self.offer.stores]


@sensitive_post_parameters()
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def checkout_page(request: BuyerRequest) -> HttpResponse:
    """The selected lines, where they go, how they are paid. Sent twice, it orders once."""
    basket = _basket(request)
    if request.method != "POST":
        return _page(request, basket, _form(request, basket, _first(request, basket)))
    if request.POST.get("act") == "refresh":
        return _page(request, basket, _form(request, basket, request.POST.dict()))
    form = _form(request, basket)
    if not form.is_valid():
        return _page(request, basket, form, status=400)
    try:
        receipt = checkout.place_order(
            buyer=request.user,
            key=form.cleaned_data["key"],
            address=form.snapshot(),
            provider=form.cleaned_data["provider"],
            wants=form.cleaned_data["shown"],
            total_seen=form.cleaned_data["total"],
            claims=_chosen(request) or [],
            cart=basket.cart,
            at=timezone.now(),
        )
    except RuleViolation as refused:
        return _refuse(request, basket, form, refused)
    group = OrderGroup.objects.visible_to(request.user).get(number=receipt.number)
    return begin(request, group, form.cleaned_data["provider"])


def _basket(request: BuyerRequest) -> Basket:
    cart = Cart.objects.filter(user=request.user).first()
    try:
        return Basket(cart, quote.quote(quote.of_cart(cart), buyer=request.user))
    except RuleViolation:
        return Basket(cart, Quote([]))


def _form(request: BuyerRequest, basket: Basket, initial: dict | None = None) -> CheckoutForm:
    """The form as sent, or one that shows these values and complains of nothing."""
    saved = addresses.latest(request.user)
    sent = request.POST if initial is None else None
    return CheckoutForm(sent, initial=initial, addresses=saved, stores=basket.stores)


def _first(request: BuyerRequest, basket: Basket) -> dict[str, str]:
    saved = addresses.latest(request.user)
    ways = payments.gateways_for(basket.stores)
    return {
        "key": order_number(),
        "address": str(saved[0].pk) if saved else NEW,
        "provider": ways[0] if ways else "",
    }


def _chosen(request: BuyerRequest) -> list[str] | None:
    """The coupons chosen on the page; None where none was asked about."""
    sent = [value for name, value in request.POST.dict().items() if name.startswith(COUPON)]
    return [value for value in sent if value] if sent else None


def _refuse(
    request: BuyerRequest, basket: Basket, form: CheckoutForm, refused: RuleViolation
) -> HttpResponse:
    """The same page, with what was typed, what is wrong, and today's prices and stock."""
    field = refused.field if refused.field in form.fields else None
    form.add_error(field, refused.message)
    # Another try is another request, unless this one may still be at work.
    if not isinstance(refused, Busy):
        form.show("key", order_number())
    response = _page(request, _basket(request), form, status=refused.status)
    if isinstance(refused, Busy):
        response["Retry-After"] = str(refused.retry_after)
    return response


def _page(
    request: BuyerRequest, basket: Basket, form: CheckoutForm, status: int = 200
) -> HttpResponse:
    if not basket.offer.lines and request.method != "POST":
        messages.info(request, refusals.nothing_to_buy().message)
        return redirect("shop:cart")
    to = form.destination()
    offer = quote.sent_to(basket.offer, to) if to else basket.offer
    laid = coupon_choices.lay(offer, request.user, chosen=_chosen(request), at=timezone.now())
    # The page shows the offer of this moment; sending it says: this is what I saw.
    form.show("shown", laid.offer.shown)
    form.show("total", laid.offer.total)
    short = [line for line in laid.offer.lines if not line.is_sold or line.is_short]
    context = {
        "form": form,
        "offer": laid.offer,
        "parcels": _parcels(laid),
        "platform": laid.platform,
        "short": short,
        "unserved": [part.store for part in laid.offer.stores if not part.is_served],
        "to": to,
        "unpayable": payments.why_unpayable(basket.stores),
        "is_new_address": not form.addresses or form["address"].value() == NEW,
    }
    return render(request, "shop/checkout.html", context, status=status)


def _parcels(laid: Laid) -> list[tuple[StoreQuote, list[tuple], object]]:
    covers = showcase.first_pictures(line.sku.product_id for line in laid.offer.lines)
    return [
        (
            part,
            [(line, covers.get(line.sku.product_id)) for line in part.lines],
            laid.of(part.store),
        )
        for part in laid.offer.stores
    ]
