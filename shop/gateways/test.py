"""The demo's payment provider. It behaves like a real one, faults included.

It keeps its own books in a file outside the shop's database, so that nothing the shop rolls back
or forgets changes what the provider knows. It shows its own page to the payer, and signs what it
tells the shop.
"""

import hashlib
import hmac
import json
import secrets
import time
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import Any, Self
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from core.ids import order_number
from shop.gateways import test_books as books
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

NAME = "test"
# How long the payer's bank takes when the payer chooses "later".
DELAY_SECONDS = 20
CALLBACK_SECONDS = 5


class TestGateway:
    payee = "test-merchant"
    app = "test-app"
    currencies: frozenset[str] = frozenset()
    thanks = ('{"received": true}', "application/json")

    @classmethod
    def from_settings(cls, told: Mapping[str, Any]) -> Self:
        return cls()

    def open(self, intent: Intent) -> Opened:
        token = secrets.token_urlsafe(24)
        row = books.open_trade(
            intent.out_trade_no,
            token=token,
            trade_id=f"T{order_number()}",
            amount=intent.amount,
            currency=intent.currency,
            subject=intent.subject,
            return_url=intent.return_url,
            expires_at=intent.expires_at.timestamp(),
        )
        if row["state"] != TradeState.PENDING:
            return Opened(Verdict.REFUSED)
        return Opened(Verdict.OK, reverse("shop:test-pay", args=[row["token"]]), row["trade_id"])

    def query(self, attempt: Attempt) -> Trade:
        return self.trade(attempt.out_trade_no)

    def close(self, attempt: Attempt) -> Trade:
        return self._trade(books.close(attempt.out_trade_no), attempt.out_trade_no)

    def refund(self, out_request_no: str, attempt: Attempt, amount: int) -> RefundAnswer:
        """The same number again is the same refund."""
        if books.refund(out_request_no, attempt.out_trade_no, amount):
            return RefundAnswer(Verdict.OK, RefundState.SUCCEEDED)
        return RefundAnswer(Verdict.REFUSED, RefundState.FAILED)

    def query_refund(self, out_request_no: str, attempt: Attempt) -> RefundAnswer:
        known = books.has_refund(out_request_no)
        return RefundAnswer(Verdict.OK, RefundState.SUCCEEDED if known else RefundState.ABSENT)

    def parse_callback(self, headers: Mapping[str, str], raw: bytes, at: datetime) -> Event:
        """Signature, time and shape of a callback; its meaning is the shop's business.

        :raises BadCallback: if one of them is not good
        """
        if len(raw) > LONGEST_CALLBACK:
            raise BadCallback("too large")
        stamp = headers.get("X-Test-Timestamp", "")
        given = headers.get("X-Test-Signature", "")
        if not hmac.compare_digest(signature(stamp, raw).encode(), given.encode()):
            raise BadCallback("signature")
        refuse_stale(stamp, at)
        try:
            found = json.loads(raw)
            trade = Trade(
                Verdict.OK,
                TradeState(found["state"]),
                short_text(found["out_trade_no"]),
                short_text(found["trade_id"]),
                int(found["amount"]),
                short_text(found["currency"]),
                short_text(found["payee"]),
                short_text(found["app"]),
            )
            return Event(short_text(found["event_id"]), trade)
        except (KeyError, TypeError, ValueError, RecursionError, OverflowError) as reason:
            raise BadCallback("shape") from reason

    def download_bill(self, day: date) -> Iterable[Trade]:
        zone = timezone.get_default_timezone()
        start = datetime(day.year, day.month, day.day, tzinfo=zone).timestamp()
        return [self._trade(row, row["out_trade_no"]) for row in books.captured_since(start)]

    def trade(self, out_trade_no: str) -> Trade:
        return self._trade(books.find(out_trade_no=out_trade_no), out_trade_no)

    def _trade(self, row: Mapping | None, out_trade_no: str) -> Trade:
        if row is None:
            return Trade(Verdict.OK, TradeState.ABSENT, out_trade_no)
        return Trade(
            Verdict.OK,
            TradeState(row["state"]),
            out_trade_no,
            row["trade_id"],
            row["amount"],
            row["currency"],
            self.payee,
            self.app,
        )


def decide(token: str, decision: str) -> Mapping | None:
    """What the payer does on the provider's page: approve, decline or later."""
    captures_at = time.time() + (DELAY_SECONDS if decision == "later" else 0)
    return books.decide(token, is_approved=decision != "decline", captures_at=captures_at)


def signature(stamp: str, raw: bytes) -> str:
    key = hashlib.sha256(f"test-provider:{settings.SECRET_KEY}".encode()).digest()
    return hmac.new(key, stamp.encode() + b"." + raw, hashlib.sha256).hexdigest()


def event(out_trade_no: str, *, at: float) -> tuple[dict[str, str], bytes]:
    """The signed callback about a trade as it stands: headers and body."""
    trade = TestGateway().trade(out_trade_no)
    body = {
        "event_id": f"{trade.trade_id}:{trade.state}",
        "state": trade.state,
        "out_trade_no": out_trade_no,
        "trade_id": trade.trade_id,
        "amount": trade.amount,
        "currency": trade.currency,
        "payee": trade.payee,
        "app": trade.app,
    }
    raw = json.dumps(body).encode()
    stamp = str(int(at))
    headers = {
        "Content-Type": "application/json",
        "X-Test-Timestamp": stamp,
        "X-Test-Signature": signature(stamp, raw),
    }
    return headers, raw


def call_back(out_trade_no: str) -> bool:
    """Tell the shop over HTTP, once; False if it did not answer well. Nothing depends on it."""
    headers, raw = event(out_trade_no, at=time.time())
    site = urlsplit(settings.SITE_URL)
    kind = HTTPSConnection if site.scheme == "https" else HTTPConnection
    line = kind(site.hostname or "localhost", site.port, timeout=CALLBACK_SECONDS)
    try:
        line.request("POST", reverse("api:payment-callback", args=[NAME]), raw, headers)
        return line.getresponse().status == 200
    except (HTTPException, OSError):
        return False
    finally:
        line.close()
