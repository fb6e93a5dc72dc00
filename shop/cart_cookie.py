"""Which cart a request means: the account's own, or a guest's by a key in a signed cookie."""

from django.http import HttpRequest, HttpResponseBase

from shop.models import Cart, Product, Referral
from shop.services import cart as carts
from shop.services import referrals
from shop.visitors import visitor_of

KEY_COOKIE = "cart"
# Readable for scripts: pages that visitors share fetch the badge where it is there.
MARK_COOKIE = "has_cart"
_SALT = "shop.cart"
_SECONDS = carts.GUEST_DAYS * 24 * 3600


def cart_of(request: HttpRequest) -> Cart | None:
    """The cart there is; None where nothing was ever put in."""
    if request.user.is_authenticated:
        return Cart.objects.filter(user=request.user).first()
    return guest_cart(request)


def guest_cart(request: HttpRequest) -> Cart | None:
    return carts.of_guest(request.get_signed_cookie(KEY_COOKIE, default="", salt=_SALT) or "")


def cart_for_adding(request: HttpRequest) -> Cart:
    """The cart there is, or a new one; `keep` must let the browser know of it."""
    if request.user.is_authenticated:
        return carts.of_user(request.user)
    return guest_cart(request) or carts.new_guest_cart()


def keep(response: HttpResponseBase, cart: Cart, request: HttpRequest) -> None:
    """Will let the browser find the cart again."""
    secure = request.is_secure()
    response.set_cookie(MARK_COOKIE, "1", max_age=_SECONDS, samesite="Lax", secure=secure)
    if cart.user_id is None:
        response.set_signed_cookie(
            KEY_COOKIE,
            cart.key,
            salt=_SALT,
            max_age=_SECONDS,
            httponly=True,
            samesite="Lax",
            secure=secure,
        )


def referral_for(request: HttpRequest, product: Product, at) -> Referral | None:
    """Who led this request's reader to the product, as far as it still counts."""
    if request.user.is_authenticated:
        return referrals.latest_for(request.user, [product.pk], at=at).get(product.pk)
    visitor = visitor_of(request)
    if not visitor:
        return None
    rows = Referral.objects.filter(visitor=visitor, buyer=None, product=product, expires_at__gt=at)
    return rows.order_by("-clicked_at", "-pk").first()
