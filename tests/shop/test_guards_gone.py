"""The positive controls: each race again with its guard taken out. If one of these passes unharmed,
the race beside it proves nothing."""

import random
import time

import pytest
from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone

from shop.models import CallbackInbox, OrderGroup, StatusChange, Stock
from shop.services import audit, closing, idempotency, moves, payments, quoted, retries, stock
from shop.services.quoted import Want
from tests.factories.accounts import UserFactory
from tests.factories.orders import placed
from tests.factories.shop import SkuFactory
from tests.shop.crowd import at_once
from tests.shop.payer import decide, opened, receive
from tests.shop.test_place_races import place

pytestmark = pytest.mark.django_db(transaction=True)
PAUSE = 0.05
ROUNDS = 10
GUARDED = ("shop_ordergroup", "shop_payment", "shop_refund")


@pytest.fixture
def _without_triggers():
    with connection.cursor() as cursor:
        for table in GUARDED:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        yield
        for table in GUARDED:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


@pytest.fixture
def _without_locks(monkeypatch, _without_triggers):
    """Nobody waits for anybody, and a row is moved from whatever state it is in."""

    def moved(model, pks, state, **values):
        # Whoever closes has looked before the other paid, and writes after.
        time.sleep(PAUSE * 10 if values["status"] == "closing" else PAUSE)
        return model._default_manager.filter(pk__in=pks).update(**values)

    monkeypatch.setattr(QuerySet, "select_for_update", lambda self, *args, **kwargs: self)
    monkeypatch.setattr(moves, "_set", moved)


@pytest.mark.usefixtures("_without_locks")
def test_without_locks_cancel_and_pay_both_win():
    sku, broken = SkuFactory(on_hand=100), set()
    # Others hold the same stock, so that its sums hide what is taken twice.
    for number in range(3):
        placed(skus=[sku], key=f"other{number}", quantity=5)
    for number in range(ROUNDS):
        group = placed(skus=[sku], key=f"k{number}")
        payment = opened(group)
        decide(payment)
        acts = [
            lambda p=payment: receive(p),
            lambda g=group: closing.cancel(g, actor=g.buyer, at=timezone.now()),
            lambda p=payment: payments.query(p, at=timezone.now()),
        ]
        at_once(lambda act: act(), acts)
        broken |= {finding.question for finding in audit.findings()}
        if broken:
            break
    assert broken


@pytest.mark.usefixtures("_without_locks")
def test_without_locks_and_inbox_one_callback_pays_more_than_once(monkeypatch):
    def unasked(provider, event, *, at):
        payment = payments.Payment.objects.get(out_trade_no=event.trade.out_trade_no)
        return payments.apply(payment, event.trade, at=at)

    monkeypatch.setattr(payments, "_take", unasked)
    # The stock's machine and the ledger's references would each refuse the second one.
    monkeypatch.setattr(payments.stock, "commit", lambda *args, **kwargs: None)
    monkeypatch.setattr(payments.bookings, "captured", lambda *args, **kwargs: None)
    payment = opened(placed())
    decide(payment)
    at_once(lambda _: receive(payment), range(8))
    assert not CallbackInbox.objects.exists()
    assert StatusChange.objects.filter(event="capture_confirmed").count() > 1


def test_without_the_key_the_same_request_orders_more_than_once(monkeypatch):
    monkeypatch.setattr(idempotency, "claim", lambda *args, **kwargs: None)
    buyer, sku = UserFactory(), SkuFactory(on_hand=100)
    at_once(lambda _: place(buyer, [Want(sku.pk, 1)]), range(8))
    assert OrderGroup.objects.count() > 1


def test_without_an_order_of_locks_carts_lock_each_other_out(monkeypatch):
    rng = random.Random(7)

    def shuffled(holds):
        time.sleep(PAUSE)
        rows = list(holds)
        rng.shuffle(rows)
        return rows

    monkeypatch.setattr(stock, "_in_lock_order", shuffled)
    # The first loss of a race is the answer.
    monkeypatch.setattr(retries, "ATTEMPTS", 1)
    skus = [SkuFactory(on_hand=1000) for _ in range(5)]
    wants = [Want(sku.pk, 1) for sku in skus]
    answers = at_once(lambda buyer: place(buyer, wants), UserFactory.create_batch(16))
    assert [one for one in answers if isinstance(one, retries.Busy)]


@pytest.fixture
def _without_the_last_guard():
    name = "stock_not_oversold"
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = %s", [name]
        )
        (definition,) = cursor.fetchone()
        cursor.execute(f"ALTER TABLE shop_stock DROP CONSTRAINT {name}")
        yield
        cursor.execute("UPDATE shop_stock SET held = 0, committed = 0")
        cursor.execute(f"ALTER TABLE shop_stock ADD CONSTRAINT {name} {definition}")


@pytest.mark.usefixtures("_without_the_last_guard")
def test_without_the_condition_two_buyers_both_get_the_one_unit(monkeypatch):
    class Anyway:
        def run(self, *, stock, quantity):
            found = Stock.objects.get(pk=stock)
            return Stock.objects.filter(pk=stock).update(held=found.held + quantity)

    monkeypatch.setattr(stock, "_HELD", Anyway())
    monkeypatch.setattr(quoted.QuoteLine, "is_short", False)
    sku = SkuFactory(on_hand=1)
    at_once(lambda buyer: place(buyer, [Want(sku.pk, 1)]), UserFactory.create_batch(2))
    assert OrderGroup.objects.count() == 2
    assert audit.findings()
