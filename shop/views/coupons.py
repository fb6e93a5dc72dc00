"""Coupons: one's own, those to be had, and what a product's page says of coupons and deals."""

from collections.abc import Sequence

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from core.caching import shared_page
from core.errors import RuleViolation
from core.http import HtmxHttpRequest
from shop.buyers import BuyerRequest
from shop.models import Coupon, Product, Referral, Store
from shop.services import coupons, promotions, referrals
from shop.visitors import visitor_of


@login_required
@require_safe
def wallet(request: BuyerRequest) -> HttpResponse:
    """What one can use now, and what the platform hands out."""
    return _wallet(request)


@login_required
@require_POST
def claim(request: BuyerRequest) -> HttpResponse:
    """Take a coupon, by its button or by a code; wrong codes stay in their field."""
    now = timezone.now()
    code = request.POST.get("code", "")[:40]
    try:
        coupon = coupons.by_code(code, at=now) if code else _wanted(request)
        coupons.claim(coupon, user=request.user, source=_source(request, coupon), at=now)
    except RuleViolation as refused:
        if "code" in request.POST:
            return _wallet(request, code=code, wrong=refused.message, status=refused.status)
        messages.error(request, refused.message)
        return redirect(_back(request))
    messages.success(request, _("Yours: %(title)s") % {"title": coupon.title})
    return redirect(_back(request))


@require_safe
def offers(request: HtmxHttpRequest) -> HttpResponse:
    """Deals and coupons of one product, or of one store: a page, or a slot of theirs."""
    product, store = _asked_about(request)
    shown = promotions.of(
        reader=request.user,
        product=product,
        store=store,
        led_by=_creators(request, product) if product else (),
        at=timezone.now(),
    )
    context = {"promotions": shown, "product": product, "store": store}
    template = "shop/_offers.html" if request.htmx else "shop/offers.html"
    return render(request, template, context)


@shared_page()
@require_safe
def deals(request: HtmxHttpRequest) -> HttpResponse:
    """All deals that run now: a page, or the slot on the shop's home."""
    context = {"deals": promotions.running_deals(at=timezone.now())}
    template = "shop/_deals.html" if request.htmx else "shop/deals.html"
    return render(request, template, context)


def _wallet(request: BuyerRequest, *, status: int = 200, **typed: str) -> HttpResponse:
    now = timezone.now()
    shown = promotions.of(reader=request.user, product=None, store=None, at=now)
    context = {"claims": coupons.held(request.user, at=now), "promotions": shown, **typed}
    return render(request, "shop/coupons.html", context, status=status)


def _wanted(request: HttpRequest) -> Coupon:
    asked = request.POST.get("coupon", "")[:11]
    return get_object_or_404(Coupon.objects.visible_to(request.user), public_id=asked)


def _asked_about(request: HttpRequest) -> tuple[Product | None, Store | None]:
    if public_id := request.GET.get("product", "")[:11]:
        shown = Product.objects.visible_to(request.user).select_related("store", "category__parent")
        return get_object_or_404(shown, public_id=public_id), None
    if slug := request.GET.get("store", "")[:60]:
        return None, get_object_or_404(Store.objects.visible_to(request.user), slug=slug)
    raise Http404


def _clicks(request: HttpRequest, product: Product) -> Sequence[Referral]:
    """By whom this reader was led to the product, the last first."""
    if request.user.is_authenticated:
        return referrals.of_reader(product, buyer=request.user, at=timezone.now())
    visitor = visitor_of(request)
    return referrals.of_reader(product, visitor=visitor, at=timezone.now()) if visitor else []


def _creators(request: HttpRequest, product: Product) -> list[int]:
    return [click.beneficiary_id for click in _clicks(request, product)]


def _source(request: HttpRequest, coupon: Coupon) -> str:
    """Which note handed it out, if a creator did."""
    if coupon.creator_id is None:
        return ""
    product = Product.objects.filter(public_id=request.POST.get("product", "")[:11]).first()
    clicks = _clicks(request, product) if product else []
    return next((c.source for c in clicks if c.beneficiary_id == coupon.creator_id), "")


def _back(request: HttpRequest) -> str:
    back = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(back, allowed_hosts=None)
    return back if is_ours and back.startswith("/") else "shop:coupons"
