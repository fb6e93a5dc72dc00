"""Products like this one: the same category, told of under the same topics, at a like price."""

from collections.abc import Sequence
from math import log

from django.db.models import Count, F
from django.db.models.functions import Abs

from notes.models import NoteTopic
from shop import product_cards
from shop.models import Product

MOST = 6
# So many of the category, nearest in price, are compared by topics.
POOL = 60


def of(product: Product) -> list[int]:
    """The ids of similar products on sale, the most alike first.

    likeness = Σ over shared topics min(n, m) / (1 + all topics of the other) + 1 / (1 + |ln of
    the prices' ratio|); n and m count the notes that tag the product under a topic.
    """
    nearest = _nearest(product)
    topics = _topics([product.pk, *nearest])
    mine = topics.get(product.pk, {})

    def likeness(pk: int) -> float:
        theirs = topics.get(pk, {})
        shared = sum(min(count, theirs.get(topic, 0)) for topic, count in mine.items())
        ratio = (nearest[pk] + 1) / (product.price_from + 1)
        return shared / (1 + sum(theirs.values())) + 1 / (1 + abs(log(ratio)))

    return sorted(nearest, key=lambda pk: (-likeness(pk), pk))[:MOST]


def cards(products: Sequence[Product]) -> list[tuple[str, str]]:
    """(public id, card) of what is like the first of these products, without the others."""
    if not products:
        return []
    chosen = {product.pk for product in products}
    ids = [pk for pk in of(products[0]) if pk not in chosen]
    rows = Product.objects.filter(pk__in=ids).values_list("pk", "public_id", "version")
    found = {row[0]: product_cards.Stamp(*row) for row in rows}
    stamps = [found[pk] for pk in ids if pk in found]
    html = product_cards.render(stamps)
    return [(stamp.public_id, card) for stamp, card in zip(stamps, html, strict=True)]


def _nearest(product: Product) -> dict[int, int]:
    others = Product.objects.on_sale().filter(category=product.category_id).exclude(pk=product.pk)
    by_price = others.annotate(gap=Abs(F("price_from") - product.price_from)).order_by("gap", "pk")
    return dict(by_price.values_list("pk", "price_from")[:POOL])


def _topics(products: list[int]) -> dict[int, dict[int, int]]:
    rows = (
        NoteTopic.objects.filter(note__product_tags__product__in=products)
        .values_list("note__product_tags__product", "topic")
        .annotate(notes=Count("note"))
    )
    found: dict[int, dict[int, int]] = {}
    for product, topic, notes in rows:
        found.setdefault(product, {})[topic] = notes
    return found
