"""A sweep behind a slow provider goes on where the last one stopped."""

import datetime

import pytest
from django.utils import timezone

from shop.models import Payment
from shop.services import closing, payments, turns
from tests.factories.orders import placed
from tests.shop.payer import opened

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("balanced_books")]


def test_each_run_asks_after_those_that_waited_longest(monkeypatch):
    paying = [opened(placed(key=f"k{number}")) for number in range(3)]
    asked = []

    def slow(payment, *, at):
        asked.append(payment.pk)
        Payment.objects.filter(pk=payment.pk).update(checked_at=at)
        return payment

    monkeypatch.setattr(payments, "query", slow)
    # No time at all: each run still does one.
    monkeypatch.setattr(turns, "SECONDS", -1)
    now = timezone.now()
    for run in range(1, 4):
        closing.reconcile(at=now + datetime.timedelta(minutes=run))
    assert sorted(asked) == sorted(payment.pk for payment in paying)
