"""The API's JSON, with bounds on size, depth, numbers and characters."""

import json
import math
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.utils.translation import gettext as _
from rest_framework.exceptions import ParseError, ValidationError
from rest_framework.parsers import BaseParser
from rest_framework.renderers import JSONRenderer

MAX_DEPTH = 16
_INT8 = range(-(2**63), 2**63)


class BoundedJSONParser(BaseParser):
    """Refuses with 400 (too large: 413) what a database or a parser would choke on."""

    media_type = "application/json"
    renderer_class = JSONRenderer

    def parse(self, stream: Any, media_type: Any = None, parser_context: Any = None) -> Any:
        most = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        raw = stream.read(most + 1)
        if len(raw) > most:
            raise RequestDataTooBig
        try:
            document = json.loads(raw.decode("utf-8"), parse_constant=_no_constant)
        except (ValueError, RecursionError) as error:
            raise ParseError(_("This is not valid JSON.")) from error
        _check(document)
        return document


def _no_constant(name: str) -> None:
    raise ValueError(name)


def _check(document: Any) -> None:
    """Walk without recursion; the first fault names the member of the document it lies in."""
    todo = [(document, "", 0)]
    while todo:
        value, place, depth = todo.pop()
        if depth > MAX_DEPTH:
            raise ParseError(_("This document is nested too deep."))
        if isinstance(value, Mapping):
            for key, member in value.items():
                _check_scalar(key, place)
                todo.append((member, place or key, depth + 1))
        elif isinstance(value, list):
            todo.extend((member, place, depth + 1) for member in value)
        else:
            _check_scalar(value, place)


def _check_scalar(value: Any, place: str) -> None:
    if isinstance(value, str):
        is_fine = "\x00" not in value and _is_encodable(value)
    elif isinstance(value, float):
        is_fine = math.isfinite(value)
    else:
        is_fine = not isinstance(value, int) or value in _INT8
    if not is_fine:
        raise ValidationError({place or "detail": [_("This value cannot be stored.")]}, "bad_value")


def _is_encodable(text: str) -> bool:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True
