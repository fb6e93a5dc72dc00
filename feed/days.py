"""The days of raw attention: one partition each, made ahead of time and dropped whole.

The database's clock says which day it is. There is no partition for all other days: what belongs
to a day that is dropped, or far ahead, is not kept.
"""

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import OperationalError, connection, transaction

from feed.weights import weight

log = logging.getLogger(__name__)
# Partitions are made so many days ahead; a token of a later day comes from a wrong clock.
AHEAD = 3
_PREFIX = "feed_attention_"
# Between two who make or drop days at once.
_TURN = 0x617474656E74

_STATE = """
    SELECT (now() AT TIME ZONE 'UTC')::date,
        (SELECT relkind = 'p' FROM pg_class WHERE oid = 'feed_attention'::regclass),
        ARRAY(SELECT c.relname::text FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
            WHERE i.inhparent = 'feed_attention'::regclass)
"""
# Attached and not created in its place: so nobody who reads other days has to wait.
_MAKE = """
    CREATE TABLE {name} (LIKE feed_attention INCLUDING ALL);
    ALTER TABLE feed_attention ATTACH PARTITION {name} FOR VALUES FROM ('{day}') TO ('{after}')
"""


@dataclass(frozen=True, slots=True)
class Days:
    """Which days there are, as of today by the database's clock.

    :param is_parted: False in a trial's copy of the table, which takes any day
    """

    today: date
    is_parted: bool
    there: frozenset[date]

    def are_kept(self, day: date) -> bool:
        """Whether attention of this day is kept: neither too old, nor of a clock ahead."""
        return not self.is_parted or self.oldest <= day <= self.today + timedelta(days=AHEAD)

    @property
    def oldest(self) -> date:
        return self.today - timedelta(days=weight("ATTENTION_DAYS"))


def now() -> Days:
    """The days as they are now."""
    with connection.cursor() as cursor:
        cursor.execute(_STATE)
        today, is_parted, names = cursor.fetchone()
    return Days(today, is_parted, frozenset(map(_day, names)))


def make(wanted: Iterable[date]) -> int:
    """Make the partitions of these days where they are missing; how many were. No bounds."""
    if not (missing := set(wanted) - now().there):
        return 0
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_TURN])
        # Somebody else may have made them while we waited.
        known = now()
        missing = missing - known.there if known.is_parted else set()
        for day in sorted(missing):
            after = day + timedelta(days=1)
            cursor.execute(_MAKE.format(name=_name(day), day=day, after=after))
    return len(missing)


def turn() -> int:
    """Make the coming days, and drop the days past their time; how many days changed.

    A day that somebody is reading is left for the next turn: nobody waits behind us.
    """
    known = now()
    changed = make(known.today + timedelta(days=number) for number in range(AHEAD + 1))
    return changed + sum(_drop(day) for day in sorted(known.there) if day < known.oldest)


def of(at: datetime) -> date:
    """The earliest day of tokens whose events may have happened at this moment or later."""
    return (at - timedelta(minutes=weight("TOKEN_MINUTES") + 1)).date() - timedelta(days=1)


def _drop(day: date) -> bool:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL lock_timeout = '300ms'")
            cursor.execute(f"DROP TABLE IF EXISTS {_name(day)}")
            cursor.execute("SET LOCAL lock_timeout = DEFAULT")
    except OperationalError as error:
        log.warning("Attention of %s is dropped next time: %s", day, error)
        return False
    return True


def _name(day: date) -> str:
    return f"{_PREFIX}{day:%Y%m%d}"


def _day(name: str) -> date:
    digits = name.removeprefix(_PREFIX)
    return date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
