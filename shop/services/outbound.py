"""The ways out to Tmall, Taobao and JD: checked when saved, and again when taken."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection, transaction

from accounts.models import User
from core.ids import order_number
from shop import marketplaces
from shop.models import OutboundClick, OutboundOffer
from shop.services import referrals

# One click of a visitor on an offer counts for pay in this time.
WINDOW = timedelta(minutes=30)


def save_offer(offer: OutboundOffer) -> OutboundOffer:
    """Keep an offer with its address in the one safe form; a repeat changes nothing.

    :raises UnsafeAddress: if the address leads anywhere but to its marketplace
    """
    offer.url = address_of(offer)
    offer.save()
    return offer


def address_of(offer: OutboundOffer) -> str:
    """Where the offer leads, checked anew.

    :raises UnsafeAddress: if the row, or the list of hosts, is not what it was when saved
    """
    more_hosts = settings.SHOP["OUTBOUND_HOSTS"]
    return marketplaces.checked(offer.url, offer.marketplace, more_hosts=more_hosts)


@transaction.atomic
def leave(
    offer: OutboundOffer,
    *,
    visitor: str,
    user: User | None,
    source: str = "",
    at: datetime,
) -> str:
    """Record the click, and return the address to go to. Nothing is fetched from there.

    A repeat within half an hour is recorded and does not count; so is a click without a visitor.
    Whose note led here is written down with their share, so that an order there can be paid for.

    :raises UnsafeAddress: if the row is not safe any more
    """
    address = address_of(offer)
    sub_id = _new_sub_id(address)
    led = referrals.leading(offer.product, buyer=user, visitor=visitor, at=at)
    # A store's own account earns nothing by leading away from the store.
    earns = led is not None and led.beneficiary_id != offer.product.store.account_id
    OutboundClick.objects.create(
        offer=offer,
        user=user,
        visitor=visitor,
        is_counted=bool(visitor) and _is_first(offer, visitor, at),
        source=led.source if led and earns else source,
        beneficiary=led.beneficiary if led and earns else None,
        share_bp=settings.SHOP["MARKETPLACE_SHARE_BP"] if earns else 0,
        sub_id=sub_id,
        at=at,
    )
    return marketplaces.with_sub_id(address, sub_id)


def _new_sub_id(address: str) -> str:
    """A mark for this click alone, as long as its provider takes it; "" where it takes none."""
    taken = marketplaces.sub_id_field(address)
    return order_number()[: taken.longest] if taken else ""


def _is_first(offer: OutboundOffer, visitor: str, at: datetime) -> bool:
    # Two clicks at once wait for each other; no row exists yet that could be locked.
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, %s))", [visitor, offer.pk]
        )
    recent = offer.clicks.filter(visitor=visitor, is_counted=True, at__gt=at - WINDOW)
    return not recent.exists()
