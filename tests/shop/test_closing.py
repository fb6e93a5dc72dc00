"""Orders that nobody paid, and the reconciler that asks the provider what became of them."""

import datetime

import pytest
from django.utils import timezone

from shop.gateways import test as provider
from shop.models import Payment, StatusChange
from shop.services import attempts, closing, payments
from tests.factories.orders import PaymentFactory
from tests.shop.payer import PAID, decide, fresh, opened, receive, silent, states

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("balanced_books")]
MINUTE = datetime.timedelta(minutes=1)


def test_an_order_that_was_never_opened_closes_at_once(group):
    now = timezone.now()
    for _ in range(2):
        closed = closing.cancel(group, actor=group.buyer, at=now)

    assert states(group) == ("closed", {"closed"}, {"closed"}, {}, {"released"})
    assert closed.closed_at == now
    assert not group.store_orders.get().lines.get().sku.stocks.get().held
    changes = StatusChange.objects.filter(machine="order_group", subject=group.pk)
    events = changes.order_by("id").values_list("event", flat=True)
    assert list(events) == ["place", "cancel", "gateway_closed"]


def test_expiry_waits_for_its_moment(group):
    assert closing.expire_due(at=group.expires_at - MINUTE) == 0
    assert closing.expire_due(at=group.expires_at) == 1
    assert states(group)[0] == "closed"


def test_a_paid_order_is_not_cancelled(group):
    payment = opened(group)
    decide(payment)
    payments.query(payment, at=timezone.now())
    with pytest.raises(closing.moves.IllegalMove):
        closing.cancel(group, actor=group.buyer, at=timezone.now())
    assert states(group) == PAID


def test_closing_finds_that_it_was_paid_a_moment_before(group):
    payment = opened(group)
    decide(payment)
    closing.expire_due(at=group.expires_at)
    assert states(group) == PAID


def test_a_hold_counts_until_the_provider_has_answered(group, monkeypatch, caplog):
    opened(group)
    with monkeypatch.context() as patch:
        patch.setattr(provider.TestGateway, "close", silent)
        closing.expire_due(at=group.expires_at)
        closing.settle_closing(at=group.expires_at + 31 * MINUTE)
    assert states(group) == ("closing", {"pending_payment"}, {"unknown"}, {}, {"held"})
    assert "more than 30 minutes" in caplog.text

    closing.settle_closing(at=group.expires_at + 60 * MINUTE)
    assert states(group) == ("closed", {"closed"}, {"closed"}, {}, {"released"})


def test_an_attempt_on_its_way_is_not_taken_for_never_opened(group, monkeypatch):
    # The process died, or is slow, between "opening" and the provider's answer.
    def die(*args):
        raise SystemExit

    now = timezone.now()
    with monkeypatch.context() as patch:
        patch.setattr(provider.TestGateway, "open", die)
        with pytest.raises(SystemExit):
            opened(group, at=now)
    with pytest.raises(attempts.NotPayable):
        opened(group, at=now)
    closing.cancel(group, actor=group.buyer, at=now)
    assert states(group)[0] == "closing"
    closing.settle_closing(at=now + MINUTE)
    assert states(group)[0] == "closed"


# --- the reconciler -------------------------------------------------------------------------


def test_without_any_callback_the_reconciler_pays_within_a_minute(group):
    payment = opened(group)
    decide(payment)
    now = timezone.now()
    assert closing.reconcile(at=payment.created_at + datetime.timedelta(seconds=19)) == 0
    assert closing.reconcile(at=now + datetime.timedelta(seconds=50)) == 1
    assert states(group) == PAID


def test_the_reconciler_closes_attempts_that_are_needed_no_more(group):
    first, second = opened(group), PaymentFactory(group=group, created_at=group.placed_at)
    decide(first)
    receive(first)
    closing.reconcile(at=timezone.now() + MINUTE)
    assert fresh(second).status == "closed"


def test_the_reconciler_closes_an_attempt_after_which_another_was_begun(group):
    first = opened(group)
    second = PaymentFactory(group=group, provider="other", status="pending")
    closing.reconcile(at=timezone.now() + MINUTE)
    assert (fresh(first).status, fresh(second).status) == ("closed", "unknown")
    assert states(group)[0] == "pending_payment"


def test_old_silence_is_asked_more_rarely(group, noon):
    payment = opened(group)
    later = payment.created_at + 80 * MINUTE
    Payment.objects.update(status="unknown", checked_at=later)
    payment.refresh_from_db()

    assert not closing.is_due(payment, later + 9 * MINUTE)
    assert closing.is_due(payment, later + 11 * MINUTE)


def test_the_bill_of_yesterday_finds_what_nobody_asked_after(group):
    payment = opened(group)
    decide(payment)
    tomorrow = timezone.now() + datetime.timedelta(days=1)
    assert closing.match_bill("test", at=tomorrow) == 1
    assert closing.match_bill("test", at=tomorrow) == 0
    assert states(group) == PAID
    assert receive(payment).status == "captured"
