"""A buyer's orders."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from core.errors import RuleViolation
from shop import cart_cookie
from shop.buyers import BuyerRequest
from shop.models import OrderGroup, StoreOrder
from shop.services import cart as carts
from shop.services import closing, fulfilment, orders, reordering

A_PAGE = 20


@login_required
@require_safe
def order_list(request: BuyerRequest) -> HttpResponse:
    """All orders of the reader, the newest first, by keyset."""
    tab = request.GET.get("state", "")
    rows = orders.in_state(orders.of_buyer(request.user), tab)
    before = request.GET.get("before", "")
    if before:
        last = OrderGroup.objects.visible_to(request.user).filter(number=before[:20]).first()
        rows = rows.filter(pk__lt=last.pk) if last else rows.none()
    page = list(rows[: A_PAGE + 1])
    more = page[A_PAGE - 1].number if len(page) > A_PAGE else ""
    page = page[:A_PAGE]
    orders.show_covers(page)
    context = {"groups": page, "more": more, "tab": tab, "tabs": orders.LABELS}
    return render(request, "shop/orders.html", context)


@login_required
@require_safe
def order_page(request: BuyerRequest, number: str) -> HttpResponse:
    """One order: its parcels, its history, the next deadline, and what can be done now."""
    group = get_object_or_404(orders.whole(request.user), number=number)
    orders.show_covers([group])
    parts = orders.parts(group, at=timezone.now())
    context = {
        "group": group,
        "parts": parts,
        "is_new": all(part.order.status == StoreOrder.Status.PAID for part in parts),
        "steps": orders.history(group),
        "given_back": orders.given_back(group),
        "can_pay": group.status == group.Status.PENDING_PAYMENT
        and group.expires_at > timezone.now(),
    }
    return render(request, "shop/order.html", context)


@login_required
@require_POST
def cancel(request: BuyerRequest, number: str) -> HttpResponse:
    """Cancel an order that is not paid; a repeat changes nothing."""
    group = get_object_or_404(OrderGroup.objects.visible_to(request.user), number=number)
    try:
        closing.cancel(group, actor=request.user, at=timezone.now())
        messages.success(request, _("The order is cancelled."))
    except RuleViolation as refused:
        messages.error(request, refused.message)
    return redirect("shop:order", number)


@login_required
@require_POST
def receive(request: BuyerRequest, number: str, part: str) -> HttpResponse:
    """The buyer has all of a store's part; a repeat changes nothing."""
    order = _part(request, number, part)
    try:
        fulfilment.receive(order, actor=request.user, at=timezone.now())
        messages.success(request, _("Thank you. We have told the store that it arrived."))
    except RuleViolation as refused:
        messages.error(request, refused.message)
    return redirect("shop:order", number)


@login_required
@require_POST
def cancel_unshipped(request: BuyerRequest, number: str, part: str) -> HttpResponse:
    """Give up waiting for a store that does not ship."""
    order = _part(request, number, part)
    try:
        fulfilment.cancel_unshipped(order, actor=request.user, at=timezone.now())
        messages.success(request, _("Cancelled. Your money is on its way back."))
    except RuleViolation as refused:
        messages.error(request, refused.message)
    return redirect("shop:order", number)


@login_required
@require_POST
def again(request: BuyerRequest, number: str) -> HttpResponse:
    """Put what was bought into the cart once more."""
    group = get_object_or_404(orders.of_buyer(request.user), number=number)
    mine = carts.of_user(request.user)
    added, gone = reordering.into_cart(group, mine, at=timezone.now())
    if added:
        messages.success(request, _("It is in your cart again."))
    if gone:
        text = _("Cannot be had now: %(titles)s")
        messages.warning(request, text % {"titles": ", ".join(gone[:5])})
    response = redirect("shop:cart")
    cart_cookie.keep(response, mine, request)
    return response


def _part(request: BuyerRequest, number: str, part: str) -> StoreOrder:
    mine = StoreOrder.objects.visible_to(request.user).select_related("group")
    return get_object_or_404(mine, group__number=number, number=part)
