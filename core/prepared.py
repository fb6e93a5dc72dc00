"""A queryset compiled once and run many times: the ORM says it, and is not asked to say it again.

Compiling a rule of visibility costs several times what the database needs to answer it.
"""

from collections.abc import Callable, Sequence
from typing import Any

from django.db import connection
from django.db.models import QuerySet

# Stand-ins while compiling: numbers that no row has.
_FIRST = -(2**62)


class Prepared:
    """A query of whole numbers and lists of them, made on first use.

    :param build: gives the queryset (`values_list`) for stand-ins, one a parameter
    :param lists: the parameters that are lists, used as `…__in=[parameter]`
    """

    def __init__(self, build: Callable[..., QuerySet], *names: str, lists: Sequence[str] = ()):
        self._build = build
        self._names = names
        self._lists = frozenset(lists)
        self._sql = ""
        self._params: list[Any] = []

    def rows(self, **values: Any) -> list[tuple]:
        """Run the query with these values for its parameters."""
        if not self._sql:
            self._compile()
        params = [values[p.name] if isinstance(p, _Slot) else p for p in self._params]
        with connection.cursor() as cursor:
            cursor.execute(self._sql, params)
            return cursor.fetchall()

    def _compile(self) -> None:
        stand_ins = {name: _FIRST + place for place, name in enumerate(self._names)}
        slots = {number: _Slot(name) for name, number in stand_ins.items()}
        sql, params = self._build(**stand_ins).query.sql_with_params()
        pieces = sql.split("%s")
        self._params = [slots.get(p, p) if isinstance(p, int) else p for p in params]
        for place, param in enumerate(self._params):
            if isinstance(param, _Slot) and param.name in self._lists:
                pieces[place] = _as_array(pieces[place])
        self._sql = "%s".join(pieces)


class _Slot:
    """Where a value goes."""

    def __init__(self, name: str) -> None:
        self.name = name


def _as_array(before: str) -> str:
    if not before.endswith("IN ("):
        raise ValueError(f"A list is used as `…__in=[parameter]`, not after {before[-30:]!r}")
    return before.removesuffix("IN (") + "= ANY("
