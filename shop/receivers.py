"""What the shop does about news from accounts: a guest who logs in takes the cart along."""

from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.utils import timezone

from shop import cart_cookie
from shop.services import cart as carts
from shop.services import referrals
from shop.visitors import visitor_of


@receiver(user_logged_in, dispatch_uid="shop.carry_over")
def carry_over(sender, request, user, **kwargs):
    """The guest's cart and the notes that led the guest here become the account's."""
    if request is None:
        return
    now = timezone.now()
    referrals.adopt(visitor_of(request), user, at=now)
    guest = cart_cookie.guest_cart(request)
    if guest is not None:
        carts.merge(guest, user=user, at=now)
