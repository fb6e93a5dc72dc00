"""Every bad callback of the real providers is refused, and the good one counts all the same."""

import datetime
import json
from urllib.parse import parse_qsl, urlencode

import pytest
from django.utils import timezone

from shop import gateways
from shop.gateways.base import BadCallback
from shop.services import payments
from tests.provider.process import NAMES
from tests.shop.payer import PAID, states
from tests.shop.providers import opened_at

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("balanced_books")]
SEALS = {
    "alipay": (),
    "wechatpay": (
        "Wechatpay-Serial",
        "Wechatpay-Signature",
        "Wechatpay-Timestamp",
        "Wechatpay-Nonce",
        "Wechatpay-Signature-Type",
    ),
    "stripe": ("Stripe-Signature",),
}


@pytest.fixture
def paid_there(provider, name):
    """A payment that was made at the provider, and what it tells of it."""
    payment = opened_at(name)
    provider.pay(payment)
    ((headers, raw),) = provider.callbacks(payment)
    return payment, headers, raw


def take(payment, headers, raw, at=None):
    return payments.receive(payment.provider, headers, raw, at=at or timezone.now())


def _spoilt(name, headers, raw):
    """The same message with one thing wrong each time."""
    yield headers, raw[:-2]
    yield headers, raw + b" "
    yield headers, b""
    yield headers, b"[]"
    yield headers, b"\xff\xfe" + raw
    yield headers, raw + b"x" * 100_000
    if SEALS[name]:
        yield {}, raw
    for seal in SEALS[name]:
        for value in ("", "x", "0" * 64, "t=1,v1=0", "é", "9" * 400):
            yield {**headers, seal: value}, raw
    if name == "alipay":
        told = dict(parse_qsl(raw.decode()))
        for key in told:
            yield headers, urlencode({**told, key: "x"}).encode()
            yield headers, urlencode({k: v for k, v in told.items() if k != key}).encode()
        yield headers, raw + b"&app_id=2021"


def test_one_wrong_thing_and_it_is_not_believed(paid_there, name):
    payment, headers, raw = paid_there
    for spoilt in _spoilt(name, headers, raw):
        with pytest.raises(BadCallback):
            take(payment, *spoilt)
    assert states(payment.group)[0] == "pending_payment"
    take(payment, headers, raw)
    assert states(payment.group) == PAID


@pytest.mark.parametrize("seconds", [-301, 301, 31_536_000])
def test_out_of_its_time_it_is_refused(paid_there, seconds):
    payment, headers, raw = paid_there
    with pytest.raises(BadCallback, match="timestamp"):
        take(payment, headers, raw, timezone.now() + datetime.timedelta(seconds=seconds))


def test_a_callback_of_another_provider_is_refused(paid_there, name):
    payment, headers, raw = paid_there
    for other in {*NAMES, "test"} - {name}:
        with pytest.raises(BadCallback):
            payments.receive(other, headers, raw, at=timezone.now())


def test_what_was_meant_for_another_app_is_refused(paid_there, name, settings):
    payment, headers, raw = paid_there
    changed = {"alipay": "SELLER_ID", "wechatpay": "MERCHANT_ID", "stripe": "SECRET_KEY"}[name]
    told = settings.SHOP[name.upper()]
    value = "sk_live_x" if name == "stripe" else "other"
    settings.SHOP = {**settings.SHOP, name.upper(): {**told, changed: value}}
    with pytest.raises((BadCallback, payments.WrongCapture)):
        take(payment, headers, raw)


def test_a_key_that_we_do_not_know_yet_is_refused_until_we_do(provider, name, settings):
    payment = opened_at(name)
    provider.pay(payment)
    provider.fail("key rotation")
    ((headers, raw),) = provider.callbacks(payment)
    field = "WEBHOOK_SECRETS" if name == "stripe" else "PUBLIC_KEYS"
    told = settings.SHOP[name.upper()]
    old = {**told, field: told[field].split(",")[0]}
    settings.SHOP = {**settings.SHOP, name.upper(): old}
    with pytest.raises(BadCallback):
        take(payment, headers, raw)
    settings.SHOP = {**settings.SHOP, name.upper(): told}
    take(payment, headers, raw)
    assert states(payment.group) == PAID


def test_the_door_answers_in_the_providers_words(paid_there, name, client):
    payment, headers, raw = paid_there
    kind = headers["Content-Type"]
    path = f"/api/v1/payments/{name}/callback"
    for _ in range(2):
        answer = client.post(path, raw, content_type=kind, headers=headers)
        text, thanks = gateways.of(name).thanks
        assert (answer.status_code, answer.content.decode()) == (200, text)
        assert answer["Content-Type"].startswith(thanks)
    assert client.post(path, raw[:-1], content_type=kind, headers=headers).status_code == 400
    assert states(payment.group) == PAID


def test_what_concerns_no_payment_is_taken_and_changes_nothing(provider, monkeypatch):
    payment = opened_at("stripe")
    monkeypatch.setattr("shop.gateways.stripe.EVENTS", ())
    ((headers, raw),) = provider.callbacks(payment)
    assert json.loads(raw)["object"] == "event"
    assert take(payment, headers, raw) is None
    monkeypatch.setattr("shop.gateways.wechatpay.PAID", "ANOTHER.EVENT")
    ((headers, raw),) = provider.callbacks(opened_at("wechatpay", key="other"))
    assert payments.receive("wechatpay", headers, raw, at=timezone.now()) is None
    assert states(payment.group)[0] == "pending_payment"
