"""A queryset compiled once and run many times: the ORM says it, and is not asked to say it again.

Compiling a rule of visibility costs several times what the database needs to answer it; so does
planning it. PostgreSQL is told the statement once a connection, and keeps its plan.
"""

import datetime
import itertools
import operator
import re
from collections.abc import Callable, Mapping, MutableMapping, Sequence
from typing import Any
from weakref import WeakKeyDictionary

from django.db import NotSupportedError, connection
from django.db.models import query as queries
from django.db.models.sql.compiler import SQLCompiler

# Stand-ins while compiling: numbers that no row has, texts that no request may hold, moments
# before all others.
_FIRST = -(2**62)
_NUL = "\x00"
_DAWN = datetime.datetime(1, 1, 2, tzinfo=datetime.UTC)
# A name of a statement is never used again, not even on another connection.
_KINDS = int | str | datetime.datetime
_numbers = itertools.count(1)
_PLACE = re.compile(r"%\((\w+)\)s")


class Told:
    """A statement with whole numbers, texts, moments and lists of numbers, made on first use.

    :param build: gives what is compiled for stand-ins, one a parameter
    :param lists: the parameters that are lists, used as `…__in=[parameter]`
    :param texts: the parameters that are texts
    :param moments: the parameters that are moments
    """

    def __init__(
        self,
        build: Callable[..., Any],
        *names: str,
        lists: Sequence[str] = (),
        texts: Sequence[str] = (),
        moments: Sequence[str] = (),
    ):
        self._build = build
        self._label = getattr(build, "__name__", "query").strip("<_>")
        self._names = names
        self._lists = frozenset(lists)
        self._texts = frozenset(texts)
        self._moments = frozenset(moments)
        self._compiler: SQLCompiler | None = None
        self._sql = ""
        self._constants: list[Any] = []
        self._order: list[str] = []
        # The call of the statement, by the connection that knows it.
        self._calls: MutableMapping[Any, str] = WeakKeyDictionary()

    def answer(self, read: Callable[[Any], Any], values: Mapping[str, Any]) -> Any:
        """Run it with these values for its parameters; `read` takes the cursor afterwards."""
        if self._compiler is None:
            self._compile()
        arguments = [values[name] for name in self._order]
        try:
            return self._run(read, arguments)
        except NotSupportedError:
            # A column changed its type since the plan was made: tell the statement anew.
            self._calls.pop(connection.connection, None)
            if connection.in_atomic_block:
                raise
            return self._run(read, arguments)

    def compiler(self, built: Any) -> SQLCompiler:
        """What makes the statement of what was built."""
        return built.query.get_compiler(connection=connection)

    def _run(self, read: Callable[[Any], Any], arguments: list[Any]) -> Any:
        with connection.cursor() as cursor:
            cursor.execute(self._calls.get(connection.connection) or self._tell(), arguments)
            return read(cursor)

    def _tell(self) -> str:
        raw: Any = connection.connection
        name = f"{self._label}_{next(_numbers)}"
        with connection.wrap_database_errors, raw.cursor() as cursor:
            cursor.execute(f"PREPARE {name} AS {self._sql}", self._constants)
        slots = ", ".join(["%s"] * len(self._order))
        self._calls[raw] = f"EXECUTE {name}({slots})" if slots else f"EXECUTE {name}"
        return self._calls[raw]

    def _compile(self) -> None:
        stand_ins = {name: self._stand_in(n, name) for n, name in enumerate(self._names)}
        names = {value: name for name, value in stand_ins.items()}
        compiler = self.compiler(self._build(**stand_ins))
        sql, params = compiler.as_sql()
        pieces = sql.split("%s")
        order: list[str] = []
        constants: list[Any] = []
        for place, param in enumerate(params):
            name = names.get(param) if isinstance(param, _KINDS) else None
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

    def _stand_in(self, place: int, name: str) -> Any:
        if name in self._texts:
            return f"{_NUL}{name}"
        if name in self._moments:
            return _DAWN + datetime.timedelta(seconds=place)
        return _FIRST + place


class Written(Told):
    """A query in SQL, its parameters as `%(name)s`; an array may come as PostgreSQL writes it."""

    def __init__(self, label: str, sql: str) -> None:
        super().__init__(lambda: None)
        self._label = label
        self._order = list(dict.fromkeys(_PLACE.findall(sql)))
        self._sql = _PLACE.sub(lambda place: f"${self._order.index(place[1]) + 1}", sql)

    def rows(self, **values: Any) -> list[tuple]:
        """Run the query with these values for its parameters."""
        return self.answer(operator.methodcaller("fetchall"), values)

    def _compile(self) -> None:
        """It is SQL already."""


class Prepared(Told):
    """A query that is compiled once."""

    _models: "_Models | None" = None

    def rows(self, **values: Any) -> list[tuple]:
        """Run the query with these values for its parameters."""
        return self.answer(operator.methodcaller("fetchall"), values)

    def found(self, **values: Any) -> "Found":
        """The rows of a queryset of models, which become models where that is asked."""
        rows = self.rows(**values)
        if self._models is None:
            self._models = _Models(self._compiler)
        return Found(self._models, rows)

    def objects(self, **values: Any) -> list[Any]:
        """The rows as models, with all that the queryset joins and annotates."""
        return self.found(**values).objects()


class Found:
    """What a prepared query of models gave. `rows` is all that its models can know."""

    def __init__(self, models: "_Models | None", rows: list[tuple]) -> None:
        self._models = models
        self.rows = rows

    def objects(self) -> list[Any]:
        return self._models.of(self.rows) if self._models and self.rows else []

    def column(self, name: str) -> list[Any]:
        """The values of a field of the model itself, or of an annotation."""
        if not self._models or not self.rows:
            return []
        place = self._models.place_of(name)
        return [row[place] for row in self.rows]


class _Models:
    """How rows of a compiled query become models, as ModelIterable makes them: found out once."""

    def __init__(self, compiler: Any) -> None:
        select, own = compiler.select, compiler.klass_info["select_fields"]
        self._model = compiler.klass_info["model"]
        self._start, self._end = own[0], own[-1] + 1
        self._names = [each[0].target.attname for each in select[self._start : self._end]]
        populators: Any = queries.get_related_populators
        self._related = populators(compiler.klass_info, select, connection.alias)
        self._annotated = list((compiler.annotation_col_map or {}).items())
        self._places = dict(zip(self._names, own, strict=True)) | dict(self._annotated)
        self._converters = compiler.get_converters([each[0] for each in select])
        self._convert = compiler.apply_converters

    def of(self, rows: list[tuple]) -> list[Any]:
        converted = self._convert(rows, self._converters) if self._converters else rows
        return [self._one(row) for row in converted]

    def place_of(self, name: str) -> int:
        """Where the value of a field or of an annotation stands in a row."""
        return self._places[name]

    def _one(self, row: Sequence[Any]) -> Any:
        made = self._model.from_db(connection.alias, self._names, row[self._start : self._end])
        for populator in self._related:
            populator.populate(row, made)
        for name, place in self._annotated:
            setattr(made, name, row[place])
        return made


NOTHING = Found(None, [])


def _as_array(before: str) -> str:
    if not before.endswith("IN ("):
        raise ValueError(f"A list is used as `…__in=[parameter]`, not after {before[-30:]!r}")
    return before.removesuffix("IN (") + "= ANY("
