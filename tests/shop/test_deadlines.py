"""What happens when somebody says nothing for too long."""

from datetime import timedelta

import pytest
from django.utils import timezone

from shop import tasks
from shop.models import Refund, StatusChange, Stock, StoreOrder
from shop.services import deadlines, fulfilment, moves, tracking
from shop.signals import order_completed, order_received
from tests.factories.shop import SkuFactory, StoreStaffFactory
from tests.shop.payer import paid

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("balanced_books")]


@pytest.fixture
def order():
    return paid(skus=[SkuFactory(on_hand=5)], quantity=2)


@pytest.fixture
def clerk(order):
    return StoreStaffFactory(store=order.store).user


@pytest.fixture
def paid_at(order):
    order.group.refresh_from_db()
    return order.group.paid_at


def days(count):
    return timedelta(days=count)


def sent(order, clerk, at, **values):
    return fulfilment.ship(order, carrier="SF", tracking="SF1", actor=clerk, at=at, **values)


def state():
    return StoreOrder.objects.get().status


def test_an_order_is_late_once_the_promised_date_has_passed(order, paid_at):
    assert deadlines.run(at=paid_at + timedelta(hours=47)) == 0
    at = paid_at + timedelta(hours=49)
    assert (deadlines.run(at=at), deadlines.run(at=at)) == (1, 0)

    assert StoreOrder.objects.get().late_at == at
    change = StatusChange.objects.get(event="late")
    assert (change.from_state, change.to_state, change.actor) == ("paid", "paid", None)


def test_an_order_that_was_shipped_in_time_is_never_late(order, clerk, paid_at):
    sent(order, clerk, paid_at + days(1))
    assert deadlines.mark_late(at=paid_at + days(9)) == 0


def test_the_buyer_may_cancel_what_is_unshipped_after_seven_days(order, paid_at):
    buyer = order.group.buyer
    with pytest.raises(fulfilment.TooEarly):
        fulfilment.cancel_unshipped(order, actor=buyer, at=paid_at + days(6))

    fulfilment.cancel_unshipped(order, actor=buyer, at=paid_at + days(7))

    refund = Refund.objects.get()
    assert (state(), refund.cause, refund.amount) == ("refunded", "never_shipped", order.total)
    assert Stock.objects.get().available == 5
    with pytest.raises(moves.IllegalMove):
        fulfilment.cancel_unshipped(order, actor=buyer, at=paid_at + days(8))


def test_of_a_partly_shipped_order_the_rest_is_cancelled(order, clerk, paid_at):
    line = order.lines.get()
    sent(order, clerk, paid_at, units={line.pk: 1})

    fulfilment.cancel_unshipped(order, actor=order.group.buyer, at=paid_at + days(7))

    assert (state(), Refund.objects.get().amount) == ("shipped", line.paid // 2)


def test_a_store_that_never_ships_gives_the_money_back(order, paid_at):
    deadlines.run(at=paid_at + days(3))
    assert deadlines.run(at=paid_at + days(29)) == 0
    assert deadlines.run(at=paid_at + days(30)) == 1
    assert state() == "refunded"


def test_a_shipped_order_counts_as_received_after_fifteen_days(order, clerk, noon):
    sent(order, clerk, noon)
    assert deadlines.run(at=noon + days(14)) == 0
    heard = []
    order_received.connect(lambda order, **_: heard.append(order), weak=False, dispatch_uid=1)
    try:
        assert deadlines.run(at=noon + days(15)) == 1
    finally:
        order_received.disconnect(dispatch_uid=1)

    found = StoreOrder.objects.get()
    assert (found.status, len(heard)) == ("received", 1)
    assert found.complete_by - found.received_at == days(7)


def test_a_delivered_order_counts_as_received_ten_days_later(order, clerk, noon):
    sent(order, clerk, noon)
    tracking.poll(at=noon + days(4))
    arrived = StoreOrder.objects.get().delivered_at
    assert noon < arrived < noon + days(4)

    assert deadlines.run(at=arrived + days(9)) == 0
    assert deadlines.run(at=arrived + days(10)) == 1
    assert state() == "received"


def test_the_buyer_confirms_and_the_window_closes_seven_days_later(order, clerk, noon):
    sent(order, clerk, noon)
    for _ in range(2):
        fulfilment.receive(order, actor=order.group.buyer, at=noon + days(2))
    assert deadlines.run(at=noon + days(8)) == 0
    heard = []
    order_completed.connect(lambda order, **_: heard.append(order.pk), weak=False, dispatch_uid=1)
    try:
        deadlines.run(at=noon + days(9)), deadlines.run(at=noon + days(9))
    finally:
        order_completed.disconnect(dispatch_uid=1)

    assert (state(), heard) == ("completed", [order.pk])
    moved = StatusChange.objects.filter(machine="store_order", subject=order.pk).order_by("pk")
    assert [change.event for change in moved] == ["place", "pay", "ship", "receive", "complete"]


def test_what_is_not_shipped_is_not_received(order, noon):
    with pytest.raises(moves.IllegalMove):
        fulfilment.receive(order, actor=order.group.buyer, at=noon)
    with pytest.raises(fulfilment.TooEarly):
        fulfilment.complete(order, at=noon)


def test_day_counts_are_settings(order, clerk, noon, settings):
    settings.SHOP = {**settings.SHOP, "RECEIVE_DAYS_SHIPPED": 2, "COMPLETE_DAYS": 1}
    sent(order, clerk, noon)
    assert deadlines.run(at=noon + days(2)) == 1
    assert deadlines.run(at=noon + days(3)) == 1
    assert state() == "completed"


def test_the_tasks_may_run_at_any_time_and_twice(order, clerk):
    sent(order, clerk, timezone.now() - days(40))
    assert tasks.keep_order_deadlines() + tasks.keep_order_deadlines() == 1
    assert tasks.track_parcels() == 1
    assert state() == "received"
