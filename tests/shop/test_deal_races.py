"""Two hundred want the twenty pieces of a flash deal; and one buyer wants them all."""

import datetime
import threading

import pytest
from django.db import connection
from django.db.models import F
from django.utils import timezone

from shop.models import DealTally, OrderLine, Stock
from shop.services import audit, checkout, deals, quoted, refusals
from shop.services import stock as stocks
from shop.services.quoted import Want
from tests.factories.accounts import UserFactory
from tests.factories.shop import SkuFactory
from tests.shop.buyer import place
from tests.shop.crowd import at_once

pytestmark = pytest.mark.django_db(transaction=True)
PIECES, BUYERS, PRICE = 20, 200, 990
GUARD = "stock_not_oversold"
HOUR = datetime.timedelta(hours=1)


def deal(quantity=PIECES, **values):
    sku, now = SkuFactory(on_hand=quantity + 500), timezone.now()
    return deals.create(
        sku=sku, price=PRICE, quantity=quantity, starts_at=now - HOUR, ends_at=now + HOUR, **values
    )


def rush(made, buyers, **values):
    wants = [Want(made.sku_id, 1, price_seen=PRICE)]
    answers = at_once(lambda buyer: place(buyer, wants, timezone.now()), buyers, **values)
    return [type(answer) for answer in answers]


def sold(made):
    return OrderLine.objects.filter(sku=made.sku_id, unit_price=PRICE).count()


def test_exactly_the_pieces_of_the_deal_are_sold_at_its_price(monkeypatch):
    # Without the early look, only the conditional update stands between them.
    monkeypatch.setattr(deals.Chance, "fits", lambda *_: True)
    monkeypatch.setattr(quoted.QuoteLine, "is_short", False)
    made = deal()
    answers = rush(made, UserFactory.create_batch(BUYERS))

    assert answers.count(checkout.Receipt) == sold(made) == PIECES
    assert answers.count(refusals.OutOfStock) == BUYERS - PIECES
    assert Stock.objects.get(bucket=made.bucket).held == PIECES
    assert Stock.objects.get(bucket="main", sku=made.sku_id).held == 0
    assert audit.findings() == []


def test_with_the_early_look_nobody_gets_more_either():
    made = deal()
    answers = rush(made, UserFactory.create_batch(BUYERS))

    assert answers.count(checkout.Receipt) == sold(made) == PIECES
    refused = answers.count(refusals.OutOfStock) + answers.count(refusals.PriceChanged)
    assert refused == BUYERS - PIECES
    assert audit.findings() == []


class LookMeetWrite:
    """What the conditional update is there against: nobody writes before all have looked."""

    def __init__(self, buyers):
        self._all_have_looked = threading.Barrier(buyers)

    def run(self, stock, quantity):
        has_room = Stock.objects.get(pk=stock).available >= quantity
        self._all_have_looked.wait(30)
        return has_room and Stock.objects.filter(pk=stock).update(held=F("held") + quantity)


@pytest.fixture
def _without_the_check():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = %s", [GUARD]
        )
        (definition,) = cursor.fetchone()
        cursor.execute(f"ALTER TABLE shop_stock DROP CONSTRAINT {GUARD}")
        yield
        cursor.execute("UPDATE shop_stock SET held = 0")
        cursor.execute(f"ALTER TABLE shop_stock ADD CONSTRAINT {GUARD} {definition}")


@pytest.mark.usefixtures("_without_the_check")
def test_without_the_guards_the_same_rush_sells_too_many(monkeypatch):
    monkeypatch.setattr(deals.Chance, "fits", lambda *_: True)
    monkeypatch.setattr(quoted.QuoteLine, "is_short", False)
    at_a_time = 8
    monkeypatch.setattr(stocks, "_HELD", LookMeetWrite(at_a_time))
    made = deal(quantity=at_a_time + 1)
    answers = rush(made, UserFactory.create_batch(2 * at_a_time), workers=at_a_time)

    assert answers.count(checkout.Receipt) == sold(made) == 2 * at_a_time


def test_one_buyer_many_times_at_once_gets_what_a_person_may():
    made, buyer = deal(per_user_limit=2), UserFactory()
    wants = [Want(made.sku_id, 1, price_seen=PRICE)]
    answers = at_once(lambda key: place(buyer, wants, timezone.now(), key=key), "abcdefghijklmnop")
    kinds = [type(answer) for answer in answers]

    assert kinds.count(checkout.Receipt) == sold(made) == DealTally.objects.get().taken == 2
    assert kinds.count(deals.DealLimit) + kinds.count(refusals.PriceChanged) == 14
    assert audit.findings() == []
