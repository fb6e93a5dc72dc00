"""The cart's page, and the acts on it: each works as a plain form, and as a fragment."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import HttpResponseClientRedirect, trigger_client_event

from core.errors import RuleViolation
from core.http import HtmxHttpRequest
from shop import cart_cookie
from shop.cart_forms import AddForm, QuantityForm, SelectionForm
from shop.models import Cart, CartLine, Product
from shop.services import cart as carts
from shop.services import cart_overview, showcase


@require_safe
def cart(request: HtmxHttpRequest) -> HttpResponseBase:
    """The cart by store, with what changed and what it will cost."""
    return _page(request, cart_cookie.cart_of(request))


@require_POST
def add(request: HtmxHttpRequest) -> HttpResponseBase:
    """Put a variant in, or buy it now; what is wrong stands at its field, nothing typed is lost."""
    sold = Product.objects.visible_to(request.user).select_related("store")
    product = get_object_or_404(sold, public_id=request.POST.get("product", "")[:20])
    form = AddForm(request.POST)
    found = product.skus.filter(pk=form.cleaned_data["sku"]).first() if _is_sku(form) else None
    if "sku" not in form.errors and found is None:
        form.add_error("sku", _("Choose a variant."))
    if found is None or not form.is_valid():
        return _try_again(request, product, form)
    found.product = product
    is_buying = request.POST.get("buy") == "now"
    act, now = (carts.buy_now if is_buying else carts.add), timezone.now()
    referral = cart_cookie.referral_for(request, product, now)
    own = cart_cookie.cart_for_adding(request)
    try:
        act(own, sku=found, quantity=form.cleaned_data["quantity"], referral=referral, at=now)
    except RuleViolation as refusal:
        form.add_error(refusal.field or "quantity", refusal.message)
        return _try_again(request, product, form)
    response = _bought(request) if is_buying else _added(request, product, found.pk, own)
    cart_cookie.keep(response, own, request)
    return response


@require_POST
def change(request: HtmxHttpRequest, pk: int) -> HttpResponseBase:
    """Set a line's quantity."""
    line = _line_or_404(request, pk)
    form = QuantityForm(request.POST)
    if form.is_valid():
        try:
            carts.change(line, quantity=form.wanted(), at=timezone.now())
        except RuleViolation as refusal:
            form.add_error("quantity", refusal.message)
    if form.errors:
        typed = request.POST.get("quantity", "")[:6]
        errors: list[str] = [*form.errors.get("quantity", [_("Enter a whole number.")])]
        return _page(
            request, line.cart, wrong={"pk": pk, "error": " ".join(errors), "typed": typed}
        )
    return _done(request, line.cart)


@require_POST
def remove(request: HtmxHttpRequest, pk: int) -> HttpResponseBase:
    """Take a line out; one that has gone already is no error."""
    own = cart_cookie.cart_of(request)
    line = own.lines.filter(pk=pk).select_related("cart").first() if own else None
    if line is not None:
        carts.remove(line, at=timezone.now())
    return _done(request, own)


@require_POST
def set_aside(request: HtmxHttpRequest, pk: int) -> HttpResponseBase:
    """Save a line for later, or move it back."""
    line = _line_or_404(request, pk)
    carts.set_aside(line, is_saved=request.POST.get("later") == "1", at=timezone.now())
    return _done(request, line.cart)


@require_POST
def selection(request: HtmxHttpRequest) -> HttpResponseBase:
    """Choose lines for checkout, and go there if asked to."""
    own = cart_cookie.cart_of(request)
    if own is None:
        return redirect("shop:cart")
    form = SelectionForm(request.POST, lines=own.lines.values_list("pk", flat=True))
    # A line that was removed elsewhere meanwhile makes the choice void, not the page.
    if form.is_valid():
        carts.select(own, lines=form.cleaned_data["line"], at=timezone.now())
    if form.is_valid() and request.POST.get("go") == "checkout":
        return _to_checkout(request, own)
    return _done(request, own)


def _is_sku(form: AddForm) -> bool:
    form.is_valid()
    return "sku" in form.cleaned_data


def _try_again(request: HtmxHttpRequest, product: Product, form: AddForm) -> HttpResponse:
    box = showcase.buy_box(
        product, chosen_sku=form.cleaned_data.get("sku"), buyer_id=request.user.pk
    )
    context = {"box": box, "product": product, "form": form}
    # htmx shows answers of status 200 alone.
    if request.htmx:
        return render(request, "shop/_buy_box.html", context)
    return render(request, "shop/add_again.html", context, status=422)


def _bought(request: HtmxHttpRequest) -> HttpResponseBase:
    target = redirect("shop:checkout")
    return HttpResponseClientRedirect(target.url) if request.htmx else target


def _added(request: HtmxHttpRequest, product: Product, chosen: int, own: Cart) -> HttpResponse:
    if not request.htmx:
        messages.success(request, _("In your cart: %(title)s") % {"title": product.title})
        return redirect("shop:cart")
    box = showcase.buy_box(product, chosen_sku=chosen, buyer_id=request.user.pk)
    context = {"box": box, "product": product, "form": None, "has_added": True}
    response = render(request, "shop/_buy_box.html", context)
    return _told(response, own)


def _line_or_404(request: HtmxHttpRequest, pk: int) -> CartLine:
    own = cart_cookie.cart_of(request)
    lines = CartLine.objects.select_related("cart", "sku").filter(cart=own)
    return get_object_or_404(lines if own else lines.none(), pk=pk)


def _done(request: HtmxHttpRequest, own: Cart | None) -> HttpResponseBase:
    return _page(request, own) if request.htmx else redirect("shop:cart")


def _to_checkout(request: HtmxHttpRequest, own: Cart) -> HttpResponseBase:
    if not cart_overview.of(own).selected_count:
        return _page(request, own, problem=_("Choose at least one thing that can be bought."))
    carts.accept_prices(own, at=timezone.now())
    return _bought(request)


def _page(request: HtmxHttpRequest, own: Cart | None, **more) -> HttpResponse:
    context = {"overview": cart_overview.of(own), **more}
    if request.htmx:
        return _told(render(request, "shop/cart.html#cart", context), own)
    return render(request, "shop/cart.html", context, status=422 if more else 200)


def _told(response: HttpResponse, own: Cart | None) -> HttpResponse:
    return trigger_client_event(response, "cart:changed", {"count": carts.count(own)})
