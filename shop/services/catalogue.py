"""What a store sells: products, their variants and pictures, and the price that lists show."""

import logging
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import asdict

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from core.errors import RuleViolation
from media.models import Picture
from shop.models import Category, Product, ProductPicture, Sku, Stock, Store
from shop.services import offered, prices
from shop.signals import product_changed

log = logging.getLogger(__name__)

MOST_SKUS = 60
# With those that are sold no longer, and kept for the orders that hold them: as many as the
# admin's form can send back at once (DATA_UPLOAD_MAX_NUMBER_FIELDS).
MOST_KEPT = 240
MOST_PICTURES = 18
MOST_AXES = 3


class NotSellable(RuleViolation):
    code = "not_sellable"


class VariantsUnclear(RuleViolation):
    code = "variants_unclear"


class TooManyPictures(RuleViolation):
    code = "too_many_pictures"


@transaction.atomic
def create_product(
    store: Store, *, category: Category, title: str, description: str = ""
) -> Product:
    """Open a draft; it is sold once it has variants and is published."""
    return Product.objects.create(
        store=store, category=category, title=title, description=description
    )


@transaction.atomic
def update_product(product: Product, **changes: object) -> Product:
    """Write the given fields (title, description, category), and tell whoever shows them."""
    for field, value in changes.items():
        setattr(product, field, value)
    product.save(update_fields=[*changes])
    return refresh(product)


@transaction.atomic
def save_sku(sku: Sku, *, named: Collection[str] | None = None) -> Sku:
    """Keep a variant, with a stock row of its own from the first moment on.

    :param named: the fields to write; without it all of them
    :raises VariantsUnclear: if buyers could not tell it from another
    """
    sku.save(update_fields=named)
    Stock.objects.get_or_create(sku=sku, bucket="main")
    refresh(sku.product)
    return sku


@transaction.atomic
def set_pictures(product: Product, pictures: Sequence[tuple[Picture, str]]) -> None:
    """Show these pictures, each with its description, in this order.

    :raises TooManyPictures: above the limit
    """
    if len(pictures) > MOST_PICTURES:
        message = _("A product shows at most %(most)d pictures.") % {"most": MOST_PICTURES}
        raise TooManyPictures(message, field="pictures")
    product.pictures.all().delete()
    ProductPicture.objects.bulk_create(
        ProductPicture(product=product, picture=picture, alt=alt, position=position)
        for position, (picture, alt) in enumerate(pictures)
    )
    refresh(product)


@transaction.atomic
def publish(product: Product) -> Product:
    """Put it on sale; a repeat changes nothing.

    :raises NotSellable: if there is nothing in it that could be sold
    :raises VariantsUnclear: if buyers could not tell two variants apart
    """
    locked = Product.objects.select_for_update().get(pk=product.pk)
    if locked.status != Product.Status.ON_SALE:
        if not locked.skus.filter(is_active=True).exists():
            raise NotSellable(_("Add at least one variant with a price first."), field="status")
        _move(locked, Product.Status.ON_SALE)
    product.refresh_from_db()
    return product


@transaction.atomic
def withdraw(product: Product) -> Product:
    """Take it off sale; its page stays and says so. A repeat changes nothing."""
    locked = Product.objects.select_for_update().get(pk=product.pk)
    if locked.status == Product.Status.ON_SALE:
        _move(locked, Product.Status.WITHDRAWN)
    product.refresh_from_db()
    return product


@transaction.atomic
def refresh(product: Product) -> Product:
    """Compute the price from the active variants, give each a stock row, raise the version, tell.

    For whoever wrote a product, a variant, a sale or a picture by other ways, as the admin's forms
    do. Prices that have changed go into their history.

    :raises VariantsUnclear: if buyers could not tell two variants apart
    """
    # Two that refresh at once would write the same price into the history twice.
    locked = Product.objects.select_for_update().get(pk=product.pk)
    active = list(product.skus.filter(is_active=True))
    check_variants(active)
    uncounted = product.skus.filter(stocks=None)
    Stock.objects.bulk_create((Stock(sku=sku) for sku in uncounted), ignore_conflicts=True)
    prices.record(active)
    headline = offered.headline_of(locked, offered.headlines(active))
    changes = {"version": F("version") + 1, **asdict(headline)}
    Product.objects.filter(pk=product.pk).update(**changes)
    product.refresh_from_db()
    product_changed.send(sender=Product, product=product)
    return product


def settle_prices() -> int:
    """Let what sales have started or ended show everywhere; how many products that concerned."""
    return _each(prices.products_due(), _settle)


@transaction.atomic
def _settle(pk: int) -> bool:
    locked = Product.objects.select_for_update(skip_locked=True).filter(pk=pk).first()
    if locked is None or not prices.is_due(locked):
        return False
    # Variants that are not sold keep a history as well.
    prices.record(list(locked.skus.all()))
    refresh(locked)
    return True


def settle_deals() -> int:
    """Let what deals have started, sold out or ended show everywhere; how many products."""
    return _each(offered.products_due(), _headline_anew)


def _each(products: Iterable[int], act: Callable[[int], bool]) -> int:
    """Each in a transaction of its own; one that fails does not keep the others from it."""
    done = 0
    for pk in products:
        try:
            done += act(pk)
        except Exception:
            log.exception("Product %s is not settled.", pk)
    return done


@transaction.atomic
def _headline_anew(pk: int) -> bool:
    # Whoever holds it refreshes it, too.
    locked = Product.objects.select_for_update(skip_locked=True).filter(pk=pk).first()
    if locked is None:
        return False
    refresh(locked)
    return True


def axes(skus: Iterable[Sku]) -> dict[str, list[str]]:
    """The words by which the variants differ: axis → its values, in the merchant's order."""
    found: dict[str, list[str]] = {}
    for sku in skus:
        for axis, value in sku.options.items():
            values = found.setdefault(axis, [])
            if value not in values:
                values.append(value)
    return found


def _move(product: Product, status: Product.Status) -> None:
    product.status = status
    product.save(update_fields=["status"])
    refresh(product)


def check_room(product: Product, new: int, *, field: str) -> None:
    """Whoever adds variants holds the product locked.

    :raises VariantsUnclear: if it would keep too many, sold or not
    """
    if new and product.skus.count() + new > MOST_KEPT:
        message = _("A product keeps at most %(most)d variants, sold or not.") % {"most": MOST_KEPT}
        raise VariantsUnclear(message, field=field)


def check_variants(active: Iterable[Sku]) -> None:
    """Hold the variants that are sold together to what buyers can choose between.

    :raises VariantsUnclear: if there are too many, or two look alike
    """
    skus = list(active)
    if len(skus) > MOST_SKUS:
        message = _("A product has at most %(most)d variants.") % {"most": MOST_SKUS}
        raise VariantsUnclear(message, field="skus")
    if any(len(sku.options) > MOST_AXES for sku in skus):
        message = _("Variants differ in at most %(most)d ways.") % {"most": MOST_AXES}
        raise VariantsUnclear(message, field="skus")
    if len({tuple(sku.options) for sku in skus}) > 1:
        raise VariantsUnclear(_("All variants need the same options."), field="skus")
    if len({tuple(sku.options.values()) for sku in skus}) < len(skus):
        raise VariantsUnclear(_("Two variants have the same options."), field="skus")
