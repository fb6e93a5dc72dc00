"""A place of its own for a trial: empty tables of all models, and nothing of the site's.

Every table is made anew in a schema that stands before the site's, so that no statement of ours
finds the site's rows; the schema is dropped at the end. Valkey is left alone meanwhile. A run that
was killed leaves its schema behind (`trial_…`), which nothing reads.
"""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.apps import apps
from django.db import connection
from django.db.backends.signals import connection_created

from core import valkey
from feed.ranking import pool


@contextmanager
def empty() -> Iterator[str]:
    """Within this, the default connection knows empty tables only; the name of their schema."""
    schema = f"trial_{secrets.token_hex(6)}"
    before = _setting("search_path")
    slowest = _setting("statement_timeout")

    def enter(**_news: Any) -> None:
        # A connection that is made anew must not fall back to the site's tables.
        _set("search_path", f"{schema}, public")
        _set("statement_timeout", "0")

    with connection.cursor() as cursor:
        cursor.execute(f"CREATE SCHEMA {schema}")
        for table in _tables():
            source = connection.ops.quote_name(table)
            cursor.execute(f"CREATE TABLE {schema}.{source} (LIKE public.{source} INCLUDING ALL)")
    connection_created.connect(enter, weak=False, dispatch_uid=schema)
    try:
        with valkey.left_alone():
            enter()
            pool.forget()
            yield schema
    finally:
        connection_created.disconnect(dispatch_uid=schema)
        pool.forget()
        _leave(schema, before, slowest)


def _leave(schema: str, before: str, slowest: str) -> None:
    _set("search_path", before)
    _set("statement_timeout", slowest)
    with connection.cursor() as cursor:
        cursor.execute(f"DROP SCHEMA {schema} CASCADE")


def _tables() -> list[str]:
    """The tables of all models, those between two models too."""
    models = apps.get_models(include_auto_created=True)
    return sorted({model._meta.db_table for model in models if model._meta.managed})


def _setting(name: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting(%s)", [name])
        return cursor.fetchone()[0]


def _set(name: str, value: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config(%s, %s, false)", [name, value])
