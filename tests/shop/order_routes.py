"""Who may do what at the checkout, with orders and with payments."""

from shop.services import cart as carts
from tests.factories.orders import ADDRESS
from tests.routing import Route, everyone, signed_in
from tests.shop.payer import opened

# Only the buyer meets an order in the shop; its store's staff meet it in the admin.
OWN_PAGE = {**everyone(404), "anonymous": 302, "owner": 200}
OWN_API = {**everyone(404), "anonymous": 401, "owner": 200}


def _number(world):
    return {"number": world.order.number}


def _with_cart(world):
    """The owner is about to buy; everybody else has an empty cart."""
    carts.of_user(world.people["owner"]).lines.create(sku=world.sku, price_seen=world.sku.price)
    return {}


def _token(world):
    return {"token": opened(world.order).pay_url.rsplit("/", 1)[-1]}


def _order(world):
    return {
        "address": ADDRESS,
        "provider": "test",
        "lines": [{"sku": world.sku.pk, "quantity": 1, "price": world.sku.price}],
    }


ORDERS = {
    "shop:checkout": [
        Route(kwargs=_with_cart, expect={**signed_in(302), "owner": 200}, budget=14),
        Route(method="post", form=True, data={}, kwargs=_with_cart, expect=signed_in(400)),
    ],
    "shop:orders": Route(expect=signed_in(200)),
    "shop:order": Route(kwargs=_number, expect=OWN_PAGE, budget=14),
    "shop:pay": [
        Route(kwargs=_number, expect=OWN_PAGE),
        Route(
            method="post",
            form=True,
            kwargs=_number,
            data={"provider": "test"},
            expect={**OWN_PAGE, "owner": 302},
        ),
    ],
    "shop:pay-return": Route(kwargs=_number, expect={**OWN_PAGE, "owner": 302}),
    "shop:cancel": Route(
        method="post", form=True, kwargs=_number, expect={**OWN_PAGE, "owner": 302}
    ),
    "shop:test-pay": [
        Route(kwargs=_token, expect=everyone(200)),
        Route(
            method="post",
            form=True,
            kwargs=_token,
            data={"decision": "later"},
            expect=everyone(302),
        ),
    ],
    "api:checkout": Route(method="post", data=_order, expect=signed_in(400, anonymous=401)),
    "api:order-list": Route(expect=signed_in(200, anonymous=401)),
    "api:order-detail": Route(kwargs=_number, expect=OWN_API),
    "api:order-payments": [
        Route(kwargs=_number, expect=OWN_API),
        Route(
            method="post",
            kwargs=_number,
            data={"provider": "test"},
            expect={**OWN_API, "owner": 201},
        ),
    ],
    "api:order-cancellation": Route(method="put", kwargs=_number, expect=OWN_API),
    "api:address-list": [
        Route(expect=signed_in(200, anonymous=401)),
        Route(method="post", data=ADDRESS, expect=signed_in(201, anonymous=401)),
    ],
    "api:address-detail": [
        Route(kwargs=lambda world: {"pk": world.address.pk}, expect=OWN_API),
        Route(
            method="put",
            kwargs=lambda world: {"pk": world.address.pk},
            data=ADDRESS,
            expect=OWN_API,
        ),
        Route(
            method="patch",
            kwargs=lambda world: {"pk": world.address.pk},
            data={"postcode": "1"},
            expect=OWN_API,
        ),
        Route(
            method="delete",
            kwargs=lambda world: {"pk": world.address.pk},
            expect={**OWN_API, "owner": 204},
        ),
    ],
    "api:payment-callback": Route(
        method="post", kwargs=lambda world: {"provider": "test"}, data={}, expect=everyone(400)
    ),
}
