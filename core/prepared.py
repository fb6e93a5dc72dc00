"""A queryset compiled once and run many times: the ORM says it, and is not asked to say it again.

Compiling a rule of visibility costs several times what the database needs to answer it.
"""

from collections.abc import Callable, Sequence
from types import SimpleNamespace
from typing import Any

from django.db import connection
from django.db.models import QuerySet
from django.db.models.query import ModelIterable
from django.db.models.sql.compiler import SQLCompiler

# Stand-ins while compiling: numbers that no row has, and texts that no request may hold.
_FIRST = -(2**62)
_NUL = "\x00"


class Prepared:
    """A query of whole numbers, texts and lists of numbers, made on first use.

    :param build: gives the queryset for stand-ins, one a parameter
    :param lists: the parameters that are lists, used as `…__in=[parameter]`
    :param texts: the parameters that are texts
    """

    def __init__(
        self,
        build: Callable[..., QuerySet],
        *names: str,
        lists: Sequence[str] = (),
        texts: Sequence[str] = (),
    ):
        self._build = build
        self._names = names
        self._lists = frozenset(lists)
        self._texts = frozenset(texts)
        self._compiler: SQLCompiler | None = None
        self._sql = ""
        self._params: list[Any] = []

    def rows(self, **values: Any) -> list[tuple]:
        """Run the query with these values for its parameters; for a queryset of `values_list`."""
        if self._compiler is None:
            self._compile()
        params = [values[p.name] if isinstance(p, _Slot) else p for p in self._params]
        with connection.cursor() as cursor:
            cursor.execute(self._sql, params)
            return cursor.fetchall()

    def objects(self, **values: Any) -> list[Any]:
        """The rows as models, with all that the queryset joins and annotates."""
        rows = self.rows(**values)
        made = _Answered(self._compiler, rows)
        # ModelIterable asks a queryset for no more than this.
        queryset: Any = SimpleNamespace(db=connection.alias, query=made, _known_related_objects={})
        return list(ModelIterable(queryset)) if rows else []

    def _compile(self) -> None:
        stand_ins = {
            name: f"{_NUL}{name}" if name in self._texts else _FIRST + place
            for place, name in enumerate(self._names)
        }
        slots = {value: _Slot(name) for name, value in stand_ins.items()}
        compiler = self._build(**stand_ins).query.get_compiler(connection=connection)
        sql, params = compiler.as_sql()
        pieces = sql.split("%s")
        self._params = [slots.get(p, p) if isinstance(p, int | str) else p for p in params]
        for place, param in enumerate(self._params):
            if isinstance(param, _Slot) and param.name in self._lists:
                pieces[place] = _as_array(pieces[place])
        self._sql = "%s".join(pieces)
        self._compiler = compiler


class _Slot:
    """Where a value goes."""

    def __init__(self, name: str) -> None:
        self.name = name


class _Answered:
    """Stands for a query and its compiler whose rows are there already."""

    def __init__(self, compiler: Any, rows: list[tuple]) -> None:
        self._compiler = compiler
        self._rows = rows

    def get_compiler(self, **_options: Any) -> "_Answered":
        return self

    def execute_sql(self, **_options: Any) -> list[list[tuple]]:
        return [self._rows]

    def __getattr__(self, name: str) -> Any:
        return getattr(self._compiler, name)


def _as_array(before: str) -> str:
    if not before.endswith("IN ("):
        raise ValueError(f"A list is used as `…__in=[parameter]`, not after {before[-30:]!r}")
    return before.removesuffix("IN (") + "= ANY("
