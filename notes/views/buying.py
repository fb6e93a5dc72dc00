"""From a note straight to an order: the sheet of shop, with who led there remembered."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_safe

from notes.models import Note, ProductTag
from shop.buyers import BuyerRequest
from shop.services import referrals
from shop.views import quick


@login_required
@require_safe
def buy(request: BuyerRequest, public_id: str, product: str) -> HttpResponse:
    """What it costs, where it goes, and one button; the note's author led here."""
    tags = ProductTag.objects.filter(note__in=Note.objects.visible_to(request.user))
    tag = get_object_or_404(
        tags.select_related("note__author", "product__store"),
        note__public_id=public_id,
        product__public_id=product,
    )
    referrals.remember(
        tag.product,
        buyer=request.user,
        beneficiary=tag.note.author,
        source=public_id,
        at=timezone.now(),
    )
    return quick.sheet(request, tag.product, asked=request.GET.dict())
