"""A kept connection is looked at, not asked; one that the server ended is replaced."""

import time

import psycopg2
import pytest
from django.db import close_old_connections, connection
from django.test.utils import CaptureQueriesContext

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_look_costs_no_query():
    connection.ensure_connection()
    with CaptureQueriesContext(connection) as queries:
        assert connection.is_usable()
    assert len(queries) == 0


def test_an_ended_session_is_replaced_before_it_is_used():
    first = _session()
    _end(first)

    assert not _is_usable_for(2)
    # As at the start of each request.
    connection.errors_occurred = False
    connection.health_check_enabled = True
    close_old_connections()
    assert _session() != first


def test_a_transaction_that_failed_is_no_place_to_go_on():
    connection.ensure_connection()
    raw = connection.connection
    with raw.cursor() as cursor:
        cursor.execute("BEGIN")
        with pytest.raises(psycopg2.Error):
            cursor.execute("SELECT 1/0")
        assert not connection.is_usable()
        cursor.execute("ROLLBACK")
    assert connection.is_usable()


def _session() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return cursor.fetchone()[0]


def _end(session: int) -> None:
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(%s)", [session])
    finally:
        other.close()


def _is_usable_for(seconds: float) -> bool:
    """Whether it stays so; the word of the server needs a moment."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if not connection.is_usable():
            return False
        time.sleep(0.01)
    return True
