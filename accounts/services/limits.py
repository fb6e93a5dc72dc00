"""How often one may try: logins, sign-ups, password letters. Counted in PostgreSQL."""

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from accounts.models import RateCount


@dataclass(frozen=True, slots=True)
class Limit:
    """At most so many in each window of so many seconds."""

    name: str
    most: int
    seconds: int


LOGIN_BY_ACCOUNT = Limit("login-account", most=10, seconds=600)
LOGIN_BY_NETWORK = Limit("login-network", most=60, seconds=600)
SIGNUP_BY_NETWORK = Limit("signup-network", most=30, seconds=3600)
LETTER_BY_ADDRESS = Limit("letter-address", most=5, seconds=3600)
LETTER_BY_NETWORK = Limit("letter-network", most=30, seconds=3600)


def is_open(limit: Limit, subject: str, *, at: datetime) -> bool:
    """Whether another try is allowed; counts nothing."""
    window = {"key": _key(limit, subject), "window_ends_at": _window_end(limit, at)}
    tried = RateCount.objects.filter(**window).values_list("count", flat=True).first()
    return (tried or 0) < limit.most


def spend(limit: Limit, subject: str, *, at: datetime) -> bool:
    """Count a try; False if it is one too many."""
    end = _window_end(limit, at)
    return RateCount.objects.add_one(key=_key(limit, subject), window_ends_at=end) <= limit.most


def sweep(*, at: datetime) -> int:
    """Forget the windows that are over."""
    return RateCount.objects.filter(window_ends_at__lt=at - timedelta(hours=1)).delete()[0]


def _key(limit: Limit, subject: str) -> str:
    return hashlib.sha256(f"{limit.name}:{subject.strip().casefold()}".encode()).hexdigest()


def _window_end(limit: Limit, at: datetime) -> datetime:
    passed = int(at.timestamp()) // limit.seconds
    return datetime.fromtimestamp((passed + 1) * limit.seconds, tz=UTC)
