"""Paying an order: to the provider and back, and the demo provider's own page."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from core.errors import RuleViolation
from core.wakeups import wake
from shop import qr, tasks
from shop.buyers import BuyerRequest
from shop.forms import PayForm
from shop.gateways import test as test_provider
from shop.gateways import test_books
from shop.models import OrderGroup, Payment
from shop.services import attempts, orders, payments


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def pay(request: BuyerRequest, number: str) -> HttpResponseBase:
    """What is due, until when, the open attempt to pay, and the other ways."""
    group = get_object_or_404(OrderGroup.objects.visible_to(request.user), number=number)
    stores = [order.store for order in group.store_orders.select_related("store")]
    ways = orders.providers(stores)
    last = group.payments.order_by("-pk").first()
    form = PayForm(
        request.POST if request.method == "POST" else None,
        providers=ways,
        chosen=last.provider if last else "",
    )
    if form.is_valid():
        return begin(request, group, form.cleaned_data["provider"])
    if group.status != OrderGroup.Status.PENDING_PAYMENT:
        return redirect("shop:order", number)
    opened = last if last and last.pay_url and last.status in payments.ASKED else None
    context = {
        "group": group,
        "form": form,
        "opened": opened,
        "provider": dict(ways).get(opened.provider) if opened else "",
        "code": qr.drawn(opened.pay_url) if opened and _is_code(opened) else None,
        "unpayable": payments.why_unpayable(stores),
    }
    return render(request, "shop/pay.html", context, status=400 if form.errors else 200)


def _is_code(payment: Payment) -> bool:
    """Whether its address is for the scanner of a phone, and no browser's."""
    return payment.pay_url.startswith("weixin:")


def begin(request: BuyerRequest, group: OrderGroup, provider: str) -> HttpResponse:
    """To the provider's page; to the order where that fails, for the order is placed."""
    back = request.build_absolute_uri(reverse("shop:pay-return", args=[group.number]))
    try:
        payment = attempts.start(
            group, provider, return_url=back, at=timezone.now(), actor=request.user
        )
    except RuleViolation as refused:
        messages.error(request, refused.message)
        return redirect("shop:order", group.number)
    if payment.pay_url:
        return (
            redirect("shop:pay", group.number) if _is_code(payment) else redirect(payment.pay_url)
        )
    messages.error(request, _("The provider does not answer. Please try again in a moment."))
    return redirect("shop:pay", group.number)


@login_required
@require_safe
def pay_return(request: BuyerRequest, number: str) -> HttpResponse:
    """Back from the provider: ask it how the payment stands, and show what it says."""
    group = get_object_or_404(OrderGroup.objects.visible_to(request.user), number=number)
    last = payments.look(group, at=timezone.now())
    group.refresh_from_db()
    if group.status == OrderGroup.Status.PENDING_PAYMENT and last and last.status in payments.ASKED:
        if request.headers.get("HX-Request") == "true":
            return HttpResponse(status=204)
        return render(request, "shop/pay_wait.html", {"group": group, "payment": last})
    if group.status == OrderGroup.Status.PAID:
        messages.success(request, _("Paid. Thank you!"))
    elif last and last.status == last.Status.FAILED:
        messages.error(request, _("The payment was declined. You can try again."))
    address = reverse("shop:order", args=[number])
    if request.headers.get("HX-Request") == "true":
        return HttpResponse(headers={"HX-Redirect": address})
    return redirect(address)


@require_http_methods(["GET", "HEAD", "POST"])
def test_pay(request: HttpRequest, token: str) -> HttpResponse:
    """The hosted page of the demo's provider, where the payer approves, declines or delays."""
    trade = test_books.find(token=token)
    if trade is None:
        raise Http404
    decision = request.POST.get("decision", "")
    if request.method == "POST" and decision in ("approve", "decline", "later"):
        test_provider.decide(token, decision)
        wake(tasks.call_back_from_test_provider, trade["out_trade_no"])
        return redirect(trade["return_url"])
    is_open = trade["state"] == "pending" and trade["captures_at"] is None
    delay = test_provider.DELAY_SECONDS
    context = {"trade": trade, "is_open": is_open, "delay": delay}
    return render(request, "shop/test_pay.html", context)
