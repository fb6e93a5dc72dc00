"""Twenty partial refunds of one order at once; and the same with the guards taken out."""

import time

import pytest
from django.db import connection
from django.utils import timezone

from shop.models import Payment, Refund, Stock, StoreOrder
from shop.services import audit, refunds
from tests.factories.shop import SkuFactory
from tests.shop.crowd import at_once
from tests.shop.payer import fresh, paid

pytestmark = pytest.mark.django_db(transaction=True)
PIECES = 12


def rush(order, *, have_left):
    """Twenty want one piece's money back, of twelve that there are."""
    line, now = order.lines.get(), timezone.now()
    asked = {"cause": "test", "lines": [(line, 1, None)], "actor": None, "at": now}

    def one(_):
        return refunds.request(order, **asked, have_left=have_left)

    return at_once(one, range(20), workers=20)


@pytest.fixture
def order():
    return paid(skus=[SkuFactory(price=1001, on_hand=PIECES)], quantity=PIECES)


@pytest.mark.parametrize("have_left", [False, True])
def test_twenty_partial_refunds_at_once_give_back_what_was_paid(order, have_left):
    answers = rush(order, have_left=have_left)

    kinds = [type(answer) for answer in answers]
    assert kinds.count(Refund) == PIECES
    assert kinds.count(refunds.OverRefund) == 20 - PIECES
    assert sum(one.amount for one in Refund.objects.all()) == 1001 * PIECES
    assert (fresh(order).status, Stock.objects.get().committed) == ("refunded", 0)
    refunds.submit_due(at=timezone.now())
    assert Payment.objects.get().status == "refunded"
    assert audit.findings() == []


@pytest.fixture
def _without_the_last_guard():
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE shop_refund DISABLE TRIGGER shop_refund_sum")
        yield
        cursor.execute("ALTER TABLE shop_refund ENABLE TRIGGER shop_refund_sum")


@pytest.mark.usefixtures("_without_the_last_guard")
def test_without_the_guards_the_same_rush_gives_back_too_much(order, monkeypatch):
    def unlocked(order):
        return StoreOrder.objects.get(pk=order.pk), Payment.objects.get(group=order.group_id)

    real = refunds._parts

    def slow(*args):
        found = real(*args)
        time.sleep(0.2)
        return found

    monkeypatch.setattr(refunds, "_locked", unlocked)
    monkeypatch.setattr(refunds, "_parts", slow)
    # Stock that is set free would guard as well: these pieces have left.
    rush(order, have_left=True)

    assert sum(one.amount for one in Refund.objects.all()) > 1001 * PIECES
    assert "more refunded than captured" in {finding.question for finding in audit.findings()}
