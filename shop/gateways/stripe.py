"""Stripe Checkout: its payer is sent to a page of Stripe's; webhooks signed by HMAC.

A payment there is known by its session, whose number we keep. If the answer that held it was
lost, it is looked for among the latest sessions by our own number.
"""

import json
import time
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any, Self

import stripe
from django.conf import settings
from django.utils import timezone

from shop.gateways import amounts
from shop.gateways.base import (
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
    refuse_stale,
    short_text,
)

# What a session's events mean; others concern no payment.
EVENTS = (
    "checkout.session.completed",
    "checkout.session.async_payment_succeeded",
    "checkout.session.async_payment_failed",
    "checkout.session.expired",
)
FAILED = "checkout.session.async_payment_failed"
REFUNDS = {
    "succeeded": RefundState.SUCCEEDED,
    "pending": RefundState.PENDING,
    "requires_action": RefundState.PENDING,
    "failed": RefundState.FAILED,
    "canceled": RefundState.FAILED,
}
# How far back, and among how many, a session is looked for whose number was lost.
LOOK_BACK = timedelta(days=2)
MOST_SESSIONS = 2000


def client(told: Mapping[str, Any]) -> stripe.StripeClient:
    """The SDK with our time-outs, at this address, without repeats behind our back."""
    return stripe.StripeClient(
        told["SECRET_KEY"],
        http_client=stripe.RequestsClient(timeout=settings.SHOP["GATEWAY_SECONDS"]),
        base_addresses={"api": told["BASE"]},
        max_network_retries=0,
    )


class StripeGateway:
    currencies: frozenset[str] = frozenset()
    thanks = ('{"received": true}', "application/json")

    def __init__(
        self, sdk: stripe.StripeClient, *, payee: str, app: str, secrets: Iterable[str]
    ) -> None:
        self.sdk, self.payee, self.app, self.secrets = sdk, payee, app, list(secrets)

    @classmethod
    def from_settings(cls, told: Mapping[str, Any]) -> Self:
        # A live key meets live money alone, a test key none.
        app = "live" if "_live_" in told["SECRET_KEY"] else "test"
        secrets = [one.strip() for one in told["WEBHOOK_SECRETS"].split(",")]
        return cls(client(told), payee=told["ACCOUNT_ID"], app=app, secrets=secrets)

    def open(self, intent: Intent) -> Opened:
        currency = intent.currency.lower()
        try:
            session = self.sdk.v1.checkout.sessions.create(
                {
                    "mode": "payment",
                    "client_reference_id": intent.out_trade_no,
                    "line_items": [
                        {
                            "quantity": 1,
                            "price_data": {
                                "currency": currency,
                                "unit_amount": intent.amount,
                                "product_data": {"name": intent.subject},
                            },
                        }
                    ],
                    "success_url": intent.return_url,
                    "cancel_url": intent.return_url,
                },
                {"idempotency_key": intent.out_trade_no},
            )
        except stripe.InvalidRequestError:
            return Opened(Verdict.REFUSED)
        return Opened(Verdict.OK, session.url or "", session.id)

    def query(self, attempt: Attempt) -> Trade:
        session = self._session(attempt)
        if session is None:
            return Trade(Verdict.OK, TradeState.ABSENT, attempt.out_trade_no)
        return self._trade(session.to_dict())

    def close(self, attempt: Attempt) -> Trade:
        session = self._session(attempt)
        if session is None:
            return Trade(Verdict.OK, TradeState.ABSENT, attempt.out_trade_no)
        if session.status == "open":
            try:
                session = self.sdk.v1.checkout.sessions.expire(session.id)
            except stripe.InvalidRequestError:
                # Settled between our two questions.
                session = self.sdk.v1.checkout.sessions.retrieve(session.id)
        return self._trade(session.to_dict())

    def refund(self, out_request_no: str, attempt: Attempt, amount: int) -> RefundAnswer:
        """The same number again is the same refund."""
        try:
            refund = self.sdk.v1.refunds.create(
                {
                    "payment_intent": self._intent(attempt),
                    "amount": amount,
                    "metadata": {"out_request_no": out_request_no},
                },
                {"idempotency_key": out_request_no},
            )
        except stripe.InvalidRequestError:
            return RefundAnswer(Verdict.REFUSED, RefundState.FAILED)
        return RefundAnswer(Verdict.OK, REFUNDS[refund.status or "pending"])

    def query_refund(self, out_request_no: str, attempt: Attempt) -> RefundAnswer:
        found = self.sdk.v1.refunds.list({"payment_intent": self._intent(attempt), "limit": 100})
        for refund in found.auto_paging_iter():
            if refund.to_dict()["metadata"].get("out_request_no") == out_request_no:
                return RefundAnswer(Verdict.OK, REFUNDS[refund.status or "pending"])
        return RefundAnswer(Verdict.OK, RefundState.ABSENT)

    def parse_callback(self, headers: Mapping[str, str], raw: bytes, at: datetime) -> Event | None:
        """JSON under an HMAC of its time and its bytes; several secrets while they change.

        :raises BadCallback: if it is not to be believed
        """
        if len(raw) > LONGEST_CALLBACK:
            raise BadCallback("too large")
        head = headers.get("Stripe-Signature", "")
        if not any(_is_signed(raw, head, secret) for secret in self.secrets):
            raise BadCallback("signature")
        refuse_stale(dict(_pairs(head)).get("t", ""), at)
        try:
            told = json.loads(raw)
            return self._event(told)
        except (KeyError, TypeError, ValueError, AttributeError, RecursionError) as reason:
            raise BadCallback("shape") from reason

    def download_bill(self, day: date) -> Iterable[Trade]:
        """Every paid session that was begun on this day or the day before."""
        start = datetime(day.year, day.month, day.day, tzinfo=timezone.get_default_timezone())
        first, last = start - timedelta(days=1), start + timedelta(days=1)
        found = self.sdk.v1.checkout.sessions.list(
            {
                "created": {"gte": int(first.timestamp()), "lt": int(last.timestamp())},
                "status": "complete",
                "limit": 100,
            }
        )
        trades = [self._trade(session.to_dict()) for session in found.auto_paging_iter()]
        return [trade for trade in trades if trade.state == TradeState.CAPTURED]

    def _session(self, attempt: Attempt) -> stripe.checkout.Session | None:
        """:raises LookupError: if there are too many to be sure that there is none"""
        if attempt.trade_id:
            return self.sdk.v1.checkout.sessions.retrieve(attempt.trade_id)
        since = int(time.time() - LOOK_BACK.total_seconds())
        latest = self.sdk.v1.checkout.sessions.list({"created": {"gte": since}, "limit": 100})
        for index, session in enumerate(latest.auto_paging_iter()):
            if session.client_reference_id == attempt.out_trade_no:
                return session
            if index >= MOST_SESSIONS:
                raise LookupError("too many sessions")
        return None

    def _intent(self, attempt: Attempt) -> str:
        session = self._session(attempt)
        if session is None or not isinstance(session.payment_intent, str):
            raise LookupError("no payment to refund")
        return session.payment_intent

    def _event(self, told: Mapping[str, Any]) -> Event | None:
        if told["type"] not in EVENTS:
            return None
        if told.get("account", self.payee) != self.payee:
            raise BadCallback("not ours")
        trade = self._trade(told["data"]["object"], is_failed=told["type"] == FAILED)
        return Event(short_text(told["id"]), trade)

    def _trade(self, said: Mapping[str, Any], *, is_failed: bool = False) -> Trade:
        return Trade(
            Verdict.OK,
            TradeState.FAILED if is_failed else _state(said),
            short_text(said["client_reference_id"]),
            short_text(said["id"]),
            amounts.whole(said["amount_total"]),
            said["currency"].upper(),
            self.payee,
            "live" if said["livemode"] else "test",
        )


def _state(said: Mapping[str, Any]) -> TradeState:
    if said["status"] == "expired":
        return TradeState.CLOSED
    is_paid = said["status"] == "complete" and said["payment_status"] == "paid"
    return TradeState.CAPTURED if is_paid else TradeState.PENDING


def _is_signed(raw: bytes, head: str, secret: str) -> bool:
    try:
        # The age is looked at with our own clock, in both directions.
        return stripe.WebhookSignature.verify_header(raw.decode(), head, secret, tolerance=None)
    except (stripe.SignatureVerificationError, UnicodeDecodeError):
        return False


def _pairs(head: str) -> Iterable[tuple[str, str]]:
    for part in head.split(","):
        name, _, value = part.partition("=")
        yield name.strip(), value.strip()
