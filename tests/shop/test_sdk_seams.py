"""Where we reach into the SDKs: an upgrade that moves these is found here, not in production."""

import pytest
from alipay import AliPay
from hypothesis import given
from hypothesis import strategies as st
from wechatpayv3.core import Core

from shop import gateways
from shop.gateways import alipay, alipay_bill, amounts, keys, wechatpay, wechatpay_bill
from tests.provider.signing import Keys, public_pem


def test_each_sdk_asks_where_it_is_told(provider, settings):
    asked = gateways.of("alipay").sdk._gateway, gateways.of("wechatpay").sdk._core._gate_way
    assert asked == (settings.SHOP["ALIPAY"]["BASE"], settings.SHOP["WECHATPAY"]["BASE"])
    said = gateways.of("stripe").sdk.v1.checkout.sessions.list({"limit": 1})
    assert said.object == "list"


class _Renamed:
    """An SDK after an upgrade that keeps its address elsewhere."""


def test_an_sdk_that_keeps_its_address_elsewhere_is_not_used(provider):
    with pytest.raises(AttributeError):
        alipay.pointed(_Renamed(), "http://x")
    with pytest.raises(AttributeError):
        wechatpay.pointed(gateways.of("wechatpay").sdk, _Renamed(), "http://x")


def test_what_we_replace_is_still_what_they_call():
    for name in ("_verify", "verified_sync_response", "_verify_and_return_sync_response"):
        assert callable(getattr(AliPay, name))
    assert callable(Core._verify_signature)


def test_nobody_waits_longer_than_the_settings_say(settings, provider_process):
    told = provider_process.settings() | {"GATEWAY_SECONDS": (3, 5)}
    settings.SHOP = {**settings.SHOP, **told}
    assert gateways.of("wechatpay").sdk._core._timeout == (3, 5)
    assert gateways.of("stripe").sdk._requestor._client._timeout == (3, 5)


def test_a_provider_that_was_told_too_little_is_not_made(settings):
    for name in ("alipay", "wechatpay", "stripe", "barter"):
        with pytest.raises(gateways.Unconfigured):
            gateways.of(name)


@given(st.integers(0, 10**12))
def test_amounts_come_back_as_they_went(minor):
    assert amounts.minor(amounts.decimal(minor)) == minor


@pytest.mark.parametrize("text", ["", "1.", ".5", "1.234", "-1", "1e3", "1,00", " 1", "١", 1, None])
def test_what_is_no_amount_is_refused(text):
    with pytest.raises(ValueError, match="amount"):
        amounts.minor(text)


@pytest.mark.parametrize("value", [1.0, True, "1", -1, 10**15, None])
def test_what_is_no_whole_number_is_refused(value):
    with pytest.raises(ValueError, match="amount"):
        amounts.whole(value)


def test_keys_are_read_bare_framed_and_with_escaped_lines():
    made = Keys()
    framed, (bare, other) = public_pem(made.old), made.publics()
    escaped = framed.replace("\n", "\\n")
    read = [keys.publics(text) for text in (framed, bare, escaped)]
    assert len({keys.pem(found["0"]) for found in read}) == 1
    named = keys.publics(f"PUB_KEY_ID_1={bare}, PUB_KEY_ID_2={other}")
    assert list(named) == ["PUB_KEY_ID_1", "PUB_KEY_ID_2"]
    assert not keys.is_signed(b"x", "no base64!", named.values())


@pytest.mark.parametrize(
    "url", ["http://dw.alipay.com/x", "https://alipay.com.evil.example/x", "file:///etc"]
)
def test_a_bill_is_fetched_only_where_bills_are_kept(url):
    with pytest.raises(ValueError, match="not kept there"):
        alipay_bill.fetched(url, base="https://openapi.alipay.com/gateway.do")


def test_a_bill_that_was_changed_on_its_way_is_not_read():
    with pytest.raises(ValueError, match="changed"):
        list(wechatpay_bill.captures(b"x", digest="0" * 40))
