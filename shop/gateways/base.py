"""What a payment provider must be able to do, and the plain values that it answers with.

An adapter never raises for what the provider says. What it cannot know (a time-out, a broken
answer) is `unknown`, and only a query leaves that state.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Protocol, Self
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse

# How far a callback's time may be from ours.
FRESH_SECONDS = 300
# Longer than any callback of any provider.
LONGEST_CALLBACK = 100_000
# Alipay and WeChat Pay count their days, and write their times, so.
BEIJING = ZoneInfo("Asia/Shanghai")


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


class Attempt(Protocol):
    """What we know of a payment: a row of ours, or as much of one."""

    out_trade_no: str
    trade_id: str
    amount: int
    currency: str


class Gateway(Protocol):
    """One provider. None of these is ever called inside a database transaction."""

    payee: str
    app: str
    # ISO codes that it takes; empty: any.
    currencies: frozenset[str]
    # What it wants to read when we have taken its callback, and of which type.
    thanks: tuple[str, str]

    @classmethod
    def from_settings(cls, told: Mapping[str, Any]) -> Self: ...

    def open(self, intent: Intent) -> Opened: ...

    def query(self, attempt: Attempt) -> Trade: ...

    def close(self, attempt: Attempt) -> Trade: ...

    def refund(self, out_request_no: str, attempt: Attempt, amount: int) -> RefundAnswer: ...

    def query_refund(self, out_request_no: str, attempt: Attempt) -> RefundAnswer: ...

    def parse_callback(self, headers: Mapping[str, str], raw: bytes, at: datetime) -> Event | None:
        """What it tells; None if that is true and concerns no payment.

        :raises BadCallback: if it is not to be believed
        """
        ...

    def download_bill(self, day: date) -> Iterable[Trade]:
        """All that was captured on this day, as the provider counts days."""
        ...


def short_text(value: object) -> str:
    """A number or name as a provider gives it.

    :raises ValueError: if it could not be kept in a column
    """
    if not isinstance(value, str) or not value or len(value) > 80 or not value.isprintable():
        raise ValueError("not a short text")
    return value


def refuse_stale(stamp: str, at: datetime) -> None:
    """:raises BadCallback: if these seconds since 1970 are not about now"""
    is_number = stamp.isascii() and stamp.isdecimal() and len(stamp) <= 12
    if not is_number or abs(at.timestamp() - int(stamp)) > FRESH_SECONDS:
        raise BadCallback("timestamp")


def notify_url(provider: str) -> str:
    """Where this provider tells us what happened."""
    return f"{settings.SITE_URL}{reverse('api:payment-callback', args=[provider])}"
