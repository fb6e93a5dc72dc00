"""Errors of the API as problem documents (RFC 9457)."""

import logging
from collections.abc import Iterator, Mapping
from typing import Any

from django.core.exceptions import (
    BadRequest,
    PermissionDenied,
    RequestDataTooBig,
    SuspiciousOperation,
)
from django.core.exceptions import ValidationError as ModelValidationError
from django.db import OperationalError
from django.http import Http404
from django.utils.translation import gettext as _
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.views import set_rollback

from core.errors import RuleViolation
from core.guards import is_bad_value
from core.problems import CONTENT_TYPE, document

log = logging.getLogger(__name__)
_OVERLOADED = (429, 503)


def problem_response(exc: Exception, context: Mapping[str, Any]) -> Response | None:
    """Turn what was raised into a problem document; None for a fault of ours (a logged 500)."""
    found = _problem(exc)
    if found is None:
        return None
    set_rollback()
    status = found["status"]
    headers = {}
    if isinstance(exc, exceptions.APIException) and (scheme := getattr(exc, "auth_header", None)):
        headers["WWW-Authenticate"] = scheme
    if status in _OVERLOADED:
        wait = getattr(exc, "wait", None) or getattr(exc, "retry_after", None) or 1
        headers["Retry-After"] = str(max(1, int(wait + 0.999)))
    return Response(found, status=status, headers=headers, content_type=CONTENT_TYPE)


def _problem(exc: Exception) -> dict[str, Any] | None:
    if isinstance(exc, RuleViolation):
        return _of_rule(exc)
    if isinstance(exc, exceptions.ValidationError):
        return _invalid(dict(_flat(exc.detail)), code=_code_of(exc))
    if isinstance(exc, ModelValidationError):
        by_field = exc.message_dict if hasattr(exc, "error_dict") else {"detail": exc.messages}
        return _invalid({_name(field): messages for field, messages in by_field.items()})
    if isinstance(exc, exceptions.APIException):
        return document(exc.status_code, _code_of(exc), str(exc.detail))
    return _of_plain(exc)


def _of_rule(exc: RuleViolation) -> dict[str, Any]:
    found = document(exc.status, exc.code, exc.message)
    if exc.field:
        # A rule that found several faults at once names them all in its detail.
        found["errors"] = exc.detail.get("errors") or {exc.field: [exc.message]}
    # What a program may want stands beside the standard members, and never over them.
    return {**exc.detail, **found}


def _of_plain(exc: Exception) -> dict[str, Any] | None:
    """The exceptions of Django and of the database that a client's input can cause."""
    if isinstance(exc, Http404):
        return document(404, "not_found", _("There is nothing here."))
    if isinstance(exc, PermissionDenied):
        return document(403, "permission_denied", _("You may not do this."))
    if isinstance(exc, RequestDataTooBig):
        return document(413, "too_large", _("This is too large."))
    if isinstance(exc, BadRequest | SuspiciousOperation):
        return document(400, "bad_request", _("This request makes no sense."))
    if is_bad_value(exc):
        log.warning("Refused late, by %s: a field lacks its bounds.", type(exc).__name__)
        return document(400, "bad_value", _("A value is out of bounds."))
    if isinstance(exc, OperationalError):
        log.error("The database did not answer: %s", exc)
        return document(503, "busy", _("We are busy. Please try again in a moment."))
    return None


def _invalid(errors: dict[str, list[str]], code: str = "invalid") -> dict[str, Any]:
    first = next(iter(errors.values()), [""])
    return document(400, code, first[0] if first else "", errors=errors)


def _flat(detail: Any, place: str = "") -> Iterator[tuple[str, list[str]]]:
    """Nested errors by the path of their field: `lines.0.quantity`."""
    if isinstance(detail, Mapping):
        for key, value in detail.items():
            yield from _flat(value, f"{place}.{_name(key)}".strip("."))
    elif isinstance(detail, list) and any(isinstance(item, Mapping) for item in detail):
        for index, value in enumerate(detail):
            yield from _flat(value, f"{place}.{index}".strip(".")) if value else ()
    else:
        messages = detail if isinstance(detail, list) else [detail]
        yield place or "detail", [str(message) for message in messages]


def _name(field: Any) -> str:
    return "detail" if field in ("non_field_errors", "__all__") else str(field)


def _code_of(exc: exceptions.APIException) -> str:
    codes = exc.get_codes()
    while isinstance(codes, Mapping | list):
        codes = next(iter(codes.values() if isinstance(codes, Mapping) else codes), "invalid")
    known = {"unknown_field", "bad_value"}
    if isinstance(exc, exceptions.ValidationError):
        return codes if codes in known else "invalid"
    return str(codes)
