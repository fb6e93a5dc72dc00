"""Keyset pages: a cursor, never an offset, so page one thousand costs what page one costs."""

import base64
import binascii
import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db.models import Field, Q, QuerySet
from django.utils.timezone import is_naive
from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.pagination import BasePagination
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param

from core.errors import RuleViolation

T = TypeVar("T")
_LONGEST_CURSOR = 400


class BadCursor(RuleViolation):
    code = "bad_cursor"
    status = 400


@dataclass(frozen=True)
class KeysetPage(Generic[T]):
    items: list[T]
    next_cursor: str


def keyset_page(
    queryset: QuerySet, *, after: str = "", limit: int = 24, ordering: tuple[str, ...] = ("-pk",)
) -> KeysetPage:
    """Cut one page out of a queryset, in an order that names every row (pk comes last of itself).

    :param ordering: columns without NULL, "-" for descending
    :raises BadCursor: if `after` is nothing that a page of this order ever gave
    """
    if ordering[-1].lstrip("-") != "pk":
        ordering = (*ordering, "-pk")
    if after:
        queryset = queryset.filter(_beyond(queryset, ordering, _decode(after)))
    return cut(list(queryset.order_by(*ordering)[: limit + 1]), limit=limit, ordering=ordering)


def cut(rows: list[T], *, limit: int, ordering: tuple[str, ...]) -> KeysetPage[T]:
    """The page out of its rows, of which there is one more than the page takes if it goes on."""
    more = len(rows) > limit
    items = rows[:limit]
    return KeysetPage(items, _encode(items[-1], ordering) if more else "")


def _beyond(queryset: QuerySet, ordering: tuple[str, ...], position: list[str]) -> Q:
    if len(position) != len(ordering):
        raise _bad()
    condition, same, first = Q(pk__in=[]), Q(), Q()
    for column, raw in zip(ordering, position, strict=True):
        name = column.lstrip("-")
        value = _clean(queryset, name, raw)
        side = "lt" if column.startswith("-") else "gt"
        # Said once more, without an "or": so an index leads to the place at once.
        first = first or Q(**{f"{name}__{side}e": value})
        condition |= same & Q(**{f"{name}__{side}": value})
        same &= Q(**{name: value})
    return first & condition if len(ordering) > 1 else condition


def _clean(queryset: QuerySet, name: str, raw: str) -> Any:
    """The value as the column takes it: a cursor comes from anybody."""
    field = _column(queryset, name)
    try:
        raw.encode("utf-8")
        value = field.to_python(raw)
        field.run_validators(value)
    except (ValidationError, ValueError, TypeError, OverflowError) as error:
        raise _bad() from error
    if "\x00" in raw or (isinstance(value, datetime) and is_naive(value)):
        raise _bad()
    return value


def _column(queryset: QuerySet, name: str) -> Field:
    if name in queryset.query.annotations:
        return queryset.query.annotations[name].output_field
    model = queryset.model
    found: Any = None
    for part in name.split("__"):
        try:
            found = model._meta.pk if part == "pk" else model._meta.get_field(part)
        except FieldDoesNotExist as error:
            raise TypeError(f"{queryset.model.__name__} has no column {name}") from error
        model = found.related_model or model
    # A one-to-one key is cleaned as the key it holds: no query to see whether it exists.
    while getattr(found, "target_field", None) is not None:
        found = found.target_field
    return found


def _encode(row: Any, ordering: tuple[str, ...]) -> str:
    position = [str(_value(row, column.lstrip("-"))) for column in ordering]
    raw = json.dumps(position, separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def _value(row: Any, name: str) -> Any:
    if isinstance(row, dict):
        return row["id"] if name == "pk" and "pk" not in row else row[name]
    for part in name.split("__"):
        row = getattr(row, part)
    return row


def _decode(cursor: str) -> list[str]:
    if len(cursor) > _LONGEST_CURSOR:
        raise _bad()
    try:
        padded = cursor.encode("ascii") + b"=" * (-len(cursor) % 4)
        position = json.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
    except (ValueError, binascii.Error, RecursionError) as error:
        raise _bad() from error
    if not isinstance(position, list) or not all(isinstance(part, str) for part in position):
        raise _bad()
    return position


def _bad() -> BadCursor:
    return BadCursor(_("This page does not exist."), field="cursor")


class KeysetPagination(BasePagination):
    """`?cursor=…&limit=…`; a view says its order as `ordering = ("-published_at",)`."""

    ordering: tuple[str, ...] = ("-pk",)
    page_size = 24
    most = 60

    def paginate_queryset(self, queryset: Any, request: Any, view: Any = None) -> list[Any]:
        ordering = getattr(view, "ordering", None) or self.ordering
        ordering = (ordering,) if isinstance(ordering, str) else tuple(ordering)
        self.request = request
        page = keyset_page(
            queryset,
            after=request.query_params.get("cursor", ""),
            limit=self.limit(request),
            ordering=ordering,
        )
        self.next_cursor = page.next_cursor
        return page.items

    def limit(self, request: Any) -> int:
        """What was asked for, at most `most`; 400 for what is no number from 1 up."""
        raw = request.query_params.get("limit")
        if raw is None:
            return self.page_size
        # Nine digits are enough to say "all".
        if not (raw.isascii() and raw.isdigit() and int(raw[:9])):
            raise serializers.ValidationError({"limit": [_("Enter a whole number from 1 up.")]})
        return min(int(raw[:9]), self.most)

    def get_paginated_response(self, data: Any) -> Response:
        here = self.request.build_absolute_uri()
        following = replace_query_param(here, "cursor", self.next_cursor)
        return Response({"next": following if self.next_cursor else None, "results": data})

    def get_paginated_response_schema(self, schema: Any) -> dict[str, Any]:
        return {
            "type": "object",
            "required": ["next", "results"],
            "properties": {
                "next": {"type": "string", "format": "uri", "nullable": True},
                "results": schema,
            },
        }

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        return [
            _parameter("cursor", {"type": "string"}, "Where the page before this one ended."),
            _parameter(
                "limit",
                {"type": "integer", "minimum": 1, "maximum": self.most, "default": self.page_size},
                "How many to give.",
            ),
        ]


def _parameter(name: str, schema: dict[str, Any], description: str) -> dict[str, Any]:
    return {
        "name": name,
        "in": "query",
        "required": False,
        "description": description,
        "schema": schema,
    }
