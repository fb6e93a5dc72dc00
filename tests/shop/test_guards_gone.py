"""The positive controls: each race again with its guard taken out. If one of these passes unharmed,
the race beside it proves nothing."""

import itertools
import threading
from functools import partial

import pytest
from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone

from shop.models import CallbackInbox, OrderGroup, Payment, StatusChange, Stock
from shop.services import audit, closing, idempotency, moves, payments, quoted, retries, stock
from shop.services.quoted import Want
from tests.factories.accounts import UserFactory
from tests.factories.orders import placed
from tests.factories.shop import SkuFactory
from tests.shop.crowd import at_once
from tests.shop.payer import decide, opened, receive
from tests.shop.test_place_races import place

pytestmark = pytest.mark.django_db(transaction=True)
# Who waits for another to have looked waits so long; nobody has to be quick.
PATIENCE = 30
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
def before_writes(monkeypatch, _without_triggers):
    """Nobody waits for anybody, and a row is moved from whatever state it is in.

    What a test puts in here is called with the state when all is read and nothing written.
    """
    calls = []

    def moved(model, pks, state, **values):
        for call in calls:
            call(values["status"])
        return model._default_manager.filter(pk__in=pks).update(**values)

    monkeypatch.setattr(QuerySet, "select_for_update", lambda self, *args, **kwargs: self)
    monkeypatch.setattr(moves, "_set", moved)
    return calls


def test_without_locks_cancel_and_pay_both_win(before_writes):
    sku = SkuFactory(on_hand=100)
    # Others hold the same stock, so that its sums hide what is taken twice.
    placed(skus=[sku], key="other", quantity=5)
    group = placed(skus=[sku])
    payment = opened(group)
    decide(payment)
    has_looked, has_paid = threading.Event(), threading.Event()

    def let_the_other_pay(state):
        if state == "closing":
            has_looked.set()
            assert has_paid.wait(PATIENCE)

    def pay():
        assert has_looked.wait(PATIENCE)
        receive(payment)
        has_paid.set()

    before_writes.append(let_the_other_pay)
    cancel = partial(closing.cancel, group, actor=group.buyer, at=timezone.now())
    at_once(lambda act: act(), [pay, cancel])

    assert "captured money that is in no order and in no refund" in {
        finding.question for finding in audit.findings()
    }


def test_without_locks_and_inbox_one_callback_pays_more_than_once(monkeypatch, before_writes):
    all_have_looked = threading.Barrier(8, timeout=PATIENCE)
    before_writes.append(lambda state: state == "captured" and all_have_looked.wait())

    def unasked(provider, event, *, at):
        payment = Payment.objects.get(out_trade_no=event.trade.out_trade_no)
        return payments.apply(payment, event.trade, at=at)

    monkeypatch.setattr(payments, "_take", unasked)
    # The stock's machine and the ledger's references would each refuse the second one.
    monkeypatch.setattr(payments.stock, "commit", lambda *args, **kwargs: None)
    monkeypatch.setattr(payments.bookings, "captured", lambda *args, **kwargs: None)
    payment = opened(placed())
    decide(payment)
    at_once(lambda _: receive(payment), range(8))
    assert not CallbackInbox.objects.exists()
    assert StatusChange.objects.filter(event="capture_confirmed").count() == 8


def test_without_the_key_the_same_request_orders_more_than_once(monkeypatch):
    monkeypatch.setattr(idempotency, "claim", lambda *args, **kwargs: None)
    buyer, sku = UserFactory(), SkuFactory(on_hand=100)
    at_once(lambda _: place(buyer, [Want(sku.pk, 1)]), range(8))
    assert OrderGroup.objects.count() > 1


def test_without_an_order_of_locks_carts_lock_each_other_out(monkeypatch):
    carts, claims, both_hold_one = itertools.count(), itertools.count(), threading.Barrier(2)
    real_order, real_claim = stock._in_lock_order, stock._HELD.run

    def every_second_from_the_end(holds):
        return real_order(holds)[:: -1 if next(carts) % 2 else 1]

    class Claim:
        def run(self, **values):
            found = real_claim(**values)
            if next(claims) < 2:
                both_hold_one.wait(PATIENCE)
            return found

    monkeypatch.setattr(stock, "_in_lock_order", every_second_from_the_end)
    monkeypatch.setattr(stock, "_HELD", Claim())
    # The first loss of a race is the answer.
    monkeypatch.setattr(retries, "ATTEMPTS", 1)
    wants = [Want(SkuFactory(on_hand=1000).pk, 1) for _ in range(2)]
    answers = at_once(lambda buyer: place(buyer, wants), UserFactory.create_batch(2))
    assert [type(one) for one in answers].count(retries.Busy) == 1


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
