"""A queryset compiled once and run many times: the ORM says it, and is not asked to say it again.

Compiling a rule of visibility costs several times what the database needs to answer it; so does
planning it. PostgreSQL is told the statement once a connection, and keeps its plan.
"""

import itertools
from collections.abc import Callable, MutableMapping, Sequence
from types import SimpleNamespace
from typing import Any
from weakref import WeakKeyDictionary

from django.db import NotSupportedError, connection
from django.db.models import QuerySet
from django.db.models.query import ModelIterable
from django.db.models.sql.compiler import SQLCompiler

# Stand-ins while compiling: numbers that no row has, and texts that no request may hold.
_FIRST = -(2**62)
_NUL = "\x00"
# A name of a statement is never used again, not even on another connection.
_numbers = itertools.count(1)


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
        self._label = getattr(build, "__name__", "query").strip("<_>")
        self._names = names
        self._lists = frozenset(lists)
        self._texts = frozenset(texts)
        self._compiler: SQLCompiler | None = None
        self._sql = ""
        self._constants: list[Any] = []
        self._order: list[str] = []
        # The call of the statement, by the connection that knows it.
        self._calls: MutableMapping[Any, str] = WeakKeyDictionary()

    def rows(self, **values: Any) -> list[tuple]:
        """Run the query with these values for its parameters."""
        if self._compiler is None:
            self._compile()
        arguments = [values[name] for name in self._order]
        try:
            return self._run(arguments)
        except NotSupportedError:
            # A column changed its type since the plan was made: tell the statement anew.
            self._calls.pop(connection.connection, None)
            if connection.in_atomic_block:
                raise
            return self._run(arguments)

    def _run(self, arguments: list[Any]) -> list[tuple]:
        with connection.cursor() as cursor:
            cursor.execute(self._calls.get(connection.connection) or self._tell(), arguments)
            return cursor.fetchall()

    def _tell(self) -> str:
        raw: Any = connection.connection
        name = f"{self._label}_{next(_numbers)}"
        with connection.wrap_database_errors, raw.cursor() as cursor:
            cursor.execute(f"PREPARE {name} AS {self._sql}", self._constants)
        slots = ", ".join(["%s"] * len(self._order))
        self._calls[raw] = f"EXECUTE {name}({slots})" if slots else f"EXECUTE {name}"
        return self._calls[raw]

    def found(self, **values: Any) -> "Found":
        """The rows of a queryset of models, which become models where that is asked."""
        rows = self.rows(**values)
        return Found(self._compiler, rows)

    def objects(self, **values: Any) -> list[Any]:
        """The rows as models, with all that the queryset joins and annotates."""
        return self.found(**values).objects()

    def _compile(self) -> None:
        stand_ins = {
            name: f"{_NUL}{name}" if name in self._texts else _FIRST + place
            for place, name in enumerate(self._names)
        }
        names = {value: name for name, value in stand_ins.items()}
        compiler = self._build(**stand_ins).query.get_compiler(connection=connection)
        sql, params = compiler.as_sql()
        pieces = sql.split("%s")
        order: list[str] = []
        constants: list[Any] = []
        for place, param in enumerate(params):
            name = names.get(param) if isinstance(param, int | str) else None
            if name is None:
                constants.append(param)
                pieces[place] += "%s"
                continue
            if name not in order:
                order.append(name)
            before = _as_array(pieces[place]) if name in self._lists else pieces[place]
            pieces[place] = f"{before}${order.index(name) + 1}"
        self._order, self._constants = order, constants
        self._sql = "".join(pieces)
        # Last: other threads take what they find.
        self._compiler = compiler


class Found:
    """What a prepared query of models gave. `rows` is all that its models can know."""

    def __init__(self, compiler: Any, rows: list[tuple]) -> None:
        self._compiler = compiler
        self.rows = rows

    def objects(self) -> list[Any]:
        # ModelIterable asks a queryset for no more than this.
        made: Any = SimpleNamespace(db=connection.alias, query=self, _known_related_objects={})
        return list(ModelIterable(made)) if self.rows else []

    def column(self, name: str) -> list[Any]:
        """The values of a field of the model itself, or of an annotation."""
        if not self.rows:
            return []
        place = (self._compiler.annotation_col_map or {}).get(name)
        if place is None:
            select, own = self._compiler.select, self._compiler.klass_info["select_fields"]
            place = next(i for i in own if select[i][0].target.attname == name)
        return [row[place] for row in self.rows]

    # Towards ModelIterable: a query, and its compiler, whose rows are there already.
    def get_compiler(self, **_options: Any) -> "Found":
        return self

    def execute_sql(self, **_options: Any) -> list[list[tuple]]:
        return [self.rows]

    def __getattr__(self, name: str) -> Any:
        return getattr(self._compiler, name)


NOTHING = Found(None, [])


def _as_array(before: str) -> str:
    if not before.endswith("IN ("):
        raise ValueError(f"A list is used as `…__in=[parameter]`, not after {before[-30:]!r}")
    return before.removesuffix("IN (") + "= ANY("
