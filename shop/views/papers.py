"""Receipts and invoices of a buyer's orders."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from core.errors import RuleViolation
from shop import receipts
from shop.buyers import BuyerRequest
from shop.invoice_forms import InvoiceForm
from shop.models import Invoice, OrderGroup, StoreOrder
from shop.services import invoices, orders


@login_required
@require_safe
def receipt(request: BuyerRequest, number: str) -> HttpResponse:
    """What was bought and paid, as a file to keep."""
    mine = orders.of_buyer(request.user).prefetch_related("store_orders__refunds")
    group = get_object_or_404(mine, number=number, status=OrderGroup.Status.PAID)
    return _as_file(receipts.pdf(group), f"receipt-{group.number}.pdf")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def invoice(request: BuyerRequest, number: str, part: str) -> HttpResponse:
    """Ask a store for an invoice, or see what became of it."""
    mine = StoreOrder.objects.visible_to(request.user).select_related("group", "store")
    order = get_object_or_404(mine, group__number=number, number=part)
    asked = Invoice.objects.filter(order=order).first()
    start = {"email": request.user.email}
    if asked:
        start = {name: getattr(asked, name) for name in InvoiceForm.base_fields}
    form = InvoiceForm(request.POST if request.method == "POST" else None, initial=start)
    if request.method == "POST" and form.is_valid():
        try:
            invoices.request(order, **form.cleaned_data, at=timezone.now())
        except RuleViolation as refused:
            form.add_error(refused.field or None, refused.message)
        else:
            messages.success(request, _("The store has your request for an invoice."))
            return redirect("shop:order", number)
    context = {"form": form, "order": order, "invoice": asked}
    return render(request, "shop/invoice.html", context, status=400 if form.errors else 200)


@login_required
@require_safe
def invoice_file(request: BuyerRequest, number: str, part: str) -> HttpResponse:
    mine = Invoice.objects.visible_to(request.user)
    found = get_object_or_404(mine, order__group__number=number, order__number=part)
    body = invoices.read_file(found)
    if body is None:
        raise Http404
    return _as_file(body, f"invoice-{part}.pdf")


def _as_file(body: bytes, name: str) -> HttpResponse:
    return HttpResponse(
        body,
        content_type="application/pdf",
        headers={
            "Content-Disposition": f'attachment; filename="{name}"',
            "Cache-Control": "private, no-store",
            "X-Content-Type-Options": "nosniff",
        },
    )
