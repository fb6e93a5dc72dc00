"""Twenty partial refunds of one order at once; and the same with the guards taken out."""

import threading

import pytest
from django.db import IntegrityError, connection
from django.utils import timezone

from shop.models import Payment, Refund, Stock, StoreOrder
from shop.services import audit, refunds
from tests.factories.shop import SkuFactory
from tests.shop.crowd import at_once
from tests.shop.payer import fresh, paid

pytestmark = pytest.mark.django_db(transaction=True)
PIECES, ASKING = 12, 20


def rush(order, *, have_left):
    """Twenty want one piece's money back, of twelve that there are."""
    line, now = order.lines.get(), timezone.now()
    asked = {"cause": "test", "lines": [(line, 1, None)], "actor": None, "at": now}

    def one(_):
        return refunds.request(order, **asked, have_left=have_left)

    return at_once(one, range(ASKING), workers=ASKING)


@pytest.fixture
def order():
    return paid(skus=[SkuFactory(price=1001, on_hand=PIECES)], quantity=PIECES)


@pytest.mark.parametrize("have_left", [False, True])
def test_twenty_partial_refunds_at_once_give_back_what_was_paid(order, have_left):
    answers = rush(order, have_left=have_left)

    kinds = [type(answer) for answer in answers]
    assert kinds.count(Refund) == PIECES
    assert kinds.count(refunds.OverRefund) == ASKING - PIECES
    assert sum(one.amount for one in Refund.objects.all()) == 1001 * PIECES
    assert (fresh(order).status, Stock.objects.get().committed) == ("refunded", 0)
    refunds.submit_due(at=timezone.now())
    assert Payment.objects.get().status == "refunded"
    assert audit.findings() == []


@pytest.fixture
def disable(db):
    """Switch triggers off until the test is over."""
    off = []

    def switch(table, trigger):
        off.append((table, trigger))
        _alter(table, f"DISABLE TRIGGER {trigger}")

    yield switch
    for table, trigger in off:
        _alter(table, f"ENABLE TRIGGER {trigger}")


def _alter(table, what):
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE {table} {what}")


@pytest.fixture
def _nobody_waits(monkeypatch):
    """No row is locked by the code, and all have looked before anybody writes."""
    real, have_looked = refunds._parts, threading.Barrier(ASKING, timeout=30)

    def unlocked(order):
        return StoreOrder.objects.get(pk=order.pk), Payment.objects.get(group=order.group_id)

    def seen_by_all(*args):
        found = real(*args)
        have_looked.wait()
        return found

    monkeypatch.setattr(refunds, "_locked", unlocked)
    monkeypatch.setattr(refunds, "_parts", seen_by_all)


@pytest.mark.usefixtures("_nobody_waits")
def test_without_locks_the_database_still_gives_back_no_piece_twice(order, disable):
    disable("shop_refund", "shop_refund_sum")
    # Stock that is set free would guard as well: these pieces have left.
    answers = rush(order, have_left=True)

    kinds = [type(answer) for answer in answers]
    assert (kinds.count(Refund), kinds.count(IntegrityError)) == (PIECES, ASKING - PIECES)
    assert sum(one.amount for one in Refund.objects.all()) == 1001 * PIECES


@pytest.mark.usefixtures("_nobody_waits")
def test_without_the_guards_the_same_rush_gives_back_too_much(order, disable, monkeypatch):
    # Two may each see the last piece gone and both move the order: how many is luck.
    monkeypatch.setattr(refunds, "_settle_order", lambda *a, **k: None)
    disable("shop_refund", "shop_refund_sum")
    disable("shop_refundline", "shop_refundline_sum")
    rush(order, have_left=True)

    assert sum(one.amount for one in Refund.objects.all()) == 1001 * ASKING
    assert {
        "more refunded than captured",
        "more of a line given back than was bought or paid",
    } <= {finding.question for finding in audit.findings()}
