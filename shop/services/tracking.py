"""Asking carriers where parcels are, and keeping what they say."""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q

from shop.carriers import TRACKERS
from shop.carriers.base import Scan
from shop.models import Parcel, TrackingEvent
from shop.services import fulfilment, progress
from shop.signals import parcel_delivered

log = logging.getLogger(__name__)

AT_ONCE = 200
PAUSE = timedelta(minutes=20)
# Of a parcel that is on its way for so long, its carrier says nothing more.
LOST = timedelta(days=60)


def poll(*, at: datetime) -> int:
    """Ask after each parcel that is on its way and was not asked after for a while."""
    tracker = settings.SHOP["TRACKER"]
    if tracker not in TRACKERS:
        return 0
    due = Parcel.objects.filter(
        Q(asked_at=None) | Q(asked_at__lte=at - PAUSE),
        delivered_at=None,
        shipped_at__gte=at - LOST,
    ).order_by(F("asked_at").asc(nulls_first=True))
    parcels = list(due[:AT_ONCE])
    for parcel in parcels:
        apply(parcel, _ask(tracker, parcel, at=at), at=at)
    return len(parcels)


def _ask(tracker: str, parcel: Parcel, *, at: datetime) -> Sequence[Scan]:
    """No carrier is asked inside a transaction; one that fails knows nothing new."""
    try:
        return TRACKERS[tracker].scans(
            carrier=parcel.carrier,
            tracking=parcel.tracking,
            shipped_at=parcel.shipped_at,
            at=at,
        )
    except Exception:
        log.exception("The carrier's answer on parcel %s is not known.", parcel.pk)
        return []


@transaction.atomic
def apply(parcel: Parcel, scans: Sequence[Scan], *, at: datetime) -> None:
    """Keep what is new; told the same again, nothing changes."""
    order = fulfilment.locked(parcel.order)
    parcel = Parcel.objects.select_for_update(of=("self",)).get(pk=parcel.pk)
    TrackingEvent.objects.bulk_create(
        [TrackingEvent(parcel=parcel, kind=s.kind, place=s.place[:80], at=s.at) for s in scans],
        ignore_conflicts=True,
    )
    arrived = [scan.at for scan in scans if scan.kind == TrackingEvent.Kind.DELIVERED]
    is_news = bool(arrived) and parcel.delivered_at is None
    if is_news:
        parcel.delivered_at = min(arrived)
    parcel.asked_at = at
    parcel.save(update_fields=["delivered_at", "asked_at"])
    if is_news:
        progress.note_delivery(order)
        parcel_delivered.send(sender=Parcel, parcel=parcel)
