"""Orders placed a second, against the same statements in plain psycopg2."""

import statistics
import time
from collections.abc import Callable
from functools import partial

from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from bench.site import copy_database
from rednote.supervisor import servers
from shop.models import Sku
from shop.services import checkout
from shop.services.quoted import Want

COUNT = 150
# The first ones tell their statements and fill the caches.
_WARM = 20
_COPY = "rednote_plain"
_BOOKKEEPING = ("SAVEPOINT", "RELEASE SAVEPOINT", "ROLLBACK")
_ADDRESS = {
    "recipient": "Lin Mei",
    "phone": "13800138000",
    "region": "Zhejiang, Hangzhou, Xihu",
    "street": "Longjing Road 1",
    "postcode": "310000",
}


def speed(postgres: servers.Postgres) -> dict[str, float]:
    """Orders of one piece, each committed and synced: ours and the plain one in turns.

    Plain has a copy of the database, so that the same keys await it and every moment of the
    machine is shared.
    """
    buyers = list(User.objects.filter(handle__startswith="bench").order_by("pk")[:50])
    skus = list(Sku.objects.order_by("pk")[:150])
    statements, told = _recorded(buyers, skus), _told()
    copy_database(postgres, _COPY)
    plain = _plain(postgres, told)
    ours, theirs = [], []
    for number, words in enumerate(statements):
        acts = [
            (theirs, partial(_replay, plain, words)),
            (ours, partial(_place, buyers, skus, number, "real")),
        ]
        for times, act in acts if number % 2 else acts[::-1]:
            times.append(_timed(act))
    plain.close()
    pairs = list(zip(theirs, ours, strict=True))[_WARM:]
    return {
        "orders_a_second": round(1 / statistics.median(mine for _, mine in pairs), 1),
        "plain_a_second": round(1 / statistics.median(other for other, _ in pairs), 1),
        "share_of_plain": round(statistics.median(other / mine for other, mine in pairs), 3),
        "statements_an_order": round(sum(map(len, statements)) / COUNT, 1),
    }


def _timed(act: Callable[[], None]) -> float:
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


def _place(buyers: list[User], skus: list[Sku], number: int, run: str) -> None:
    checkout.place_order(
        buyer=buyers[number % len(buyers)],
        key=f"{run}-{number}",
        address=_ADDRESS,
        provider="test",
        at=timezone.now(),
        wants=[Want(skus[number % len(skus)].pk, 1)],
    )


def _recorded(buyers: list[User], skus: list[Sku]) -> list[list[str]]:
    """What placing says to the database, word for word; nothing of it is kept."""
    sequences = _sequences()
    recorded = []
    try:
        with transaction.atomic():
            for number in range(COUNT):
                with CaptureQueriesContext(connection) as queries:
                    _place(buyers, skus, number, "plain")
                words = [query["sql"] for query in queries]
                recorded.append([sql for sql in words if not sql.startswith(_BOOKKEEPING)])
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


def _replay(plain, statements: list[str]) -> None:
    with plain.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
            if cursor.description:
                cursor.fetchall()
    plain.commit()
