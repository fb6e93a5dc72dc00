"""Rows and changes written by statements that are compiled once."""

import datetime

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import F
from django.test.utils import CaptureQueriesContext

from core.writes import Change, insert
from shop.models import Address, OrderGroup, Stock, StockMove
from tests.factories.accounts import UserFactory
from tests.factories.orders import ADDRESS
from tests.factories.shop import SkuFactory

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
