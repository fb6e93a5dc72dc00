"""What the shop does about news from accounts, and about its own: haste for what sweeps do."""

from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.utils import timezone

from core.wakeups import wake
from shop import cart_cookie, tasks
from shop.services import cart as carts
from shop.services import referrals
from shop.signals import parcel_delivered, refund_owed, refund_settled
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


@receiver([refund_settled, parcel_delivered], dispatch_uid="shop.go_on_with_cases")
def go_on_with_cases(sender, **kwargs):
    """A case may be done now."""
    wake(tasks.keep_case_deadlines)


@receiver(refund_owed, dispatch_uid="shop.send_the_money")
def send_the_money(sender, **kwargs):
    """Nobody waits for the sweep to have the money on its way."""
    wake(tasks.submit_refunds)
