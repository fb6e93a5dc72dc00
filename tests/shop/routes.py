"""Who may do what on the shelves, in the cart, and on the way out."""

from shop import marketplaces
from shop.services import cart as carts
from tests.factories.offers import OutboundOfferFactory
from tests.factories.shop import ProductFactory
from tests.routing import Route, everyone, signed_in
from tests.shop.order_routes import ORDERS


def _line(world):
    """A line in the owner's cart: nobody else's."""
    line = carts.of_user(world.people["owner"]).lines.create(sku=world.sku, price_seen=1)
    return {"pk": line.pk}


def _rival_draft(world):
    return {"public_id": ProductFactory(store=world.rival_store, status="draft").public_id}


def _draft_offer(world):
    offer = OutboundOfferFactory(product__store=world.rival_store, product__status="draft")
    return {"public_id": offer.public_id}


OWN = {**everyone(404), "owner": 200}
STAFF_ONLY = {**everyone(404), "rival_staff": 200}

GOODS = {
    "shop:home": Route(cache="shared", expect=everyone(200)),
    "shop:store": Route(
        cache="shared", kwargs=lambda world: {"slug": world.store.slug}, expect=everyone(200)
    ),
    "shop:go": [
        Route(kwargs=lambda world: {"public_id": world.offer.public_id}, expect=everyone(200)),
        Route(kwargs=_draft_offer, expect=STAFF_ONLY),
    ],
    "shop:leave": [
        Route(
            kwargs=lambda world: {"public_id": world.offer.public_id},
            data=lambda world: {"t": marketplaces.leave_token(world.offer.public_id)},
            expect=everyone(302),
        ),
        Route(
            kwargs=lambda world: {"public_id": world.offer.public_id},
            data={"t": "forged"},
            expect=everyone(410),
        ),
    ],
    "shop:cart": Route(expect=everyone(200)),
    "shop:cart-add": Route(
        method="post",
        form=True,
        data=lambda world: {
            "product": world.product.public_id,
            "sku": world.sku.pk,
            "quantity": 1,
        },
        expect=everyone(302),
    ),
    "shop:cart-change": Route(
        kwargs=_line,
        method="post",
        form=True,
        data={"quantity": 2},
        expect={**everyone(404), "owner": 302},
    ),
    "shop:cart-remove": Route(kwargs=_line, method="post", form=True, expect=everyone(302)),
    "shop:cart-select": Route(method="post", form=True, expect=everyone(302)),
    "api:product-list": Route(expect=everyone(200)),
    "api:product-detail": [
        Route(kwargs=lambda world: {"public_id": world.product.public_id}, expect=everyone(200)),
        Route(kwargs=_rival_draft, expect=STAFF_ONLY | {"platform": 404}),
    ],
    "api:store-list": Route(expect=everyone(200)),
    "api:store-detail": Route(
        kwargs=lambda world: {"slug": world.store.slug}, expect=everyone(200)
    ),
    "api:category-list": Route(expect=everyone(200)),
    "api:cart": Route(expect=everyone(200)),
    "api:cart-count": Route(expect=everyone(200)),
    "api:cart-lines": Route(
        method="post", data=lambda world: {"sku": world.sku.pk}, expect=everyone(201)
    ),
    "api:cart-line": [
        Route(kwargs=_line, method="patch", data={"quantity": 2}, expect=OWN),
        Route(kwargs=_line, method="delete", expect={**everyone(404), "owner": 204}),
    ],
}
MONEY = {
    "api:earnings": [
        Route(expect=signed_in(200, anonymous=401)),
        Route(data={"month": "2026-13"}, expect=signed_in(400, anonymous=401)),
    ],
    "api:earnings-lines": Route(expect=signed_in(200, anonymous=401)),
    "api:payout-list": Route(expect=signed_in(200, anonymous=401)),
}
ROUTES = {**GOODS, **ORDERS, **MONEY}
