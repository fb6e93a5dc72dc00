"""A buyer's orders."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from core.errors import RuleViolation
from shop.buyers import BuyerRequest
from shop.models import OrderGroup
from shop.services import closing, orders

A_PAGE = 20


@login_required
@require_safe
def order_list(request: BuyerRequest) -> HttpResponse:
    """All orders of the reader, the newest first, by keyset."""
    rows = orders.of_buyer(request.user)
    before = request.GET.get("before", "")
    if before:
        last = OrderGroup.objects.visible_to(request.user).filter(number=before[:20]).first()
        rows = rows.filter(pk__lt=last.pk) if last else rows.none()
    page = list(rows[: A_PAGE + 1])
    more = page[A_PAGE - 1].number if len(page) > A_PAGE else ""
    page = page[:A_PAGE]
    orders.show_covers(page)
    context = {"groups": page, "more": more}
    return render(request, "shop/orders.html", context)


@login_required
@require_safe
def order_page(request: BuyerRequest, number: str) -> HttpResponse:
    """One order: its parcels, its history, the next deadline, and what can be done now."""
    group = get_object_or_404(orders.whole(request.user), number=number)
    orders.show_covers([group])
    context = {
        "group": group,
        "steps": orders.history(group),
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
