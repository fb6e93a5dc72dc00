"""A buyer's address book."""

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from core.errors import RuleViolation
from shop.address_forms import AddressForm
from shop.buyers import BuyerRequest
from shop.models import Address
from shop.services import addresses


@sensitive_post_parameters()
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def address_book(request: BuyerRequest) -> HttpResponse:
    """All addresses, and a form for another."""
    form = AddressForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and _saved(request, form, None):
        return redirect("shop:addresses")
    book = addresses.latest(request.user)
    context = {"addresses": book, "form": form, "most": addresses.MOST}
    return render(request, "shop/addresses.html", context, status=400 if form.errors else 200)


@sensitive_post_parameters()
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def address_edit(request: BuyerRequest, pk: uuid.UUID) -> HttpResponse:
    """One address, to be changed."""
    address = _mine(request, pk)
    sent = request.POST if request.method == "POST" else None
    form = AddressForm(sent, instance=address)
    if request.method == "POST" and _saved(request, form, _mine(request, pk)):
        return redirect("shop:addresses")
    context = {"address": address, "form": form}
    return render(request, "shop/address.html", context, status=400 if form.errors else 200)


@login_required
@require_POST
def address_default(request: BuyerRequest, pk: uuid.UUID) -> HttpResponse:
    """Offer this one first."""
    addresses.make_default(_mine(request, pk))
    return redirect("shop:addresses")


@login_required
@require_POST
def address_remove(request: BuyerRequest, pk: uuid.UUID) -> HttpResponse:
    """Orders keep their copies; the book forgets it."""
    _mine(request, pk).delete()
    messages.success(request, _("The address is removed."))
    return redirect("shop:addresses")


def _mine(request: BuyerRequest, pk: uuid.UUID) -> Address:
    return get_object_or_404(Address.objects.visible_to(request.user), pk=pk)


def _saved(request: BuyerRequest, form: AddressForm, address: Address | None) -> bool:
    if not form.is_valid():
        return False
    sent = {name: form.cleaned_data[name] for name in Address.KEPT}
    try:
        addresses.save(request.user, sent, address=address, at=timezone.now())
    except RuleViolation as refused:
        form.add_error(None, refused.message)
        return False
    messages.success(request, _("The address is saved."))
    return True
