"""How PostgreSQL answers: the shape of each statement's plan, to compare it between sizes."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

from django.db import connection

_READS = ("SELECT", "EXECUTE", "WITH", "(SELECT")


@dataclass(frozen=True)
class Plan:
    """A statement and the shape of its plan: nodes, what they read, by which index."""

    statement: str
    shape: str


def of(statements: Iterable[str]) -> list[Plan]:
    """The plans of those of these statements that read, asked of the database in turn."""
    reads = (sql for sql in map(str.lstrip, statements) if sql.startswith(_READS))
    return [Plan(sql, _shape(_explained(sql))) for sql in reads]


def differences(few: list[Plan], many: list[Plan]) -> list[str]:
    """A line or three for each statement that is answered in another way."""
    pairs = zip_longest(few, many, fillvalue=Plan("", "not asked"))
    return [
        f"{_short(one.statement or other.statement)}"
        f"\n      few:  {one.shape}\n      many: {other.shape}"
        for one, other in pairs
        if one.shape != other.shape
    ]


def _explained(sql: str) -> dict[str, Any]:
    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN (FORMAT JSON) " + sql)
        found = cursor.fetchone()[0]
    return (json.loads(found) if isinstance(found, str) else found)[0]["Plan"]


def _shape(node: dict[str, Any]) -> str:
    """`Nested Loop(Index Scan notes_note_pkey, …)`: no costs, no rows, no conditions."""
    names = [node.get("Index Name") or node.get("Relation Name") or node.get("Function Name")]
    joins = [node["Join Type"]] if node.get("Join Type", "Inner") != "Inner" else []
    below = ", ".join(_shape(child) for child in node.get("Plans", ()))
    head = " ".join([node["Node Type"], *joins, *filter(None, names)])
    return f"{head}({below})" if below else head


def _short(statement: str) -> str:
    return " ".join(statement.split())[:100]
