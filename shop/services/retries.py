"""A transaction that lost a race for locks is tried again, and at last politely refused."""

import secrets
import time
from collections.abc import Callable
from typing import TypeVar

from django.db import OperationalError, connection
from django.utils.translation import gettext as _

from core.errors import RuleViolation

ATTEMPTS = 4
# deadlock_detected, serialization_failure, lock_not_available
_RACES = {"40P01", "40001", "55P03"}
# query_canceled: the statement took longer than the connection allows
_SLOW = "57014"

T = TypeVar("T")


class Busy(RuleViolation):
    code = "busy"
    status = 503
    retry_after = 2


def retrying(work: Callable[[], T]) -> T:
    """Run a whole transaction, again up to three times if it lost a race.

    :raises Busy: if it keeps losing
    """
    for attempt in range(ATTEMPTS):
        try:
            return work()
        except OperationalError as error:
            code = getattr(error.__cause__, "pgcode", None)
            if code not in _RACES | {_SLOW}:
                raise
            # Inside an outer transaction everything is lost already: that one must decide.
            if connection.in_atomic_block:
                raise
            if code == _SLOW:
                break
            # Jitter, so that two that met do not meet again.
            time.sleep((10 + secrets.randbelow(40)) * (attempt + 1) / 1000)
    raise Busy(_("Too many are ordering at this moment. Please try again."))
