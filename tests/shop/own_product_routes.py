"""Who may write the products of a store: who works there, and of these no customer service."""

from tests.factories.shop import ProductFactory, SkuFactory
from tests.routing import Route, signed_in


def _store(world):
    return {"slug": world.rival_store.slug}


def _product(world):
    product = ProductFactory(store=world.rival_store, status="draft")
    return {"slug": world.rival_store.slug, "public_id": product.public_id}


def _variant(world):
    sku = SkuFactory(product__store=world.rival_store)
    slug = world.rival_store.slug
    return {"slug": slug, "public_id": sku.product.public_id, "variant": sku.pk}


def _theirs(status):
    """For the staff of that store and the platform; to others there is nothing."""
    return {**signed_in(404, anonymous=401), "rival_staff": status, "platform": status}


_MATRIX = {"axes": [{"name": "Size", "values": ["S"]}], "price": 100}

OWN_PRODUCTS = {
    "api:own-product-list": [
        Route(kwargs=_store, expect=_theirs(200)),
        Route(kwargs=_store, method="post", data={"title": "Pot"}, expect=_theirs(400)),
    ],
    "api:own-product-detail": [
        Route(kwargs=_product, expect=_theirs(200)),
        Route(kwargs=_product, method="patch", data={"title": "Pot"}, expect=_theirs(200)),
    ],
    # What has no variant cannot be sold.
    "api:own-product-publication": [
        Route(kwargs=_product, method="put", expect=_theirs(409)),
        Route(kwargs=_product, method="delete", expect=_theirs(200)),
    ],
    "api:own-product-matrix": Route(
        kwargs=_product, method="put", data=_MATRIX, expect=_theirs(200)
    ),
    "api:own-product-variants": Route(
        kwargs=_product, method="post", data={"code": "P", "price": 1}, expect=_theirs(201)
    ),
    "api:own-product-variant": Route(
        kwargs=_variant, method="patch", data={"price": 1}, expect=_theirs(200)
    ),
}
