"""The demo's shelves: the tree, attributes, sales that are on, and months of prices."""

import re
from datetime import datetime, timedelta
from decimal import Decimal

from django.db import transaction

from feed.demo import chance, shelf_words
from shop.models import Attribute, AttributeChoice, Category, PriceChange, Product, SalePrice
from shop.services import attributes, catalogue

DAY = timedelta(days=1)
_CONTENT = re.compile(r"(\d+) ?(克|毫升|kg|g\b|ml)")


def plant_tree() -> None:
    """Set the categories under their tops, and ask each its questions; a repeat adds nothing."""
    for place, (slug, en, zh, below) in enumerate(shelf_words.TOPS):
        names = {"name_en": en, "name_zh": zh, "position": place}
        top, _ = Category.objects.get_or_create(slug=slug, defaults=names)
        Category.objects.filter(slug__in=below).update(parent=top)
    for slug, code, en, zh, values in shelf_words.CHOICES:
        asked, _ = Attribute.objects.get_or_create(
            category=Category.objects.get(slug=slug),
            code=code,
            defaults={"name_en": en, "name_zh": zh},
        )
        for place, (name, value_en, value_zh, _words) in enumerate(values):
            AttributeChoice.objects.get_or_create(
                attribute=asked,
                code=name,
                defaults={"name_en": value_en, "name_zh": value_zh, "position": place},
            )

    for slug in shelf_words.WEIGHED:
        Attribute.objects.get_or_create(
            category=Category.objects.get(slug=slug),
            code=shelf_words.WEIGHT,
            defaults={"name_en": "Weight", "name_zh": "重量", "kind": "number", "unit": "g"},
        )


def fill(products: dict[str, list[Product]], *, at: datetime) -> None:
    """Answers, past prices and sales for each product that has none yet."""
    for channel, shelf in products.items():
        for number, product in enumerate(shelf):
            _answer(product)
            _weigh(product)
            _remember(product, channel, number, at)
            if number % 4 == 1:
                _reduce(product, channel, number, at)


def _answer(product: Product) -> None:
    if product.facets:
        return
    words = {
        (code, value[0]): value[3]
        for _s, code, _e, _z, values in shelf_words.CHOICES
        for value in values
    }
    for asked in attributes.of_category(product.category):
        for choice in asked.choices.all():
            if any(word in product.title for word in words.get((asked.code, choice.code), ())):
                attributes.answer(product, {asked: choice})


def _weigh(product: Product) -> None:
    asked = attributes.of_category(product.category)
    weight = next((each for each in asked if each.code == shelf_words.WEIGHT), None)
    if weight and not product.attributes.filter(attribute=weight).exists():
        attributes.answer(product, {weight: Decimal(_grams(product))})


def _grams(product: Product) -> int:
    """With its wrapping: by what the title says, or what such a thing may weigh."""
    if said := _CONTENT.search(product.title):
        grams = int(said[1]) * (1000 if said[2] == "kg" else 1)
        return max(20, grams * 14 // 200 * 20)
    return chance.of("weight", product.public_id).randrange(8, 90) * 20


@transaction.atomic
def _remember(product: Product, channel: str, number: int, at: datetime) -> None:
    draw = chance.of("prices", channel, number)
    moments = [at - draw.randrange(130, 170) * DAY, at - draw.randrange(35, 90) * DAY]
    changes = [draw.choice((106, 112, 118)), draw.choice((95, 104, 108))]
    skus = list(product.skus.all())
    if PriceChange.objects.filter(sku__in=skus, at__lt=at - DAY).exists():
        return
    PriceChange.objects.bulk_create(
        PriceChange(sku=sku, price=_whole(sku.price * percent // 100), at=moment)
        for sku in skus
        for moment, percent in zip(moments, changes, strict=True)
    )


@transaction.atomic
def _reduce(product: Product, channel: str, number: int, at: datetime) -> None:
    draw = chance.of("sale", channel, number)
    skus = list(product.skus.all())
    if SalePrice.objects.filter(sku__in=skus).exists():
        return
    percent, lasts = draw.choice((70, 75, 80, 85)), draw.randrange(4, 20)
    SalePrice.objects.bulk_create(
        SalePrice(
            sku=sku,
            price=_whole(sku.price * percent // 100),
            starts_at=at - DAY,
            ends_at=at + lasts * DAY,
        )
        for sku in skus
    )
    catalogue.refresh(product)


def _whole(minor: int) -> int:
    """A price that looks like one: whole yuan."""
    return max(100, minor // 100 * 100)
