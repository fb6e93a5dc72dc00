"""Orders placed a second, against the same statements in plain psycopg2."""

import statistics
import time
from collections.abc import Callable
from functools import partial
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from accounts.models import User
from bench.site import copy_database
from rednote.supervisor import servers
from shop.models import Sku
from shop.services import checkout
from shop.services.quoted import Want

COUNT = 300
# The first ones tell their statements and fill the caches.
_WARM = 20
_COPY = "rednote_plain"
_BOOKKEEPING = ("SAVEPOINT", "RELEASE SAVEPOINT", "ROLLBACK")
# What is said in one message, and with which values.
Message = tuple[str, Any]
ADDRESS = {
    "recipient": "Lin Mei",
    "phone": "13800138000",
    "region": "Zhejiang, Hangzhou, Xihu",
    "street": "Longjing Road 1",
    "postcode": "310000",
}


def speed(postgres: servers.Postgres) -> dict[str, float]:
    """Orders of one piece, each committed and synced: ours and the plain one in turns.

    Plain says the same statements with the same values in as many messages and commits as often,
    over one connection as we do. It has a copy of the database, so that the same keys await it
    and every moment of the machine is shared.
    """
    buyers = list(User.objects.filter(handle__startswith="bench").order_by("pk")[:50])
    skus = list(Sku.objects.order_by("pk")[:150])
    messages, told = _recorded(buyers, skus), _told()
    copy_database(postgres, _COPY)
    plain = _plain(postgres, told)
    ours, theirs = [], []
    for number, said in enumerate(messages):
        acts = [
            (theirs, partial(_replay, plain, said)),
            (ours, partial(_place, buyers, skus, number, "real")),
        ]
        for times, act in acts if number % 2 else acts[::-1]:
            times.append(_timed(act))
    plain.close()
    pairs = list(zip(theirs, ours, strict=True))[_WARM:]
    return {
        "orders_a_second": round(1 / statistics.median(mine[0] for _, mine in pairs), 1),
        "plain_a_second": round(1 / statistics.median(other[0] for other, _ in pairs), 1),
        "share_of_plain": round(statistics.median(a[0] / b[0] for a, b in pairs), 3),
        "cpu_ms": round(statistics.median(mine[1] for _, mine in pairs) * 1000, 2),
        "plain_cpu_ms": round(statistics.median(other[1] for other, _ in pairs) * 1000, 2),
        "messages_an_order": round(sum(map(len, messages)) / COUNT, 1),
        "statements_an_order": round(sum(map(_statements, messages)) / COUNT, 1),
    }


def _statements(said: list[Message]) -> int:
    return sum(1 + sql.count("; INSERT INTO ") for sql, _ in said)


def _timed(act: Callable[[], None]) -> tuple[float, float]:
    """How long it took, and what it cost this process."""
    cpu, began = time.process_time(), time.perf_counter()
    act()
    return time.perf_counter() - began, time.process_time() - cpu


def _place(buyers: list[User], skus: list[Sku], number: int, run: str) -> None:
    checkout.place_order(
        buyer=buyers[number % len(buyers)],
        key=f"{run}-{number}",
        address=ADDRESS,
        provider="test",
        at=timezone.now(),
        wants=[Want(skus[number % len(skus)].pk, 1)],
    )


def _recorded(buyers: list[User], skus: list[Sku]) -> list[list[Message]]:
    """What placing says to the database, word for word; nothing of it is kept."""
    sequences = _sequences()
    recorded: list[list[Message]] = []

    def listen(execute, sql, params, many, context):
        if not sql.startswith(_BOOKKEEPING):
            recorded[-1].append((sql, params))
        return execute(sql, params, many, context)

    try:
        with transaction.atomic(), connection.execute_wrapper(listen):
            for number in range(COUNT):
                recorded.append([])
                _place(buyers, skus, number, "plain")
            raise _NothingOfIt
    except _NothingOfIt:
        _restore(sequences)
    return recorded


class _NothingOfIt(Exception):
    pass


def _sequences() -> list[tuple[str, int | None]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT schemaname || '.' || sequencename, last_value FROM pg_sequences")
        return cursor.fetchall()


def _restore(sequences: list[tuple[str, int | None]]) -> None:
    # A rollback leaves sequences where they were: the replay must meet the same keys again.
    with connection.cursor() as cursor:
        for name, value in sequences:
            cursor.execute("SELECT setval(%s, %s, %s)", [name, value or 1, value is not None])


def _told() -> list[str]:
    """What placing tells PostgreSQL once a connection."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT statement FROM pg_prepared_statements")
        return [statement for (statement,) in cursor.fetchall()]


def _plain(postgres: servers.Postgres, told: list[str]):
    plain = postgres.connect(_COPY)
    with plain.cursor() as cursor:
        # As ours has it.
        cursor.execute("SET plan_cache_mode = force_generic_plan")
        for statement in told:
            cursor.execute(statement)
    plain.commit()
    return plain


def _replay(plain, messages: list[Message]) -> None:
    with plain.cursor() as cursor:
        for sql, params in messages:
            cursor.execute(sql, params)
            if cursor.description:
                cursor.fetchall()
    plain.commit()
