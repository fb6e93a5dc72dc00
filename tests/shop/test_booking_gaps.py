"""What the books have missed is booked by the sweep, once."""

import pytest
from django.db import connection
from django.utils import timezone

from shop.models import Account, Entry, Line, OrderLine, Payment, StoreOrder
from shop.services import audit, booking_gaps, closing, refunds
from tests.factories.accounts import UserFactory
from tests.factories.orders import placed
from tests.factories.shop import SkuFactory
from tests.shop.books import give_back, paid, standing
from tests.shop.payer import decide, opened, receive

pytestmark = pytest.mark.django_db


def _forget():
    """As if there had never been books."""
    connection.check_constraints()
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        for model in (Line, Entry, Account):
            model.objects.all()._raw_delete("default")
        cursor.execute("SET LOCAL session_replication_role = DEFAULT")


def _stray():
    group = placed(key="stray")
    payment = opened(group)
    decide(payment)
    Payment.objects.filter(pk=payment.pk).update(status="closed")
    closing.cancel(group, actor=group.buyer, at=timezone.now())
    receive(payment)


def test_everything_is_booked_again_and_the_audit_is_clean():
    order = paid([SkuFactory(price=10_000)], quantity=2, creator=UserFactory(handle="lin"))
    give_back(order, [(OrderLine.objects.get(), 1, 10_000)])
    _stray()
    before = standing()
    _forget()
    assert audit.findings() != []

    assert booking_gaps.book_missing(at=timezone.now()) == 3
    assert booking_gaps.book_missing(at=timezone.now()) == 0
    assert standing() == before
    refunds.submit_due(at=timezone.now())
    assert audit.findings() == []


def test_a_refund_of_what_was_never_booked_goes_through_and_is_booked_with_it():
    order = paid([SkuFactory(price=10_000)])
    _forget()
    refund = give_back(order, [(OrderLine.objects.get(), 1, 4000)])
    assert (refund.status, Entry.objects.count()) == ("succeeded", 0)

    assert booking_gaps.book_missing(at=timezone.now()) == 2
    assert standing()[order.store.slug, "pending"] == 6000
    assert audit.findings() == []


def test_a_completion_that_escaped_is_booked():
    order = paid([SkuFactory(price=10_000)])
    StoreOrder.objects.filter(pk=order.pk).update(status="completed")

    assert booking_gaps.book_missing(at=timezone.now()) == 1
    assert standing()[order.store.slug, "payable"] == 10_000
