"""Sweeps behind a slow provider take short turns, and ask each once a round."""

import contextlib
import datetime
from types import SimpleNamespace

import pytest
from django.utils import timezone

from rednote.celery import app
from shop import tasks
from shop.gateways import test as provider
from shop.gateways.base import RefundAnswer, RefundState, Trade, TradeState, Verdict
from shop.models import OrderGroup, Payment, Refund
from shop.services import attempts, closing, moves, payments, refunds, turns
from tests.factories.orders import placed
from tests.shop.payer import decide, fresh, opened, silent

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("balanced_books")]
MINUTE = datetime.timedelta(minutes=1)


@pytest.fixture
def paying():
    """Three payments, each open for a minute."""
    rows = [opened(placed(key=f"k{number}")) for number in range(3)]
    at = timezone.now() - MINUTE
    Payment.objects.update(created_at=at, checked_at=at)
    return sorted(row.pk for row in rows)


@pytest.fixture
def clock(monkeypatch):
    """Time as turns see it; whoever is asked lets it pass."""
    clock = SimpleNamespace(now=0.0)
    monkeypatch.setattr(turns, "time", SimpleNamespace(monotonic=lambda: clock.now))
    return clock


@pytest.fixture
def asked(monkeypatch, clock):
    """Whom a provider was asked about that takes longer than a turn, and does not know."""
    asked = []

    def slow(gateway, payment):
        asked.append(payment.pk)
        clock.now += turns.SECONDS + 1
        return silent()

    monkeypatch.setattr(provider.TestGateway, "query", slow)
    monkeypatch.setattr(provider.TestGateway, "close", slow)
    return asked


@pytest.fixture
def woken(monkeypatch):
    """What would be sent to the queue."""
    woken = []
    monkeypatch.setattr(tasks, "wake", lambda task, *args: woken.append((task, args)))
    return woken


def _round(task, woken):
    """Begin it, and follow its messages; how many turns it took."""
    task()
    count = 1
    while woken and count < 10:
        following, args = woken.pop()
        following(*args)
        count += 1
    return count


def test_a_turn_ends_in_time_and_says_that_something_is_left(clock):
    turn = turns.Turn()
    taken = []
    for row in turn.take(range(100)):
        taken.append(row)
        clock.now += turns.SECONDS / 4
    assert (taken, turn.is_cut) == ([0, 1, 2, 3, 4], True)


def test_a_turn_that_came_to_all_is_not_cut(clock):
    turn = turns.Turn()
    for _ in turn.take([1]):
        clock.now += turns.SECONDS + 1
    assert not turn.is_cut


def test_each_run_asks_after_those_that_waited_longest(paying, asked):
    for run in range(1, 4):
        closing.reconcile(at=timezone.now() + run * MINUTE)
    assert sorted(asked) == paying


def test_a_round_asks_after_each_payment_once_in_turns(paying, asked, woken):
    assert _round(tasks.reconcile_payments, woken) == 3
    assert sorted(asked) == paying


def test_a_round_closes_each_order_in_turns(paying, asked, woken):
    OrderGroup.objects.update(expires_at=timezone.now())
    # The first is asked as it expires; in each turn one of those that are closing already.
    assert _round(tasks.close_unpaid, woken) == 2
    assert sorted(asked) == paying
    assert set(OrderGroup.objects.values_list("status", flat=True)) == {"closing"}


def test_a_round_sends_every_refund_in_turns(monkeypatch, clock, woken):
    owed = [_owed(f"k{number}").pk for number in range(3)]
    sent = []

    def slow(gateway, number, payment, amount):
        sent.append(number)
        clock.now += turns.SECONDS + 1
        return RefundAnswer(Verdict.OK, RefundState.SUCCEEDED)

    monkeypatch.setattr(provider.TestGateway, "refund", slow)
    assert _round(tasks.submit_refunds, woken) == 3
    assert len(set(sent)) == len(sent) == len(owed)
    assert not Refund.objects.exclude(status="succeeded").exists()


def test_a_refund_whose_fate_is_unknown_is_asked_after_once_a_round(monkeypatch):
    monkeypatch.setattr(provider.TestGateway, "refund", silent)
    refund, began_at = _owed("k"), timezone.now()
    refunds.submit_due(at=began_at)
    later = began_at + 2 * refunds.PAUSE

    assert fresh(refund).status == "unknown"
    assert refunds.submit_due(at=later, turn=turns.Turn(began_at=began_at)) == 0
    assert refunds.submit_due(at=later, turn=turns.Turn(began_at=later)) == 1


def _owed(key):
    """Money that came after the order was closed."""
    group = placed(key=key)
    payment = opened(group)
    decide(payment)
    Payment.objects.filter(pk=payment.pk).update(status="closed")
    now = timezone.now()
    closing.cancel(group, actor=group.buyer, at=now)
    payments.apply(payment, provider.TestGateway().query(payment), at=now)
    return Refund.objects.get(payment=payment)


def test_a_round_is_over_when_the_next_begins(paying, asked, woken):
    began_at = timezone.now() - datetime.timedelta(seconds=30)
    tasks.reconcile_payments(began_at.isoformat())
    assert woken == []


def test_every_round_is_over_before_beat_begins_the_next():
    lines = {line["task"]: line["schedule"] for line in app.conf.beat_schedule.values()}
    assert [name for name, seconds in tasks.ROUNDS.items() if seconds >= lines[name]] == []


def test_a_wrong_capture_keeps_nobody_waiting(paying, asked, woken, monkeypatch):
    slow = provider.TestGateway.query

    def wrong(gateway, payment):
        with contextlib.suppress(TimeoutError):
            slow(gateway, payment)
        trade = Trade(Verdict.OK, TradeState.CAPTURED, payment.out_trade_no, "T", amount=1)
        return trade if payment.pk == paying[0] else Trade(Verdict.UNKNOWN)

    monkeypatch.setattr(provider.TestGateway, "query", wrong)
    assert _round(tasks.reconcile_payments, woken) == 3
    assert sorted(asked) == paying


def test_an_attempt_on_its_way_is_asked_after_once_it_must_have_arrived(group, monkeypatch):
    def die(*args):
        raise SystemExit

    at = timezone.now()
    monkeypatch.setattr(provider.TestGateway, "open", die)
    with pytest.raises(SystemExit):
        opened(group, at=at)
    assert closing.reconcile(at=at + payments.IN_FLIGHT * 0.9) == 0
    assert closing.reconcile(at=at + payments.IN_FLIGHT) == 1


def test_to_hear_that_it_is_pending_still_costs_one_statement(group, django_assert_num_queries):
    payment = opened(group)
    at = timezone.now() + MINUTE
    with django_assert_num_queries(1):
        payments.query(payment, at=at)
    assert (fresh(payment).status, fresh(payment).checked_at) == ("pending", at)


def _closing(count, *, asked_at, born_at, begin=opened):
    """Orders that are closing since they ran out; whoever pays them was silent."""
    groups = [placed(key=f"{born_at}{number}") for number in range(count)]
    rows = Payment.objects.filter(pk__in=[begin(group).pk for group in groups])
    rows.update(created_at=born_at, checked_at=asked_at)
    moves.move_all(groups, "expire", at=timezone.now())
    OrderGroup.objects.filter(pk__in=[one.pk for one in groups]).update(expires_at=born_at)
    return sorted(rows.values_list("pk", flat=True))


def _leaving(group):
    """An attempt that is being opened just now."""
    return attempts._prepare(group, "test", at=timezone.now(), actor=None)


def test_those_that_have_to_wait_keep_nobody_from_being_closed(asked, woken, monkeypatch, clock):
    now, finish = timezone.now(), closing._finish

    def slow(*args, **kwargs):
        clock.now += turns.SECONDS / 4
        return finish(*args, **kwargs)

    monkeypatch.setattr(closing, "_finish", slow)
    waiting = _closing(12, asked_at=now - 2 * MINUTE, born_at=now - 40 * MINUTE)
    on_its_way = _closing(1, asked_at=now - payments.IN_FLIGHT / 2, born_at=now, begin=_leaving)
    due = _closing(2, asked_at=now - MINUTE / 6, born_at=now - 20 * MINUTE)

    assert _round(tasks.close_unpaid, woken) == 2
    assert sorted(asked) == due
    assert not set(asked) & {*waiting, *on_its_way}


def test_an_order_that_cannot_be_closed_is_told_once_a_round(asked, woken, caplog):
    now = timezone.now()
    _closing(3, asked_at=now - 2 * MINUTE, born_at=now - 40 * MINUTE)
    due = _closing(3, asked_at=now - 9 * MINUTE, born_at=now - 41 * MINUTE)

    assert _round(tasks.close_unpaid, woken) == 3
    assert sorted(asked) == due
    assert caplog.text.count("more than 30 minutes") == 3


def test_who_asks_meanwhile_is_told_what_another_has_learnt(group, monkeypatch):
    payment, real = opened(group), provider.TestGateway.query

    def late(gateway, asked):
        said = real(gateway, asked)
        decide(payment)
        payments.apply(payment, real(gateway, asked), at=timezone.now())
        return said

    monkeypatch.setattr(provider.TestGateway, "query", late)
    assert payments.query(payment, at=timezone.now()).status == "captured"
