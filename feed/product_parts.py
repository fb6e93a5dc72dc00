"""What of a product's page stands still: made once per version and language, kept for a moment.

Stock, variants, offers, and who may meet which note are read anew each time; this is the rest.
"""

import logging
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.core.cache import cache
from django.db.models import prefetch_related_objects
from django.template.loader import render_to_string
from django.utils.translation import get_language
from redis.exceptions import RedisError

from feed import price_chart, product_facts
from feed.research import truth
from notes.models import Note
from shop.models import Product, ProductPicture
from shop.services import attributes, price_history, shipping, showcase

log = logging.getLogger(__name__)

# The version knows the product; what the store changes shows after this many seconds.
KEPT = 30
# Raise when a template of the parts changes.
SHAPE = 7


def of(box: showcase.BuyBox) -> dict[str, Any]:
    """Parts as HTML, by their name; facts as JSON; the best notes; what their authors say."""
    key = f"product{SHAPE}:{box.product.public_id}:{box.product.version}:{get_language()}"
    try:
        kept = cache.get(key)
    except RedisError:
        log.warning("The cache does not answer; a product's page is made anew.")
        return _made(box)
    if kept is None:
        kept = _made(box)
        _keep(key, kept)
    return kept


def _keep(key: str, parts: dict[str, Any]) -> None:
    try:
        cache.set(key, parts, KEPT)
    except RedisError:
        log.warning("The cache does not answer; a product's page is not kept.")


def _made(box: showcase.BuyBox) -> dict[str, Any]:
    product = box.product
    rules = shipping.rules_of([product.store])
    context = {
        "product": product,
        "gallery": (gallery := _pictured(product)),
        "answers": attributes.shown(product),
        "chart": price_chart.of(price_history.of(product)),
        "policy": shipping.policy(product.store, rules),
        "usual": shipping.usual(product.store, rules),
    }
    names = ("gallery", "terms", "description", "history")
    parts = {name: render_to_string(f"feed/product/_{name}.html", context) for name in names}
    return parts | {
        "facts": product_facts.of(box, gallery, rules),
        "truth": truth.of(product),
    }


def _pictured(product: Product) -> list[ProductPicture]:
    """Its pictures, with their files and those of its store's face."""
    gallery = product.pictures.filter(picture__is_ready=True).select_related("picture")
    face = getattr(product.store.account, "avatar", None)
    shown = [each.picture for each in gallery] + ([face.picture] if face else [])
    prefetch_related_objects(shown, "renditions")
    return list(gallery)


def best_notes(product: Product) -> list[int]:
    """The best public notes that tag it; whether a reader may meet each is asked each time."""
    return truth.about(product)[0]


def latest_notes(product: Product) -> list[int]:
    """The newest public notes that tag it, paid ones included."""
    listed = Note.objects.listed_for(AnonymousUser()).filter(product_tags__product=product)
    return list(
        listed.order_by("-published_at", "-pk").values_list("pk", flat=True)[: truth.MOST_BEST]
    )


def critical_notes(product: Product) -> list[int]:
    """The best notes that name a weakness of it or whom it does not suit."""
    return list(truth.critical(product).values_list("pk", flat=True)[: truth.MOST_BEST])
