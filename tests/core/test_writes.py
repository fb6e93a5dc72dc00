"""Rows and changes written by statements that are compiled once."""

import datetime

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import F
from django.test.utils import CaptureQueriesContext

from core.writes import Change, Writing, insert
from shop.models import Address, OrderGroup, Payment, Stock, StockMove, StoreOrder
from tests.factories.accounts import UserFactory
from tests.factories.orders import ADDRESS
from tests.factories.shop import SkuFactory, StoreFactory

pytestmark = pytest.mark.django_db


def test_rows_come_back_with_their_keys_in_order():
    stock = SkuFactory().stocks.get()
    moves = [StockMove(stock=stock, reference=f"r{n}", held_delta=n) for n in range(5)]
    with CaptureQueriesContext(connection) as queries:
        insert(moves)

    assert len(queries) == 1
    for move in moves:
        kept = StockMove.objects.get(pk=move.pk)
        assert (kept.reference, kept.held_delta, kept.at) == (
            move.reference,
            move.held_delta,
            move.at,
        )
        assert not move._state.adding


def test_documents_times_and_keys_of_ones_own_are_kept(noon):
    user = UserFactory()
    group = OrderGroup(
        buyer=user, goods=5, total=5, address={"street": "龙井路"}, placed_at=noon, expires_at=noon
    )
    address = Address(user=user, used_at=noon + datetime.timedelta(days=1), **ADDRESS)
    insert([group])
    insert([address])

    kept = OrderGroup.objects.get(pk=group.pk)
    assert (kept.address, kept.placed_at, kept.closed_at) == ({"street": "龙井路"}, noon, None)
    assert Address.objects.get(pk=address.pk).used_at == address.used_at


def test_nothing_is_no_statement_and_constraints_stand():
    with CaptureQueriesContext(connection) as queries:
        insert([])
    assert not queries
    stock = SkuFactory().stocks.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        insert([StockMove(stock=stock, reference="same") for _ in range(2)])


def _group(noon, **values):
    user = UserFactory()
    return OrderGroup(buyer=user, goods=5, total=5, placed_at=noon, expires_at=noon, **values)


def test_rows_of_several_models_go_as_one_message_and_name_each_other(noon):
    group, stores = _group(noon, address={"street": "龙井路"}), StoreFactory.create_batch(2)
    stock = SkuFactory().stocks.get()
    Writing({OrderGroup: 1, StoreOrder: 1, Payment: 1})  # tells the names of the sequences
    with CaptureQueriesContext(connection) as queries:
        rows = Writing({OrderGroup: 1, StoreOrder: 2, Payment: 1})
        rows.put(group)
        orders = [rows.add(StoreOrder, group_id=group.pk, store_id=s.pk, goods=2) for s in stores]
        payment = rows.add(
            Payment, group_id=group.pk, provider="test", amount=5, currency="CNY", created_at=noon
        )
        rows.add(StockMove, stock_id=stock.pk, reference="r")
        rows.send()

    assert len(queries) == 2
    kept = OrderGroup.objects.get(pk=group.pk)
    assert (kept.address, kept.status, kept.paid_at) == (
        {"street": "龙井路"},
        "pending_payment",
        None,
    )
    assert not group._state.adding
    of_it = StoreOrder.objects.filter(group=group).order_by("pk")
    assert [(one.pk, one.store, one.shipping) for one in of_it] == [
        (orders[0], stores[0], 0),
        (orders[1], stores[1], 0),
    ]
    assert len({one.number for one in of_it}) == 2
    assert Payment.objects.get(pk=payment).out_trade_no != ""
    assert StockMove.objects.get(reference="r").at is not None


def test_a_row_knows_its_columns_and_one_that_is_refused_leaves_none(noon):
    group = _group(noon, address={})
    rows = Writing({OrderGroup: 1})
    rows.put(group)
    with pytest.raises(TypeError, match="colour"):
        rows.add(Payment, group_id=group.pk, colour="sage")
    rows.add(Payment, group_id=group.pk, provider="test", amount=-1, created_at=noon)
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.send()
    assert not OrderGroup.objects.exists()


def test_a_change_is_made_where_its_condition_holds():
    take = Change(
        lambda pk, count: (
            Stock.objects.filter(pk=pk, on_hand__gte=F("held") + count),
            {"held": F("held") + count},
        ),
        "pk",
        "count",
    )
    one, other = (SkuFactory(on_hand=3).stocks.get() for _ in range(2))

    assert [take.run(pk=one.pk, count=2) for _ in range(2)] == [1, 0]
    assert take.run(pk=other.pk, count=3) == 1
    one.refresh_from_db()
    assert one.held == 2


def test_moments_and_texts_have_their_places(noon):
    change = Change(
        lambda user, street, at: (
            Address.objects.filter(user=user, street=street),
            {"used_at": at},
        ),
        "user",
        "street",
        "at",
        texts=["street"],
        moments=["at"],
    )
    address = Address.objects.create(user=UserFactory(), **ADDRESS)

    assert change.run(user=address.user_id, street="elsewhere", at=noon) == 0
    assert change.run(user=address.user_id, street=ADDRESS["street"], at=noon) == 1
    address.refresh_from_db()
    assert address.used_at == noon
