"""Counting by deltas, and the database as the last to refuse."""

import pytest
from django.db import IntegrityError, transaction

from shop.models import Stock, StockMove
from shop.services import stock
from tests.factories.accounts import UserFactory
from tests.factories.orders import placed
from tests.factories.shop import SkuFactory
from tests.shop.crowd import at_once


@pytest.mark.django_db
def test_a_delta_is_added_and_remembered_with_who_and_why():
    sku, clerk = SkuFactory(on_hand=3), UserFactory()
    found = stock.adjust(sku, -2, reference="count-1", actor=clerk, reason="Two were broken")

    move = StockMove.objects.get()
    assert (found.on_hand, move.on_hand_delta, move.actor) == (1, -2, clerk)
    assert move.reason == "Two were broken"


@pytest.mark.django_db
def test_the_same_reference_again_changes_nothing():
    sku = SkuFactory(on_hand=3)
    for _ in range(2):
        found = stock.adjust(sku, 5, reference="delivery-7")
    assert (found.on_hand, StockMove.objects.count()) == (8, 1)


@pytest.mark.django_db
def test_the_first_delta_makes_the_row():
    sku = SkuFactory()
    Stock.objects.all().delete()
    assert stock.adjust(sku, 4, reference="first").on_hand == 4


@pytest.mark.django_db
def test_what_is_promised_cannot_be_taken_away():
    sku = SkuFactory(on_hand=3)
    placed(skus=[sku], quantity=2)
    with pytest.raises(stock.TooLittleStock) as caught:
        stock.adjust(sku, -2, reference="r")

    assert caught.value.detail == {"available": 1}
    assert sku.stocks.get().on_hand == 3
    assert not StockMove.objects.filter(reference__startswith="adjust").exists()


@pytest.mark.django_db
@pytest.mark.parametrize("delta", [0, 2**63, -(2**63), 10**9 + 1])
def test_an_unfit_delta_is_refused(delta):
    with pytest.raises(stock.UnfitDelta):
        stock.adjust(SkuFactory(), delta, reference="r")


@pytest.mark.django_db
@pytest.mark.parametrize("change", [{"held": 11}, {"committed": 11}, {"on_hand": -1}, {"held": -1}])
def test_the_database_refuses_an_oversell_by_whoever_forgets_the_rule(change):
    SkuFactory(on_hand=10)
    with pytest.raises(IntegrityError), transaction.atomic():
        Stock.objects.update(**change)


@pytest.mark.django_db(transaction=True)
def test_deltas_at_once_all_count_and_a_twin_counts_once():
    sku = SkuFactory(on_hand=0)
    at_once(lambda n: stock.adjust(sku, 1, reference=f"r{n % 20}"), range(40))
    assert sku.stocks.get().on_hand == 20
