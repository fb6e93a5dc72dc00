"""Selling all variants of a product for less, for a time."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from core.errors import RuleViolation
from shop.models import Product, SalePrice
from shop.services import catalogue, prices


class SaleOverlaps(RuleViolation):
    code = "sale_overlaps"


class UnfitSale(RuleViolation):
    code = "unfit_sale"
    status = 400


@transaction.atomic
def plan(
    product: Product, *, percent_off: int, starts_at: datetime, ends_at: datetime
) -> list[SalePrice]:
    """Sell every variant for so much less in this time; from now on, if it starts in the past.

    :raises UnfitSale: if it has no time, ends before now, or takes nothing off
    :raises SaleOverlaps: if a variant has another sale in this time
    """
    now = prices.database_time()
    starts_at = max(starts_at, now)
    if ends_at <= starts_at:
        raise UnfitSale(_("A sale ends after it starts, and after now."), field="ends_at")
    if not 1 <= percent_off <= 99:
        raise UnfitSale(_("Take off from 1 to 99 per cent."), field="percent_off")
    skus = product.skus.filter(is_active=True)
    made = [
        SalePrice(
            sku=sku,
            price=sku.price * (100 - percent_off) // 100,
            starts_at=starts_at,
            ends_at=ends_at,
        )
        for sku in skus
    ]
    try:
        with transaction.atomic():
            SalePrice.objects.bulk_create(made)
    except IntegrityError as overlap:
        message = _("A variant of it has another sale in this time.")
        raise SaleOverlaps(message, field="starts_at") from overlap
    catalogue.refresh(product)
    return made


@transaction.atomic
def end(product: Product) -> int:
    """End what runs and drop what is planned, now; how many sale prices that were."""
    now = prices.database_time()
    own = SalePrice.objects.filter(sku__product=product)
    dropped = own.filter(starts_at__gt=now).delete()[0]
    ended = own.filter(starts_at__lt=now, ends_at__gt=now).update(ends_at=now)
    catalogue.refresh(product)
    return dropped + ended


def listed(product: Product) -> list[SalePrice]:
    """What runs or is to come, the next first."""
    own = SalePrice.objects.filter(sku__product=product, ends_at__gt=prices.database_time())
    return list(own.select_related("sku").order_by("starts_at", "sku__position"))
