"""The books of the demo's provider: one small file, shared by all processes of this machine."""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings

TABLES = """
CREATE TABLE IF NOT EXISTS trade (
    out_trade_no TEXT PRIMARY KEY,
    token TEXT UNIQUE,
    trade_id TEXT NOT NULL,
    amount INTEGER NOT NULL,
    currency TEXT NOT NULL,
    subject TEXT NOT NULL,
    return_url TEXT NOT NULL,
    expires_at REAL NOT NULL,
    state TEXT NOT NULL DEFAULT 'pending',
    captures_at REAL
);
CREATE TABLE IF NOT EXISTS refund (
    out_request_no TEXT PRIMARY KEY,
    out_trade_no TEXT NOT NULL,
    amount INTEGER NOT NULL
);
"""
COLUMNS = (
    "out_trade_no",
    "token",
    "trade_id",
    "amount",
    "currency",
    "subject",
    "return_url",
    "expires_at",
)
WAIT_SECONDS = 3
Row = dict[str, Any]


def open_trade(out_trade_no: str, **values: Any) -> Row:
    """The trade of this number; a number that is known keeps what it was opened with."""
    row = {"out_trade_no": out_trade_no, **values}
    with _books() as books:
        books.execute(
            "INSERT OR IGNORE INTO trade (out_trade_no, token, trade_id, amount, currency,"
            " subject, return_url, expires_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            [row[column] for column in COLUMNS],
        )
        return _found(books, "out_trade_no", out_trade_no) or {}


def find(*, out_trade_no: str = "", token: str = "") -> Row | None:
    with _books() as books:
        if token:
            return _found(books, "token", token)
        return _found(books, "out_trade_no", out_trade_no)


def decide(token: str, *, is_approved: bool, captures_at: float) -> Row | None:
    """What the payer said; only a pending trade can still be decided, and only once."""
    state = "pending" if is_approved else "failed"
    with _books() as books:
        books.execute(
            "UPDATE trade SET state = ?, captures_at = ?"
            " WHERE token = ? AND state = 'pending' AND captures_at IS NULL AND expires_at > ?",
            [state, captures_at if is_approved else None, token, time.time()],
        )
        return _found(books, "token", token)


def close(out_trade_no: str) -> Row | None:
    """No more can be paid; a trade that the payer has approved is captured all the same."""
    with _books() as books:
        books.execute(
            "UPDATE trade SET state = 'closed'"
            " WHERE out_trade_no = ? AND state = 'pending' AND captures_at IS NULL",
            [out_trade_no],
        )
        return _found(books, "out_trade_no", out_trade_no)


def refund(out_request_no: str, out_trade_no: str, amount: int) -> bool:
    """Give money back once per request number, never more than was captured."""
    with _books() as books:
        if _refunded(books, out_request_no):
            return True
        trade = _found(books, "out_trade_no", out_trade_no)
        if trade is None or trade["state"] != "captured":
            return False
        given = books.execute(
            "SELECT coalesce(sum(amount), 0) FROM refund WHERE out_trade_no = ?", [out_trade_no]
        ).fetchone()[0]
        if given + amount > trade["amount"]:
            return False
        books.execute("INSERT INTO refund VALUES (?, ?, ?)", [out_request_no, out_trade_no, amount])
        return True


def has_refund(out_request_no: str) -> bool:
    with _books() as books:
        return _refunded(books, out_request_no)


def captured_since(start: float) -> list[Row]:
    """The bill of the day that starts then, in seconds of the epoch."""
    with _books() as books:
        rows = books.execute(
            "SELECT * FROM trade WHERE captures_at >= ? AND captures_at < ?",
            [start, start + 86_400],
        )
        return [_as_of_now(row) for row in rows]


@contextmanager
def _books() -> Iterator[sqlite3.Connection]:
    """One transaction on the books, with the write lock from its start."""
    path = Path(settings.SHOP["TEST_PROVIDER_FILE"])
    path.parent.mkdir(parents=True, exist_ok=True)
    with closing(sqlite3.connect(path, timeout=WAIT_SECONDS, isolation_level=None)) as books:
        books.row_factory = sqlite3.Row
        books.execute("PRAGMA synchronous = OFF")
        if not books.execute("SELECT 1 FROM sqlite_master WHERE name = 'refund'").fetchone():
            books.executescript("PRAGMA journal_mode = WAL;" + TABLES)
        books.execute("BEGIN IMMEDIATE")
        yield books
        books.execute("COMMIT")


def _found(books: sqlite3.Connection, column: str, value: str) -> Row | None:
    query = {
        "token": "SELECT * FROM trade WHERE token = ?",
        "out_trade_no": "SELECT * FROM trade WHERE out_trade_no = ?",
    }[column]
    row = books.execute(query, [value]).fetchone()
    return _as_of_now(row) if row else None


def _refunded(books: sqlite3.Connection, out_request_no: str) -> bool:
    query = "SELECT 1 FROM refund WHERE out_request_no = ?"
    return books.execute(query, [out_request_no]).fetchone() is not None


def _as_of_now(row: sqlite3.Row) -> Row:
    """An approved trade is captured once its moment has come."""
    found = dict(row)
    due = found["captures_at"] is not None and found["captures_at"] <= time.time()
    if found["state"] == "pending" and due:
        found["state"] = "captured"
    return found
