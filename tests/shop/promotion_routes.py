"""Who may do what with coupons, deals, quotes and the address book."""

from django.utils import timezone

from tests.factories.coupons import CouponFactory
from tests.factories.orders import ADDRESS
from tests.routing import Route, everyone, signed_in

OWN_PAGE = {**everyone(404), "anonymous": 302, "owner": 200}
OWN_ACT = {**everyone(404), "anonymous": 302, "owner": 302}


def _address(world):
    return {"pk": world.address.pk}


def _coupon(world):
    """A coupon of the store, of which everybody may have one."""
    now = timezone.now()
    coupon = CouponFactory(
        store=world.store,
        starts_at=now - timezone.timedelta(days=1),
        ends_at=now + timezone.timedelta(days=1),
    )
    return {"coupon": coupon.public_id}


def _lines(world):
    return {"lines": [{"sku": world.sku.pk, "quantity": 1}]}


PROMOTIONS = {
    "shop:addresses": [
        Route(expect=signed_in(200)),
        Route(method="post", form=True, data=ADDRESS, expect=signed_in(302)),
        Route(method="post", form=True, data={}, expect=signed_in(400)),
    ],
    "shop:address": [
        Route(kwargs=_address, expect=OWN_PAGE),
        Route(kwargs=_address, method="post", form=True, data=ADDRESS, expect=OWN_ACT),
    ],
    "shop:address-default": Route(kwargs=_address, method="post", form=True, expect=OWN_ACT),
    "shop:address-remove": Route(kwargs=_address, method="post", form=True, expect=OWN_ACT),
    "shop:coupons": Route(expect=signed_in(200)),
    "shop:coupon-claim": [
        Route(method="post", form=True, data=_coupon, expect=signed_in(302)),
        Route(method="post", form=True, data={"code": "NONE"}, expect=signed_in(400)),
        Route(method="post", form=True, data={"coupon": "none"}, expect=signed_in(404)),
    ],
    "shop:offers": [
        Route(data=lambda world: {"product": world.product.public_id}, expect=everyone(200)),
        Route(data=lambda world: {"store": world.store.slug}, expect=everyone(200)),
        Route(data={"product": "none"}, expect=everyone(404)),
    ],
    "shop:quick": [
        Route(
            method="post",
            form=True,
            data=lambda world: {"product": world.product.public_id},
            expect=signed_in(400),
        ),
        Route(method="post", form=True, data={"product": "none"}, expect=signed_in(404)),
    ],
    "notes:buy": Route(
        kwargs=lambda world: {
            "public_id": world.note.public_id,
            "product": world.product.public_id,
        },
        expect={**signed_in(200), "blocked": 404},
        budget=20,
    ),
    "shop:deals": Route(cache="shared", expect=everyone(200)),
    "api:offers": [
        Route(data=lambda world: {"product": world.product.public_id}, expect=everyone(200)),
        Route(expect=everyone(200)),
    ],
    "api:coupons": [
        Route(expect=signed_in(200, anonymous=401)),
        Route(method="post", data=_coupon, expect=signed_in(201, anonymous=401)),
        Route(method="post", data={}, expect=signed_in(400, anonymous=401)),
    ],
    "api:checkout-quote": [
        Route(method="post", data=_lines, expect=signed_in(200, anonymous=401)),
        Route(method="post", data={}, expect=signed_in(409, anonymous=401)),
    ],
    "api:address-default": Route(
        kwargs=_address, method="put", expect={**everyone(404), "anonymous": 401, "owner": 200}
    ),
}
