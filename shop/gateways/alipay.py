"""Alipay: its payer is sent to a signed address; RSA2 on both sides; amounts as "88.00".

Nothing is known there of a payment until its payer arrives. So "no such trade" is an answer to
closing, and while the address is good it means: not yet.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any, Self
from urllib.parse import parse_qsl

import requests
from alipay import AliPay
from alipay.exceptions import AliPayException
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from django.conf import settings

from shop.gateways import alipay_bill, amounts, keys
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

NAME = "alipay"
DONE = "10000"
STATES = {
    "WAIT_BUYER_PAY": TradeState.PENDING,
    "TRADE_SUCCESS": TradeState.CAPTURED,
    "TRADE_FINISHED": TradeState.CAPTURED,
    "TRADE_CLOSED": TradeState.CLOSED,
}
NO_TRADE = "ACQ.TRADE_NOT_EXIST"
# Paid or closed already: the state says which.
SETTLED = ("ACQ.TRADE_STATUS_ERROR", "ACQ.REASON_TRADE_STATUS_INVALID")
# Nobody knows whether it was done.
UNSURE = ("ACQ.SYSTEM_ERROR", "aop.ACQ.SYSTEM_ERROR", "isp.unknow-error", "20000")
_STAMP = "%Y-%m-%d %H:%M:%S"


class Sdk(AliPay):
    """The SDK with our time-outs, and with several keys of Alipay's while it changes them."""

    def __init__(self, publics: Iterable[RSAPublicKey], **told: Any) -> None:
        self._publics = list(publics)
        super().__init__(alipay_public_key_string=keys.pem(self._publics[0]), **told)

    def _verify(self, raw_content: str, signature: str) -> bool:
        return keys.is_signed(raw_content.encode(), signature, self._publics)

    def verified_sync_response(self, data: dict, response_type: str) -> dict:
        answer = requests.post(
            self._gateway,
            data=self.sign_data(data),
            headers={"Content-Type": "application/x-www-form-urlencoded; charset=utf-8"},
            timeout=settings.SHOP["GATEWAY_SECONDS"],
            allow_redirects=False,
        )
        answer.raise_for_status()
        text = answer.content.decode()
        return self._verify_and_return_sync_response(text, response_type)


def pointed(sdk: AliPay, base: str) -> AliPay:
    """The SDK that asks at this address; it has no other way to be told."""
    if not hasattr(sdk, "_gateway"):
        raise AttributeError("The SDK keeps its address elsewhere.")
    sdk._gateway = base
    return sdk


class AlipayGateway:
    currencies = frozenset({"CNY"})
    thanks = ("success", "text/plain")

    def __init__(self, sdk: AliPay, *, app: str, payee: str) -> None:
        self.sdk, self.app, self.payee = sdk, app, payee

    @classmethod
    def from_settings(cls, told: Mapping[str, Any]) -> Self:
        sdk = Sdk(
            keys.publics(told["PUBLIC_KEYS"]).values(),
            appid=told["APP_ID"],
            app_private_key_string=keys.private(told["PRIVATE_KEY"]),
        )
        return cls(pointed(sdk, told["BASE"]), app=told["APP_ID"], payee=told["SELLER_ID"])

    def open(self, intent: Intent) -> Opened:
        signed = self.sdk.api_alipay_trade_page_pay(
            intent.subject,
            intent.out_trade_no,
            amounts.decimal(intent.amount),
            return_url=intent.return_url,
            notify_url=notify_url(NAME),
            time_expire=intent.expires_at.astimezone(BEIJING).strftime(_STAMP),
        )
        return Opened(Verdict.OK, f"{self.sdk._gateway}?{signed}")

    def query(self, attempt: Attempt) -> Trade:
        said = self.sdk.api_alipay_trade_query(out_trade_no=attempt.out_trade_no)
        if said.get("code") == DONE:
            return self._trade(said, attempt)
        if said.get("sub_code") == NO_TRADE:
            return Trade(Verdict.OK, TradeState.PENDING, attempt.out_trade_no)
        return Trade(Verdict.UNKNOWN)

    def close(self, attempt: Attempt) -> Trade:
        said = self.sdk.api_alipay_trade_close(out_trade_no=attempt.out_trade_no)
        if said.get("code") == DONE:
            return Trade(Verdict.OK, TradeState.CLOSED, attempt.out_trade_no)
        if said.get("sub_code") == NO_TRADE:
            return Trade(Verdict.OK, TradeState.ABSENT, attempt.out_trade_no)
        return self.query(attempt) if said.get("sub_code") in SETTLED else Trade(Verdict.UNKNOWN)

    def refund(self, out_request_no: str, attempt: Attempt, amount: int) -> RefundAnswer:
        """The same number again is the same refund."""
        said = self.sdk.api_alipay_trade_refund(
            amounts.decimal(amount),
            out_trade_no=attempt.out_trade_no,
            out_request_no=out_request_no,
        )
        if said.get("code") == DONE:
            # "N": nothing moved by this call; it may have moved by an earlier one.
            is_moved = said.get("fund_change") == "Y"
            state = RefundState.SUCCEEDED if is_moved else RefundState.PENDING
            return RefundAnswer(Verdict.OK, state)
        if said.get("code") in UNSURE or said.get("sub_code") in UNSURE:
            return RefundAnswer(Verdict.UNKNOWN)
        return RefundAnswer(Verdict.REFUSED, RefundState.FAILED)

    def query_refund(self, out_request_no: str, attempt: Attempt) -> RefundAnswer:
        said = self.sdk.api_alipay_trade_fastpay_refund_query(
            out_request_no, out_trade_no=attempt.out_trade_no
        )
        if said.get("code") == DONE and said.get("refund_status") == "REFUND_SUCCESS":
            return RefundAnswer(Verdict.OK, RefundState.SUCCEEDED)
        if said.get("code") == DONE or said.get("sub_code") == NO_TRADE:
            return RefundAnswer(Verdict.OK, RefundState.ABSENT)
        return RefundAnswer(Verdict.UNKNOWN)

    def parse_callback(self, headers: Mapping[str, str], raw: bytes, at: datetime) -> Event | None:
        """A form, signed; `notify_time` is the moment it was sent.

        :raises BadCallback: if it is not to be believed
        """
        try:
            told = _form(raw)
            signature = told.pop("sign")
            if told["sign_type"] != "RSA2" or not self.sdk.verify(dict(told), signature):
                raise BadCallback("signature")
            sent = datetime.strptime(told["notify_time"], _STAMP).replace(tzinfo=BEIJING)
            refuse_stale(str(int(sent.timestamp())), at)
            if told["app_id"] != self.app or told["seller_id"] != self.payee:
                raise BadCallback("not ours")
            trade = Trade(
                Verdict.OK,
                STATES[told["trade_status"]],
                short_text(told["out_trade_no"]),
                short_text(told["trade_no"]),
                amounts.minor(told["total_amount"]),
                told.get("trans_currency", "CNY"),
                told["seller_id"],
                told["app_id"],
            )
            return Event(short_text(told["notify_id"]), trade)
        except (KeyError, ValueError, OverflowError, AliPayException) as reason:
            raise BadCallback("shape") from reason

    def download_bill(self, day: date) -> Iterable[Trade]:
        """Every capture on the bill of a day in Beijing."""
        said = self.sdk.server_api(
            "alipay.data.dataservice.bill.downloadurl.query",
            {"bill_type": "trade", "bill_date": day.isoformat()},
        )
        if said.get("sub_code") == "isp.bill_not_exist":
            return []
        rows = alipay_bill.fetched(said["bill_download_url"], base=self.sdk._gateway)
        return [
            Trade(
                Verdict.OK, TradeState.CAPTURED, number, trade, amount, "CNY", self.payee, self.app
            )
            for number, trade, amount in rows
        ]

    def _trade(self, said: Mapping[str, Any], attempt: Attempt) -> Trade:
        """A query's answer; it is signed for our app, and names neither app nor payee."""
        if said.get("out_trade_no") != attempt.out_trade_no:
            return Trade(Verdict.UNKNOWN)
        return Trade(
            Verdict.OK,
            STATES[said["trade_status"]],
            attempt.out_trade_no,
            short_text(said["trade_no"]),
            amounts.minor(said["total_amount"]),
            said.get("trans_currency", "CNY"),
            said.get("seller_id", self.payee),
            self.app,
        )


def _form(raw: bytes) -> dict[str, str]:
    """:raises ValueError: if it is none, or names something twice"""
    if len(raw) > LONGEST_CALLBACK:
        raise ValueError("too large")
    pairs = parse_qsl(
        raw.decode("ascii"),
        keep_blank_values=True,
        strict_parsing=True,
        max_num_fields=60,
        errors="strict",
    )
    told = dict(pairs)
    if len(told) != len(pairs):
        raise ValueError("named twice")
    return told
