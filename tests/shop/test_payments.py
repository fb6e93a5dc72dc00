"""Paying: attempts, the provider's word, and money that comes too late or twice."""

import datetime

import pytest
from django.db import connection
from django.utils import timezone

from shop.gateways import test as provider
from shop.gateways.base import Opened, Trade, TradeState, Verdict
from shop.models import Payment, Refund, StatusChange
from shop.services import audit, closing, payments, refunds
from shop.signals import order_paid
from tests.factories.orders import PaymentFactory, placed
from tests.shop.payer import PAID, decide, fresh, opened, receive, silent, states

pytestmark = pytest.mark.django_db
MINUTE = datetime.timedelta(minutes=1)


@pytest.fixture
def group():
    return placed()


@pytest.fixture(autouse=True)
def _clean_at_the_end(db):
    yield
    assert audit.findings() == []


def test_an_approved_payment_pays_the_order(group):
    heard = []
    order_paid.connect(lambda group, **_: heard.append(group.pk), weak=False, dispatch_uid=1)
    payment = opened(group)
    assert (payment.status, payment.pay_url[:10]) == ("pending", "/pay/test/")
    decide(payment)
    now = timezone.now()
    try:
        for _ in range(2):
            payments.query(fresh(payment), at=now)
    finally:
        order_paid.disconnect(dispatch_uid=1)

    assert states(group) == PAID
    order = group.store_orders.get()
    assert order.ship_by == now + datetime.timedelta(hours=48)
    assert (fresh(group).paid_at, fresh(payment).captured_at) == (now, now)
    assert heard == [group.pk]


def test_asking_again_opens_nothing_twice(group):
    assert opened(group).pay_url == opened(group).pay_url
    assert Payment.objects.count() == 1


def test_a_declined_payment_may_be_tried_again(group):
    first = opened(group)
    decide(first, "decline")
    payments.query(first, at=timezone.now())
    assert states(group)[0::2] == ("pending_payment", {"failed"}, {"held"})

    second = opened(group)
    decide(second)
    payments.query(second, at=timezone.now())
    assert states(group) == ("paid", {"paid"}, {"failed", "captured"}, {}, {"committed"})


def test_a_payment_approved_for_later_is_pending_until_then(group):
    payment = opened(group)
    decide(payment, "later")
    assert payments.query(payment, at=timezone.now()).status == "pending"


def test_what_is_about_to_be_asked_is_written_first(group, monkeypatch):
    seen = []

    def look(self, intent):
        seen.append(Payment.objects.get(out_trade_no=intent.out_trade_no).status)
        return Opened(Verdict.OK, "/pay/test/x", "T1")

    monkeypatch.setattr(provider.TestGateway, "open", look)
    opened(group)
    assert seen == ["opening"]


def test_a_provider_that_never_answered_is_asked_again_by_the_same_number(group, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(provider.TestGateway, "open", silent)
        lost = opened(group)
    assert lost.status == "unknown"

    found = opened(group)
    assert (found.pk, found.status, bool(found.pay_url)) == (lost.pk, "pending", True)


def test_an_answer_lost_on_the_way_back_is_found_by_asking(group, monkeypatch):
    real = provider.TestGateway.open

    def drop(self, intent):
        real(self, intent)
        raise ConnectionError

    monkeypatch.setattr(provider.TestGateway, "open", drop)
    payment = opened(group)
    assert payments.query(payment, at=timezone.now()).status == "pending"


def test_a_refusal_is_a_failure_and_says_so(group, monkeypatch):
    monkeypatch.setattr(provider.TestGateway, "open", lambda *_: Opened(Verdict.REFUSED))
    with pytest.raises(payments.ProviderRefused):
        opened(group)
    assert states(group)[2] == {"failed"}


def test_no_attempt_starts_after_the_last_moment(group):
    with pytest.raises(payments.NotPayable):
        opened(group, at=group.expires_at)
    closing.cancel(group, actor=group.buyer, at=timezone.now())
    with pytest.raises(payments.NotPayable):
        opened(group)


@pytest.mark.parametrize(
    "lie", [{"amount": 1}, {"currency": "USD"}, {"payee": "other"}, {"app": "other"}]
)
def test_a_capture_of_something_else_is_not_believed(group, monkeypatch, lie):
    payment = opened(group)
    truth = {
        "out_trade_no": payment.out_trade_no,
        "trade_id": payment.trade_id,
        "amount": payment.amount,
        "currency": "CNY",
        "payee": "test-merchant",
        "app": "test-app",
    }
    trade = Trade(Verdict.OK, TradeState.CAPTURED, **{**truth, **lie})
    monkeypatch.setattr(provider.TestGateway, "query", lambda *_: trade)
    with pytest.raises(payments.WrongCapture):
        payments.query(payment, at=timezone.now())
    assert closing.reconcile(at=timezone.now() + MINUTE) == 1
    assert states(group)[0::2] == ("pending_payment", {"pending"}, {"held"})


def test_the_trade_of_another_payment_is_not_believed(group):
    other = PaymentFactory(group=placed(key="other"), trade_id="T-1")
    payment = opened(group)
    trade = Trade(
        Verdict.OK,
        TradeState.CAPTURED,
        payment.out_trade_no,
        other.trade_id,
        payment.amount,
        "CNY",
        "test-merchant",
        "test-app",
    )
    with pytest.raises(payments.WrongCapture):
        payments.apply(payment, trade, at=timezone.now())
    assert fresh(payment).status == "pending"


def test_money_that_comes_after_closing_goes_back(group):
    payment = opened(group)
    now = timezone.now()
    closing.cancel(group, actor=group.buyer, at=now)
    assert states(group) == ("closed", {"closed"}, {"closed"}, {}, {"released"})

    trade = _captured(payment)
    for _ in range(2):
        payments.apply(payment, trade, at=now)
    assert states(group)[3] == {"late_capture": "approved"}
    assert states(group)[0] == "closed"
    assert states(group)[2] == {"captured"}


def test_a_second_capture_goes_back(group):
    first, second = opened(group), PaymentFactory(group=group, status="pending")
    now = timezone.now()
    for payment in (first, second):
        payments.apply(payment, _captured(payment), at=now)
    assert states(group) == (
        "paid",
        {"paid"},
        {"captured"},
        {"duplicate_capture": "approved"},
        {"committed"},
    )
    assert Refund.objects.get().payment == second


def _captured(payment):
    return Trade(
        Verdict.OK,
        TradeState.CAPTURED,
        payment.out_trade_no,
        f"T-{payment.pk}",
        payment.amount,
        payment.currency,
        "test-merchant",
        "test-app",
    )


# --- refunds --------------------------------------------------------------------------------


@pytest.fixture
def late(group):
    """A refund that is owed; the provider holds the money."""
    payment = opened(group)
    decide(payment)
    Payment.objects.filter(pk=payment.pk).update(status="closed")
    now = timezone.now()
    closing.cancel(group, actor=group.buyer, at=now)
    payments.apply(payment, provider.TestGateway().query(payment.out_trade_no), at=now)
    return Refund.objects.get()


def test_a_refund_is_sent_once_and_settles_the_payment(late):
    now = timezone.now()
    assert refunds.submit_due(at=now) == 1
    assert refunds.submit_due(at=now) == 0

    assert (fresh(late).status, fresh(late.payment).status) == ("succeeded", "refunded")
    assert fresh(late).settled_at == now


def test_a_silent_provider_is_asked_what_became_of_the_refund(late, monkeypatch):
    real = provider.TestGateway.refund
    now = timezone.now()

    def drop(self, *args):
        real(self, *args)
        raise TimeoutError

    with monkeypatch.context() as patch:
        patch.setattr(provider.TestGateway, "refund", drop)
        refunds.submit_due(at=now)
    assert fresh(late).status == "unknown"
    monkeypatch.setattr(provider.TestGateway, "refund", silent)  # must not be needed
    refunds.submit_due(at=now + MINUTE)
    assert fresh(late).status == "succeeded"


def test_a_refund_that_never_arrived_is_sent_again_by_the_same_number(late, monkeypatch):
    now = timezone.now()
    with monkeypatch.context() as patch:
        patch.setattr(provider.TestGateway, "refund", silent)
        refunds.submit_due(at=now)
    refunds.submit_due(at=now + MINUTE)

    assert (fresh(late).status, fresh(late).out_request_no) == ("succeeded", late.out_request_no)


def test_a_submission_whose_process_died_is_taken_up(late, monkeypatch):
    now = timezone.now()

    def die(*args):
        raise SystemExit

    with monkeypatch.context() as patch:
        patch.setattr(provider.TestGateway, "refund", die)
        with pytest.raises(SystemExit):
            refunds.submit_due(at=now)
    assert fresh(late).status == "submitting"
    assert refunds.submit_due(at=now) == 0
    refunds.submit_due(at=now + 2 * MINUTE)
    assert fresh(late).status == "succeeded"


def test_a_refused_refund_fails_and_stays_visible(late, monkeypatch, caplog):
    decline = refunds.RefundAnswer(Verdict.REFUSED)
    monkeypatch.setattr(provider.TestGateway, "refund", lambda *_: decline)
    refunds.submit_due(at=timezone.now())

    assert fresh(late).status == "failed"
    assert "refused" in caplog.text
    # Nothing else lets the books balance again: the audit must show it.
    assert [finding.count for finding in audit.findings()] == [1]
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        Refund.objects.update(status="approved")
        cursor.execute("SET LOCAL session_replication_role = DEFAULT")


# --- closing --------------------------------------------------------------------------------


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
    with pytest.raises(payments.NotPayable):
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
