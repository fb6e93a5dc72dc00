"""WeChat Pay v3: a code that its payer scans; RSA on both sides, AES-GCM in what it tells."""

import gzip
import json
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any, Self

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from django.conf import settings
from wechatpayv3 import WeChatPay, WeChatPayType
from wechatpayv3.core import Core

from shop.gateways import amounts, keys, wechatpay_bill
from shop.gateways.base import (
    BEIJING,
    LONGEST_CALLBACK,
    Attempt,
    BadCallback,
    Event,
    Intent,
    Opened,
    RefundAnswer,
    RefundState,
    Trade,
    TradeState,
    Verdict,
    notify_url,
    refuse_stale,
    short_text,
)

NAME = "wechatpay"
STATES = {
    "SUCCESS": TradeState.CAPTURED,
    # It was taken, and some of it has gone back.
    "REFUND": TradeState.CAPTURED,
    "NOTPAY": TradeState.PENDING,
    "USERPAYING": TradeState.PENDING,
    "ACCEPT": TradeState.PENDING,
    "CLOSED": TradeState.CLOSED,
    "REVOKED": TradeState.CLOSED,
    "PAYERROR": TradeState.FAILED,
}
REFUNDS = {
    "SUCCESS": RefundState.SUCCEEDED,
    "PROCESSING": RefundState.PENDING,
    "CLOSED": RefundState.FAILED,
    "ABNORMAL": RefundState.FAILED,
}
PAID = "TRANSACTION.SUCCESS"
ALGORITHM = "WECHATPAY2-SHA256-RSA2048"
# Refusals that say nothing of what became of it.
UNSURE = ("FREQUENCY_LIMITED", "RATELIMIT_EXCEEDED", "SYSTEM_ERROR", "ORDERPAID", "ORDER_PAID")
SETTLED = ("ORDERPAID", "ORDER_PAID", "ORDER_CLOSED", "ORDERCLOSED")
ABSENT = ("ORDER_NOT_EXIST", "ORDERNOTEXIST", "RESOURCE_NOT_EXISTS")


class RotatingCore(Core):
    """The SDK's core with several keys of WeChat Pay's, and never a certificate fetched."""

    def __init__(self, publics: Mapping[str, RSAPublicKey], **told: Any) -> None:
        self._publics = publics
        number, key = next(iter(publics.items()))
        super().__init__(public_key=keys.pem(key), public_key_id=number, **told)

    def _verify_signature(self, headers: Mapping[str, str], body: str) -> bool:
        key = self._publics.get(headers.get("Wechatpay-Serial", ""))
        if key is None or headers.get("Wechatpay-Signature-Type") != ALGORITHM:
            return False
        stamp, nonce = headers.get("Wechatpay-Timestamp"), headers.get("Wechatpay-Nonce")
        message = f"{stamp}\n{nonce}\n{body}\n".encode()
        return keys.is_signed(message, headers.get("Wechatpay-Signature", ""), [key])


def pointed(sdk: WeChatPay, core: Core, base: str) -> WeChatPay:
    """The SDK that asks at this address by this core; it has no other way to be told."""
    if not hasattr(sdk, "_core") or not hasattr(core, "_gate_way"):
        raise AttributeError("The SDK keeps its address elsewhere.")
    core._gate_way = base
    sdk._core = core
    return sdk


class WechatPayGateway:
    currencies = frozenset({"CNY"})
    thanks = ('{"code": "SUCCESS"}', "application/json")

    def __init__(self, sdk: WeChatPay, *, app: str, payee: str, serials: Iterable[str]) -> None:
        self.sdk, self.app, self.payee, self.serials = sdk, app, payee, frozenset(serials)

    @classmethod
    def from_settings(cls, told: Mapping[str, Any]) -> Self:
        publics = keys.publics(told["PUBLIC_KEYS"])
        number, key = next(iter(publics.items()))
        common = {
            "mchid": told["MERCHANT_ID"],
            "private_key": keys.private(told["PRIVATE_KEY"]),
            "cert_serial_no": told["CERTIFICATE_SERIAL"],
            "apiv3_key": told["API_KEY"],
            "timeout": settings.SHOP["GATEWAY_SECONDS"],
        }
        sdk = WeChatPay(
            WeChatPayType.NATIVE,
            appid=told["APP_ID"],
            notify_url=notify_url(NAME),
            public_key=keys.pem(key),
            public_key_id=number,
            **common,
        )
        pointed(sdk, RotatingCore(publics, **common), told["BASE"])
        return cls(sdk, app=told["APP_ID"], payee=told["MERCHANT_ID"], serials=publics)

    def open(self, intent: Intent) -> Opened:
        code, body = self.sdk.pay(
            intent.subject[:127],
            intent.out_trade_no,
            {"total": intent.amount, "currency": intent.currency},
            time_expire=intent.expires_at.astimezone(BEIJING).isoformat(timespec="seconds"),
        )
        if code == 200:
            return Opened(Verdict.OK, json.loads(body)["code_url"])
        return Opened(Verdict.UNKNOWN if _is_unsure(code, body) else Verdict.REFUSED)

    def query(self, attempt: Attempt) -> Trade:
        code, body = self.sdk.query(out_trade_no=attempt.out_trade_no)
        if code == 200:
            return self._trade(json.loads(body))
        if code == 404 and _reason(body) in ABSENT:
            return Trade(Verdict.OK, TradeState.ABSENT, attempt.out_trade_no)
        return Trade(Verdict.UNKNOWN)

    def close(self, attempt: Attempt) -> Trade:
        code, body = self.sdk.close(attempt.out_trade_no)
        if code == 204:
            return Trade(Verdict.OK, TradeState.CLOSED, attempt.out_trade_no)
        if code == 404 and _reason(body) in ABSENT:
            return Trade(Verdict.OK, TradeState.ABSENT, attempt.out_trade_no)
        return self.query(attempt) if _reason(body) in SETTLED else Trade(Verdict.UNKNOWN)

    def refund(self, out_request_no: str, attempt: Attempt, amount: int) -> RefundAnswer:
        """The same number again is the same refund."""
        sums = {"refund": amount, "total": attempt.amount, "currency": attempt.currency}
        code, body = self.sdk.refund(out_request_no, sums, out_trade_no=attempt.out_trade_no)
        if code == 200:
            return RefundAnswer(Verdict.OK, REFUNDS[json.loads(body)["status"]])
        if _is_unsure(code, body):
            return RefundAnswer(Verdict.UNKNOWN)
        return RefundAnswer(Verdict.REFUSED, RefundState.FAILED)

    def query_refund(self, out_request_no: str, attempt: Attempt) -> RefundAnswer:
        code, body = self.sdk.query_refund(out_request_no)
        if code == 200:
            return RefundAnswer(Verdict.OK, REFUNDS[json.loads(body)["status"]])
        if code == 404 and _reason(body) in ABSENT:
            return RefundAnswer(Verdict.OK, RefundState.ABSENT)
        return RefundAnswer(Verdict.UNKNOWN)

    def parse_callback(self, headers: Mapping[str, str], raw: bytes, at: datetime) -> Event | None:
        """JSON, signed, with the matter encrypted. The SDK takes one of any age: we do not.

        :raises BadCallback: if it is not to be believed
        """
        if len(raw) > LONGEST_CALLBACK:
            raise BadCallback("too large")
        if headers.get("Wechatpay-Serial", "") not in self.serials:
            raise BadCallback("key")
        refuse_stale(headers.get("Wechatpay-Timestamp", ""), at)
        try:
            told = self.sdk.callback(headers, raw)
        except Exception as reason:
            # The SDK raises bare exceptions for whatever it cannot read.
            raise BadCallback("shape") from reason
        if not told:
            raise BadCallback("signature")
        return self._event(told)

    def download_bill(self, day: date) -> Iterable[Trade]:
        """Every capture on the bill of a day in Beijing."""
        code, body = self.sdk.trade_bill(day.isoformat(), bill_type="SUCCESS", tar_type="GZIP")
        if code in (400, 404) and _reason(body) == "NO_STATEMENT_EXIST":
            return []
        told = json.loads(body)
        code, packed = self.sdk.download_bill(told["download_url"])
        if code != 200:
            raise ConnectionError(f"The bill answered {code}.")
        sheet = gzip.decompress(packed)
        return list(wechatpay_bill.captures(sheet, digest=told["hash_value"]))

    def _event(self, told: Mapping[str, Any]) -> Event | None:
        if told.get("event_type") != PAID:
            return None
        try:
            return Event(short_text(told["id"]), self._trade(told["resource"]))
        except (KeyError, TypeError, ValueError) as reason:
            raise BadCallback("shape") from reason

    def _trade(self, said: Mapping[str, Any]) -> Trade:
        sums = said.get("amount") or {}
        return Trade(
            Verdict.OK,
            STATES[said["trade_state"]],
            short_text(said["out_trade_no"]),
            short_text(said["transaction_id"]) if said.get("transaction_id") else "",
            amounts.whole(sums.get("total", 0)),
            sums.get("currency", "CNY"),
            said["mchid"],
            said["appid"],
        )


def _reason(body: str | bytes) -> str:
    try:
        found = json.loads(body)
    except ValueError:
        return ""
    return str(found.get("code", "")) if isinstance(found, dict) else ""


def _is_unsure(code: int, body: str | bytes) -> bool:
    return code >= 500 or code == 429 or _reason(body) in UNSURE
