"""What a provider tells us: believed only if signed, fresh, ours; and once."""

import json
import random
import time

import pytest
from django.utils import timezone

from shop.gateways import test as provider
from shop.gateways.base import BadCallback
from shop.models import CallbackInbox, StatusChange
from shop.services import audit, payments
from tests.factories.orders import placed
from tests.shop.crowd import at_once
from tests.shop.payer import PAID, callback, decide, opened, receive, states


@pytest.fixture
def payment():
    payment = opened(placed())
    decide(payment)
    return payment


def signed(body, at=None):
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    stamp = str(int(at or time.time()))
    headers = {"X-Test-Timestamp": stamp, "X-Test-Signature": provider.signature(stamp, raw)}
    return headers, raw


def take(headers, raw):
    return payments.receive("test", headers, raw, at=timezone.now())


@pytest.mark.django_db
def test_a_callback_pays_once_however_often_it_comes(payment):
    for _ in range(3):
        receive(payment)
    assert states(payment.group) == PAID
    assert CallbackInbox.objects.count() == 1


@pytest.mark.django_db
def test_an_old_story_does_not_undo_a_capture(payment):
    body = json.loads(callback(payment)[1])
    receive(payment)
    for state in ("failed", "closed", "pending", "absent"):
        take(*signed({**body, "event_id": state, "state": state}))
    assert states(payment.group) == PAID


def _without(name):
    return lambda body: {key: value for key, value in body.items() if key != name}


BAD_BODIES = {
    "not json": lambda _: b"{",
    "not an object": lambda _: b"[1]",
    "deep": lambda _: b"[" * 5000,
    "not text": lambda _: b"\xff\xfe",
    "too large": lambda body: {**body, "more": "x" * 100_000},
    "another number": lambda body: {**body, "out_trade_no": "x" * 20},
    "number of another kind": lambda body: {**body, "out_trade_no": 7},
    "a zero byte": lambda body: {**body, "event_id": "a\x00"},
    "an endless event": lambda body: {**body, "event_id": "e" * 81},
    "unknown state": lambda body: {**body, "state": "splendid"},
    "a word for an amount": lambda body: {**body, "amount": "much"},
    "an infinite amount": lambda body: {**body, "amount": float("inf")},
    **{f"no {name}": _without(name) for name in ("event_id", "state", "trade_id", "amount", "app")},
}
WRONG_MONEY = {
    "another amount": {"amount": 1},
    "another currency": {"currency": "USD"},
    "another payee": {"payee": "me"},
    "another app": {"app": "mine"},
}


@pytest.mark.django_db
@pytest.mark.parametrize("bad", BAD_BODIES)
def test_a_callback_that_cannot_be_ours_is_refused(payment, bad):
    with pytest.raises(BadCallback):
        take(*signed(BAD_BODIES[bad](json.loads(callback(payment)[1]))))
    assert states(payment.group)[0] == "pending_payment"


@pytest.mark.django_db
@pytest.mark.parametrize("wrong", WRONG_MONEY)
def test_a_callback_about_other_money_is_refused_and_not_kept(payment, wrong):
    body = json.loads(callback(payment)[1]) | WRONG_MONEY[wrong]
    with pytest.raises(payments.WrongCapture):
        take(*signed(body))
    assert states(payment.group)[0] == "pending_payment"
    receive(payment)  # the true one with the same event id still counts
    assert states(payment.group) == PAID


@pytest.mark.django_db
@pytest.mark.parametrize("age", [-400, -301, 301, 400_000])
def test_a_callback_out_of_its_time_is_refused(payment, age):
    headers, raw = signed(json.loads(callback(payment)[1]), at=time.time() - age)
    with pytest.raises(BadCallback):
        take(headers, raw)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "change",
    [
        {"X-Test-Signature": ""},
        {"X-Test-Signature": "0" * 64},
        {"X-Test-Signature": "é"},
        {"X-Test-Timestamp": ""},
        {"X-Test-Timestamp": "9" * 400},
        {"X-Test-Timestamp": "-1"},
        {"X-Test-Timestamp": "1e9"},
    ],
)
def test_a_callback_with_a_changed_head_is_refused(payment, change):
    headers, raw = callback(payment)
    with pytest.raises(BadCallback):
        take({**headers, **change}, raw)
    stamp = change.get("X-Test-Timestamp")
    if stamp is not None:
        with pytest.raises(BadCallback):
            take({**change, "X-Test-Signature": provider.signature(stamp, raw)}, raw)


@pytest.mark.django_db
def test_a_changed_body_and_an_unknown_provider_are_refused(payment):
    headers, raw = callback(payment)
    with pytest.raises(BadCallback):
        take(headers, raw.replace(b'"captured"', b'"closed"'))
    with pytest.raises(BadCallback):
        payments.receive("other", headers, raw, at=timezone.now())


@pytest.mark.django_db(transaction=True)
def test_a_hundred_callbacks_in_any_order_at_once_pay_each_order_once():
    paying = [opened(placed(key=f"k{n}")) for n in range(5)]
    for payment in paying:
        decide(payment)
    events = [callback(payment) for payment in paying for _ in range(20)]
    random.Random(3).shuffle(events)
    answers = at_once(lambda event: take(*event), events)

    assert not [answer for answer in answers if isinstance(answer, Exception)]
    assert all(states(payment.group) == PAID for payment in paying)
    assert StatusChange.objects.filter(event="capture_confirmed").count() == 5
    assert CallbackInbox.objects.count() == 5
    assert audit.findings() == []
