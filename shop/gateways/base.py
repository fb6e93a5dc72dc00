"""What a payment provider must be able to do, and the plain values that it answers with.

An adapter never raises for what the provider says. What it cannot know (a time-out, a broken
answer) is `unknown`, and only a query leaves that state.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol


class Verdict(StrEnum):
    OK = "ok"
    REFUSED = "refused"
    UNKNOWN = "unknown"


class TradeState(StrEnum):
    PENDING = "pending"
    CAPTURED = "captured"
    CLOSED = "closed"
    FAILED = "failed"
    # The provider has never heard of it.
    ABSENT = "absent"


class RefundState(StrEnum):
    PENDING = "pending"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    ABSENT = "absent"


@dataclass(frozen=True, slots=True)
class Intent:
    """What is to be paid. :param amount: minor units"""

    out_trade_no: str
    amount: int
    currency: str
    subject: str
    return_url: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Opened:
    verdict: Verdict
    pay_url: str = ""
    trade_id: str = ""


@dataclass(frozen=True, slots=True)
class Trade:
    """A payment as the provider sees it; `state` counts only if the verdict is ok."""

    verdict: Verdict
    state: TradeState = TradeState.PENDING
    out_trade_no: str = ""
    trade_id: str = ""
    amount: int = 0
    currency: str = ""
    # Whom the money went to, and through which app: ours, or the capture is not believed.
    payee: str = ""
    app: str = ""


@dataclass(frozen=True, slots=True)
class RefundAnswer:
    verdict: Verdict
    state: RefundState = RefundState.PENDING


@dataclass(frozen=True, slots=True)
class Event:
    """A callback whose signature and time were found good."""

    event_id: str
    trade: Trade


class BadCallback(Exception):
    """The callback is not the provider's, is too old, or cannot be read."""


class Gateway(Protocol):
    """One provider. None of these is ever called inside a database transaction."""

    payee: str
    app: str

    def open(self, intent: Intent) -> Opened: ...

    def query(self, out_trade_no: str) -> Trade: ...

    def close(self, out_trade_no: str) -> Trade: ...

    def refund(self, out_request_no: str, out_trade_no: str, amount: int) -> RefundAnswer: ...

    def query_refund(self, out_request_no: str, out_trade_no: str) -> RefundAnswer: ...

    def parse_callback(self, headers: Mapping[str, str], raw: bytes, at: datetime) -> Event:
        """:raises BadCallback: if it is not to be believed"""
        ...

    def download_bill(self, day: date) -> Iterable[Trade]: ...
