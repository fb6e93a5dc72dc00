"""Orders placed a second, against the same statements in plain psycopg2."""

import time

from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from rednote.supervisor import servers
from shop.models import Sku
from shop.services import checkout
from shop.services.quoted import Want

COUNT = 150
_BOOKKEEPING = ("SAVEPOINT", "RELEASE SAVEPOINT", "ROLLBACK")
_ADDRESS = {
    "recipient": "Lin Mei",
    "phone": "13800138000",
    "region": "Zhejiang, Hangzhou, Xihu",
    "street": "Longjing Road 1",
    "postcode": "310000",
}


def speed(postgres: servers.Postgres, database: str) -> dict[str, float]:
    """One connection, one order of one piece after the other, each committed and synced."""
    buyers = list(User.objects.filter(handle__startswith="bench").order_by("pk")[:50])
    skus = list(Sku.objects.order_by("pk")[:150])
    statements = _recorded(buyers, skus)
    plain = COUNT / _replay(postgres, database, statements)
    began = time.perf_counter()
    for number in range(COUNT):
        _place(buyers, skus, number, "real")
    ours = COUNT / (time.perf_counter() - began)
    return {
        "orders_a_second": round(ours, 1),
        "plain_a_second": round(plain, 1),
        "share_of_plain": round(ours / plain, 3),
        "statements_an_order": round(sum(map(len, statements)) / COUNT, 1),
    }


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


def _tell_prepared(plain) -> None:
    """What placing tells once a connection, the other connection is told as well."""
    with connection.cursor() as ours, plain.cursor() as theirs:
        ours.execute("SELECT statement FROM pg_prepared_statements")
        for (statement,) in ours.fetchall():
            theirs.execute(statement)
    plain.commit()


def _replay(postgres: servers.Postgres, database: str, orders: list[list[str]]) -> float:
    plain = postgres.connect(database)
    with connection.cursor() as ours, plain.cursor() as cursor:
        # What our connection was told beforehand, the plain one is told as well.
        ours.execute("SELECT statement FROM pg_prepared_statements")
        for (statement,) in ours.fetchall():
            cursor.execute(statement)
    began = time.perf_counter()
    with plain.cursor() as cursor:
        for statements in orders:
            for statement in statements:
                cursor.execute(statement)
                if cursor.description:
                    cursor.fetchall()
            plain.commit()
    spent = time.perf_counter() - began
    plain.close()
    return spent
