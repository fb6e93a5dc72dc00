"""Who may see what of feed's pages."""

from tests.factories.shop import ProductFactory
from tests.routing import Route, everyone


def _rival_draft(world):
    return {"public_id": ProductFactory(store=world.rival_store, status="draft").public_id}


ROUTES = {
    "feed:product": [
        Route(kwargs=lambda world: {"public_id": world.product.public_id}, expect=everyone(200)),
        Route(kwargs=_rival_draft, expect={**everyone(404), "rival_staff": 200}),
    ],
}
