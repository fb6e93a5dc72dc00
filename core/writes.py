"""Writes that hot paths make many times: said by models and querysets, compiled once."""

import functools
import json
import operator
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from django.db import connection
from django.db.models import NOT_PROVIDED, AutoField, Field, JSONField, Model, QuerySet
from django.db.models.sql.compiler import SQLCompiler
from django.db.models.sql.subqueries import UpdateQuery
from django.utils import timezone

from core.prepared import Told


class Change(Told):
    """A conditional UPDATE that is compiled once: of a queryset, and of what it sets."""

    def run(self, **values: Any) -> int:
        """How many rows met the condition, and are changed."""
        return self.answer(operator.attrgetter("rowcount"), values)

    def compiler(self, built: tuple[QuerySet, dict[str, Any]]) -> SQLCompiler:
        rows, sets = built
        query: Any = rows.query.chain(UpdateQuery)
        query.add_update_values(sets)
        return query.get_compiler(connection=connection)


def insert(rows: Sequence[Model]) -> None:
    """Write new rows of one model by one statement, and give each its key.

    As `bulk_create`, whose care for other databases, parents and conflicts costs more than the
    database does. Foreign keys must be saved before the row is made.
    """
    if not rows:
        return
    shape = _shape(type(rows[0]))
    params: list[Any] = []
    for row in rows:
        params += shape.values(row)
    with connection.cursor() as cursor:
        cursor.execute(shape.statement(len(rows)) + shape.tail, params)
        keys = cursor.fetchall()
    for row, (key,) in zip(rows, keys, strict=True):
        row.pk = key
        row._state.adding, row._state.db = False, connection.alias


class Writing:
    """New rows of several models, written by one message to the database.

    Their keys are drawn beforehand, so that rows name each other before any is there. What needs
    no model in memory is given as values: making one costs more than the database does.

    :param counts: how many keys of each model will be asked for
    """

    def __init__(self, counts: Mapping[type[Model], int]) -> None:
        with connection.cursor() as cursor:
            cursor.execute(_draw(tuple(counts.items())))
            drawn = iter(cursor.fetchone())
        self._keys: dict[type[Model], Iterator[int]] = {
            model: iter([next(drawn) for _ in range(count)]) for model, count in counts.items()
        }
        self._rows: dict[type[Model], list[Any]] = {}
        self._count: dict[type[Model], int] = {}

    def put(self, row: Model) -> None:
        """Write this row, under a key that it is given now."""
        row.pk = next(self._keys[type(row)])
        self._take(type(row), _shape(type(row), True).values(row))
        row._state.adding, row._state.db = False, connection.alias

    def add(self, model: type[Model], **values: Any) -> int:
        """Write a row of these values, by the names of columns; the rest are defaults. Its key.

        Where no keys were drawn for the model the database gives one, and the answer is zero.
        """
        keys = self._keys.get(model)
        key = next(keys) if keys else 0
        if keys:
            values["id"] = key
        self._take(model, _shape(model, keys is not None).completed(values))
        return key

    def send(self) -> None:
        """Write all of them, model by model in the order in which they first came."""
        statements, params = [], []
        for model, values in self._rows.items():
            shape = _shape(model, model in self._keys)
            statements.append(shape.statement(self._count[model]))
            params += values
        with connection.cursor() as cursor:
            cursor.execute("; ".join(statements), params)

    def _take(self, model: type[Model], values: list[Any]) -> None:
        self._rows.setdefault(model, []).extend(values)
        self._count[model] = self._count.get(model, 0) + 1


class _Shape:
    """What is written of a model, and how; with a key of our own, or with the database's."""

    def __init__(self, model: type[Model], is_keyed: bool) -> None:
        options: Any = model._meta
        every = options.concrete_fields
        fields = [one for one in every if is_keyed or not isinstance(one, AutoField)]
        quote = connection.ops.quote_name
        columns = ", ".join(quote(field.column) for field in fields)
        self._head = " ".join(["INSERT INTO", quote(options.db_table), f"({columns}) VALUES "])
        self.tail = f" RETURNING {quote(options.pk.column)}"
        self._row = f"({', '.join(['%s'] * len(fields))})"
        names = [field.attname for field in fields]
        self._read = operator.attrgetter(*names)
        self._pick = operator.itemgetter(*names)
        self._defaults = {one.attname: None if _made(one) else one.get_default() for one in fields}
        self._made = [(one.attname, make) for one in fields if (make := _made(one))]
        # Most values go as they are; these do not.
        self._own = [(place, write) for place, one in enumerate(fields) if (write := _own(one))]
        self._times = [(p, one) for p, one in enumerate(fields) if _is_stamped(one)]

    def statement(self, count: int) -> str:
        return self._head + ", ".join([self._row] * count)

    def values(self, row: Model) -> list[Any]:
        """Those of a row in memory, which is told when it was written."""
        values = list(self._read(row))
        for place, field in self._times:
            values[place] = field.pre_save(row, add=True)
        return self._as_written(values)

    def completed(self, given: dict[str, Any]) -> list[Any]:
        """Those of a row of which only this is given."""
        whole = self._defaults | given
        if len(whole) != len(self._defaults):
            raise TypeError(f"No such columns: {', '.join(given.keys() - self._defaults.keys())}")
        for name, make in self._made:
            if name not in given:
                whole[name] = make()
        return self._as_written(list(self._pick(whole)))

    def _as_written(self, values: list[Any]) -> list[Any]:
        for place, write in self._own:
            values[place] = write(values[place])
        return values


@functools.cache
def _shape(model: type[Model], is_keyed: bool = False) -> _Shape:
    return _Shape(model, is_keyed)


@functools.lru_cache(maxsize=512)
def _draw(counts: tuple[tuple[type[Model], int], ...]) -> str:
    names = _sequences(tuple(model for model, _ in counts))
    drawn = (
        f"nextval('{name}')"
        for name, (_, count) in zip(names, counts, strict=True)
        for _ in range(count)
    )
    return "SELECT " + ", ".join(drawn)


@functools.cache
def _sequences(models: tuple[type[Model], ...]) -> tuple[str, ...]:
    """Asked of the database once."""
    tables = [model._meta for model in models]
    quote = connection.ops.quote_name
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT " + ", ".join(["pg_get_serial_sequence(%s, %s)"] * len(tables)),
            [word for one in tables for word in (quote(one.db_table), one.pk.column)],
        )
        return cursor.fetchone()


def _own(field: Field) -> Callable[[Any], Any] | None:
    """How a field's value goes to the database, where it does not go as it is."""
    if isinstance(field, JSONField):
        return lambda value: None if value is None else json.dumps(value, cls=field.encoder)
    return None


def _is_stamped(field: Field) -> bool:
    return bool(getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False))


def _made(field: Field) -> Callable[[], Any] | None:
    """What makes a new default for every row."""
    if _is_stamped(field):
        return timezone.now
    default = field.default
    return default if default is not NOT_PROVIDED and callable(default) else None
