"""Where carriers say that parcels are."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from shop import carriers
from shop.carriers.base import Scan
from shop.carriers.simulator import Simulator
from shop.models import Parcel, StoreOrder, TrackingEvent
from shop.services import fulfilment, tracking
from shop.signals import parcel_delivered
from tests.factories.shop import SkuFactory, StoreStaffFactory
from tests.shop.payer import paid

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def parcel(noon):
    order = paid(skus=[SkuFactory(on_hand=5)], quantity=2)
    clerk = StoreStaffFactory(store=order.store).user
    units = {order.lines.get().pk: 1}
    fulfilment.ship(order, carrier="SF", tracking="SF1", units=units, actor=clerk, at=noon)
    fulfilment.ship(order, carrier="SF", tracking="SF2", actor=clerk, at=noon)
    return Parcel.objects.get(tracking="SF1")


def journey(tracking, noon, at):
    return Simulator().scans(carrier="SF", tracking=tracking, shipped_at=noon, at=at)


@pytest.mark.parametrize("number", [f"SF{n}" for n in range(40)])
def test_the_simulator_always_says_the_same_and_always_delivers(number, noon):
    whole = journey(number, noon, noon + timedelta(days=9))
    assert whole == journey(number, noon, noon + timedelta(days=99))
    assert [scan.kind for scan in whole[-2:]] == ["out_for_delivery", "delivered"]
    assert all(a.at < b.at for a, b in zip(whole, whole[1:], strict=False))
    assert noon < whole[0].at
    assert whole[-1].at < noon + timedelta(days=4)
    half = journey(number, noon, whole[2].at)
    assert half == whole[:3]


def test_what_the_carrier_says_is_kept_once(parcel, noon):
    for hours in (0, 7, 8, 90, 91):
        tracking.poll(at=noon + hours * HOUR)
    said = journey("SF1", noon, noon + 90 * HOUR)
    kept = parcel.events.order_by("at")
    assert [(e.kind, e.place, e.at) for e in kept] == [(s.kind, s.place, s.at) for s in said]
    assert Parcel.objects.get(pk=parcel.pk).delivered_at == said[-1].at
    assert tracking.poll(at=noon + 92 * HOUR) == 0


def test_an_order_is_delivered_with_its_last_parcel(parcel, noon):
    heard = []
    parcel_delivered.connect(lambda parcel, **_: heard.append(parcel), weak=False, dispatch_uid=1)
    try:
        tracking.apply(parcel, [Scan("delivered", noon + HOUR)], at=noon + HOUR)
        assert StoreOrder.objects.get().delivered_at is None
        other = Parcel.objects.get(tracking="SF2")
        for _ in range(2):
            tracking.apply(other, [Scan("delivered", noon + 2 * HOUR)], at=noon + 3 * HOUR)
    finally:
        parcel_delivered.disconnect(dispatch_uid=1)

    assert StoreOrder.objects.get().delivered_at == noon + 2 * HOUR
    assert len(heard) == 2


def test_a_carrier_is_not_asked_all_the_time(parcel, noon):
    assert tracking.poll(at=noon) == 2
    assert tracking.poll(at=noon + timedelta(minutes=19)) == 0
    assert tracking.poll(at=noon + timedelta(minutes=21)) == 2


def test_a_carrier_that_fails_tells_nothing_and_hurts_nobody(parcel, noon, monkeypatch):
    def lost(self, **_):
        raise TimeoutError

    monkeypatch.setattr(Simulator, "scans", lost)
    assert tracking.poll(at=noon) == 2
    assert not TrackingEvent.objects.exists()


def test_nobody_is_asked_where_no_tracker_is_set(parcel, noon, settings):
    settings.SHOP = {**settings.SHOP, "TRACKER": "none"}
    assert tracking.poll(at=noon) == 0
    assert "none" not in carriers.TRACKERS


def test_what_was_said_is_never_changed(parcel, noon):
    tracking.poll(at=noon + 90 * HOUR)
    for change in (
        lambda: TrackingEvent.objects.update(place="x"),
        TrackingEvent.objects.all().delete,
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()
