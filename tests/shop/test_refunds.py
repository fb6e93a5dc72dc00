"""Money that goes back: sent once, asked after, and seen when it is refused."""

import datetime

import pytest
from django.db import connection
from django.utils import timezone

from shop.gateways import test as provider
from shop.gateways.base import Verdict
from shop.models import Payment, Refund
from shop.services import audit, closing, payments, refunds
from tests.shop.payer import decide, fresh, opened, silent

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("balanced_books")]
MINUTE = datetime.timedelta(minutes=1)


@pytest.fixture
def late(group):
    """A refund that is owed; the provider holds the money."""
    payment = opened(group)
    decide(payment)
    Payment.objects.filter(pk=payment.pk).update(status="closed")
    now = timezone.now()
    closing.cancel(group, actor=group.buyer, at=now)
    payments.apply(payment, provider.TestGateway().query(payment), at=now)
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
