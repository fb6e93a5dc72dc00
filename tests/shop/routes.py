"""Who may do what on the shelves, in the cart, and on the way out."""

from django.utils import timezone

from shop import marketplaces
from shop.models import Verification
from shop.services import cart as carts
from tests.factories.media import PictureFactory
from tests.factories.offers import OutboundOfferFactory
from tests.factories.shop import ProductFactory
from tests.routing import Route, everyone, signed_in
from tests.shop.case_routes import CASES
from tests.shop.order_routes import ORDERS
from tests.shop.own_product_routes import OWN_PRODUCTS
from tests.shop.promotion_routes import PROMOTIONS
from tests.shop.voice_routes import VOICES


def _line(world):
    """A line in the owner's cart: nobody else's."""
    line = carts.of_user(world.people["owner"]).lines.create(sku=world.sku, price_seen=1)
    return {"pk": line.pk}


def _rival_draft(world):
    return {"public_id": ProductFactory(store=world.rival_store, status="draft").public_id}


def _draft_offer(world):
    offer = OutboundOfferFactory(product__store=world.rival_store, product__status="draft")
    return {"public_id": offer.public_id}


def _application(world):
    """The rival's wish for a badge."""
    made = Verification.objects.create(
        store=world.rival_store, legal_name="Rival", registration="1", submitted_at=timezone.now()
    )
    return {"pk": made.pk}


def _paper(world):
    application = Verification.objects.get(**_application(world))
    return {"pk": application.documents.create(picture=PictureFactory()).pk}


RIVALS = {**signed_in(404, anonymous=401), "rival_staff": 200, "platform": 200}
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
    "shop:cart-later": Route(
        kwargs=_line,
        method="post",
        form=True,
        data={"later": "1"},
        expect={**everyone(404), "owner": 302},
    ),
    "shop:cart-select": Route(method="post", form=True, expect=everyone(302)),
    "api:product-list": Route(expect=everyone(200)),
    "api:product-detail": [
        Route(kwargs=lambda world: {"public_id": world.product.public_id}, expect=everyone(200)),
        Route(kwargs=_rival_draft, expect=STAFF_ONLY | {"platform": 404}),
    ],
    "api:product-facets": Route(expect=everyone(200)),
    "api:product-prices": [
        Route(kwargs=lambda world: {"public_id": world.product.public_id}, expect=everyone(200)),
        Route(kwargs=_rival_draft, expect=STAFF_ONLY | {"platform": 404}),
    ],
    "api:store-list": Route(expect=everyone(200)),
    "api:store-detail": Route(
        kwargs=lambda world: {"slug": world.store.slug}, expect=everyone(200)
    ),
    "api:store-shipping": Route(
        kwargs=lambda world: {"slug": world.store.slug}, expect=everyone(200)
    ),
    "api:store-verifications": [
        Route(kwargs=lambda world: {"slug": world.rival_store.slug}, expect=RIVALS),
        Route(
            kwargs=lambda world: {"slug": world.rival_store.slug},
            method="post",
            data={"kind": "official"},
            expect={**signed_in(404, anonymous=401), "rival_staff": 400, "platform": 400},
        ),
    ],
    "api:verification": Route(
        kwargs=_application,
        method="delete",
        expect={**signed_in(404, anonymous=401), "rival_staff": 204, "platform": 204},
    ),
    "api:verification-decision": Route(
        kwargs=_application,
        method="put",
        data={"status": "refused", "reason": "No."},
        expect={**signed_in(404, anonymous=401), "rival_staff": 403, "platform": 200},
    ),
    # Those who may see it are asked in tests/admin/test_verification.py, with a real file.
    "shop:verification-document": Route(kwargs=_paper, expect=everyone(404)),
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
ROUTES = {**GOODS, **OWN_PRODUCTS, **ORDERS, **CASES, **MONEY, **VOICES, **PROMOTIONS}
