"""Writes that hot paths make many times: said by models and querysets, compiled once."""

import functools
import json
import operator
from collections.abc import Callable, Sequence
from typing import Any

from django.db import connection
from django.db.models import AutoField, Field, JSONField, Model, QuerySet
from django.db.models.sql.compiler import SQLCompiler
from django.db.models.sql.subqueries import UpdateQuery

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
        cursor.execute(shape.statement(len(rows)), params)
        keys = cursor.fetchall()
    for row, (key,) in zip(rows, keys, strict=True):
        row.pk = key
        row._state.adding, row._state.db = False, connection.alias


class _Shape:
    """What is written of a model, and how."""

    def __init__(self, model: type[Model]) -> None:
        options: Any = model._meta
        fields = [one for one in options.concrete_fields if not isinstance(one, AutoField)]
        quote = connection.ops.quote_name
        columns = ", ".join(quote(field.column) for field in fields)
        self._head = " ".join(["INSERT INTO", quote(options.db_table), f"({columns}) VALUES "])
        self._tail = f" RETURNING {quote(options.pk.column)}"
        self._row = f"({', '.join(['%s'] * len(fields))})"
        self._read = operator.attrgetter(*(field.attname for field in fields))
        # Most values go as they are; these do not.
        self._own = [(place, write) for place, one in enumerate(fields) if (write := _own(one))]

    def statement(self, count: int) -> str:
        return self._head + ", ".join([self._row] * count) + self._tail

    def values(self, row: Model) -> list[Any]:
        values = list(self._read(row))
        for place, write in self._own:
            values[place] = write(row, values[place])
        return values


@functools.cache
def _shape(model: type[Model]) -> _Shape:
    return _Shape(model)


def _own(field: Field) -> Callable[[Model, Any], Any] | None:
    """How a field's value goes to the database, where it does not go as it is."""
    if isinstance(field, JSONField):
        return lambda row, value: None if value is None else json.dumps(value, cls=field.encoder)
    if getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False):
        return lambda row, value: field.pre_save(row, add=True)
    return None
