"""Shipping, and the audit that looks over it all."""

import datetime

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from shop.models import Stock, StockHold, StockMove, StoreOrder
from shop.services import audit, fulfilment, moves, payments, stock
from shop.signals import order_shipped
from tests.factories.accounts import UserFactory
from tests.factories.orders import placed
from tests.factories.shop import SkuFactory, StoreStaffFactory
from tests.shop.payer import decide, opened

pytestmark = pytest.mark.django_db


@pytest.fixture
def order():
    group = placed(skus=[SkuFactory(on_hand=5)], quantity=2)
    payment = opened(group)
    decide(payment)
    payments.query(payment, at=timezone.now())
    return group.store_orders.get()


@pytest.fixture
def clerk(order):
    return StoreStaffFactory(store=order.store).user


def ship(order, clerk, at, **values):
    values = {"carrier": "SF Express", "tracking": "SF1", **values}
    return fulfilment.ship(order, actor=clerk, at=at, **values)


def test_a_shipped_parcel_is_no_longer_on_hand(order, clerk, noon):
    heard = []
    order_shipped.connect(lambda order, **_: heard.append(order.pk), weak=False, dispatch_uid=1)
    try:
        ship(order, clerk, noon, tracking=" SF1 ")
    finally:
        order_shipped.disconnect(dispatch_uid=1)

    found = StoreOrder.objects.get()
    parcel = found.parcels.get()
    assert (found.status, parcel.carrier, parcel.tracking) == ("shipped", "SF Express", "SF1")
    assert found.shipped_at == noon
    stocked = Stock.objects.get()
    assert (stocked.on_hand, stocked.held, stocked.committed) == (3, 0, 0)
    assert StockMove.objects.get(reference__endswith=":ship").on_hand_delta == -2
    assert (StockHold.objects.get().status, heard) == ("shipped", [order.pk])
    assert audit.findings() == []


def test_it_is_shipped_once(order, clerk, noon):
    ship(order, clerk, noon)
    with pytest.raises(moves.IllegalMove):
        ship(order, clerk, noon, tracking="SF2")
    assert Stock.objects.get().on_hand == 3


def test_an_unpaid_order_is_not_shipped(noon):
    order = placed().store_orders.get()
    with pytest.raises(moves.IllegalMove):
        ship(order, StoreStaffFactory(store=order.store).user, noon)


@pytest.mark.parametrize("field", ["carrier", "tracking"])
def test_a_parcel_has_a_carrier_and_a_number(order, clerk, noon, field):
    with pytest.raises(fulfilment.ParcelUnnamed) as caught:
        ship(order, clerk, noon, **{field: "  "})
    assert caught.value.field == field


def test_the_staff_of_another_store_find_nothing(order, noon):
    for stranger in (StoreStaffFactory().user, order.group.buyer):
        with pytest.raises(fulfilment.NotYourStore):
            ship(order, stranger, noon)
    assert ship(order, UserFactory(is_superuser=True, is_staff=True), noon).status == "shipped"


def test_a_committed_hold_can_be_released(order):
    stock.release(StockHold.objects.of_order(order), at=timezone.now())
    assert Stock.objects.get().available == 5


def _break(statement):
    # What was written is asked of the deferred constraints now, as a commit would.
    connection.check_constraints()
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(statement)
        cursor.execute("SET LOCAL session_replication_role = DEFAULT")


FAULTS = {
    "drift": "UPDATE shop_stock SET held = held + 1",
    "hold": "UPDATE shop_stockhold SET status = 'released'",
    "lost hold": "DELETE FROM shop_stockhold",
    "payment": "UPDATE shop_payment SET status = 'closed'",
    "group": "UPDATE shop_ordergroup SET status = 'closed'",
    "order": "UPDATE shop_storeorder SET status = 'pending_payment'",
    "sum": "UPDATE shop_storeorder SET shipping = 1",
    "history": "DELETE FROM shop_statuschange WHERE event = 'capture_confirmed'",
    "moves": "DELETE FROM shop_stockmove WHERE reference LIKE '%commit'",
    "entry": "UPDATE shop_line SET amount = amount + 1 WHERE amount > 0",
    "balance": "UPDATE shop_account SET balance = balance + 1 WHERE kind = 'pending'",
    "unbooked": "DELETE FROM shop_line; DELETE FROM shop_entry; UPDATE shop_account SET balance=0",
    "refund": """
        INSERT INTO shop_refund (payment_id, out_request_no, status, amount, shipping, cause,
                                 requested_at)
        SELECT id, 'R1', 'succeeded', 1, 0, 'goodwill', now() FROM shop_payment""",
    "payout": """
        INSERT INTO shop_payout (number, store_id, currency, amount, status, reference, proposed_at)
        SELECT 'P1', store_id, 'CNY', 5, 'sent', 'x', now() FROM shop_storeorder""",
    "stars": "UPDATE shop_product SET rating_sum = 5, rating_count = 1",
    "completion": "UPDATE shop_storeorder SET status = 'completed'",
}


@pytest.mark.parametrize("fault", FAULTS)
def test_the_audit_finds_what_is_broken(order, fault, capsys):
    call_command("audit_shop")
    assert "Clean" in capsys.readouterr().out
    _break(FAULTS[fault])
    with pytest.raises(CommandError):
        call_command("audit_shop")


def test_every_day_count_is_counted_from_the_capture(order):
    paid_at = order.group.__class__.objects.get().paid_at
    assert order.ship_by - paid_at == datetime.timedelta(hours=48)
