"""Parcels: an order leaves the house in one or several, never with more than was bought."""

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from shop.models import Parcel, ParcelLine, Stock, StockHold, StoreOrder
from shop.services import fulfilment, moves, refunds
from shop.signals import order_shipped
from tests.factories.shop import SkuFactory, StoreStaffFactory
from tests.shop.crowd import at_once
from tests.shop.payer import paid

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("balanced_books")]


@pytest.fixture
def order():
    """Three of one thing, three of another, paid."""
    cup = SkuFactory(on_hand=5)
    return paid(skus=[cup, SkuFactory(product=cup.product, on_hand=5)], quantity=3)


@pytest.fixture
def clerk(order):
    return StoreStaffFactory(store=order.store).user


def send(order, clerk, at, units=None, tracking="SF1"):
    return fulfilment.ship(
        order, carrier="SF Express", tracking=tracking, units=units, actor=clerk, at=at
    )


def lines(order):
    return [line.pk for line in order.lines.order_by("pk")]


def test_an_order_leaves_in_two_parcels(order, clerk, noon):
    first, second = lines(order)
    heard = []
    order_shipped.connect(
        lambda parcel, **_: heard.append(parcel.tracking), weak=False, dispatch_uid=1
    )
    try:
        send(order, clerk, noon, {first: 2}, "SF1")
        half = StoreOrder.objects.get()
        assert (half.status, half.shipped_at) == ("partly_shipped", None)
        assert [(s.on_hand, s.committed) for s in Stock.objects.order_by("pk")] == [(3, 1), (5, 3)]
        send(order, clerk, noon, {first: 1, second: 3}, "SF2")
    finally:
        order_shipped.disconnect(dispatch_uid=1)

    whole = StoreOrder.objects.get()
    assert (whole.status, whole.shipped_at) == ("shipped", noon)
    assert (whole.receive_by - noon).days == 15
    assert heard == ["SF1", "SF2"]
    packed = ParcelLine.objects.order_by("pk").values_list("parcel__tracking", "line", "quantity")
    assert list(packed) == [("SF1", first, 2), ("SF2", first, 1), ("SF2", second, 3)]
    assert set(StockHold.objects.values_list("status", flat=True)) == {"shipped"}


def test_without_pieces_named_all_that_is_left_goes(order, clerk, noon):
    send(order, clerk, noon, {lines(order)[0]: 2}, "SF1")
    send(order, clerk, noon, None, "SF2")
    assert Parcel.objects.get(tracking="SF2").lines.count() == 2


@pytest.mark.parametrize("count", [4, -1])
def test_no_more_leaves_than_was_bought(order, clerk, noon, count):
    with pytest.raises(fulfilment.NotShippable) as caught:
        send(order, clerk, noon, {lines(order)[0]: count})
    assert caught.value.field == "units"
    assert not Parcel.objects.exists()


def test_an_empty_parcel_and_a_foreign_line_are_refused(order, clerk, noon):
    for units in ({}, {lines(order)[0]: 0}, {lines(paid())[0]: 1}):
        with pytest.raises(fulfilment.NotShippable):
            send(order, clerk, noon, units)


def test_the_same_number_twice_is_one_parcel(order, clerk, noon):
    send(order, clerk, noon, {lines(order)[0]: 1})
    with pytest.raises(fulfilment.ParcelKnown) as caught:
        send(order, clerk, noon, {lines(order)[0]: 1})
    assert caught.value.field == "tracking"


def test_the_database_refuses_more_in_parcels_than_was_bought(order, clerk, noon):
    first, second = lines(order)
    send(order, clerk, noon, {first: 2})
    other = Parcel.objects.create(order=order, carrier="X", tracking="2", shipped_at=noon)
    for line, count in ((first, 2), (lines(paid())[0], 1)):
        with pytest.raises(IntegrityError), transaction.atomic():
            ParcelLine.objects.create(parcel=other, line_id=line, quantity=count)
    Parcel.objects.filter(pk=other.pk).delete()
    assert second


def test_what_is_refunded_before_shipping_stays_and_the_rest_is_the_whole(order, clerk, noon):
    first, second = order.lines.order_by("pk")
    send(order, clerk, noon, {first.pk: 3})
    refunds.request(order, cause="test", lines=[(second, 3, None)], actor=clerk, at=noon)

    found = StoreOrder.objects.get()
    assert (found.status, found.shipped_at) == ("shipped", noon)
    with pytest.raises(moves.IllegalMove):
        send(order, clerk, noon, {second.pk: 1}, "SF2")


@pytest.mark.django_db(transaction=True)
def test_two_clerks_at_once_never_send_more_than_was_bought():
    order = paid(skus=[SkuFactory(on_hand=9)], quantity=3)
    clerk, line = StoreStaffFactory(store=order.store).user, lines(order)[0]
    now = timezone.now()

    said = at_once(lambda n: send(order, clerk, now, {line: 2}, f"SF{n}"), range(8), workers=8)

    assert sum(not isinstance(answer, Exception) for answer in said) == 1
    assert Stock.objects.get().on_hand == 7
