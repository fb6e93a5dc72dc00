"""Serializers that take nothing they do not know, and fields with bounds."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers

INT4_MAX = 2**31 - 1
INT8_MAX = 2**63 - 1


class _Strict(serializers.Serializer):
    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, Mapping):
            known = {name for name, field in self.fields.items() if not field.read_only}
            unknown = sorted(str(name) for name in data if name not in known)
            if unknown:
                message = _("There is no such field.")
                raise serializers.ValidationError(
                    {name[:60]: [message] for name in unknown[:20]}, code="unknown_field"
                )
        return super().to_internal_value(data)


class StrictSerializer(_Strict):
    """Refuses unknown and read-only fields with 400, naming each."""


class StrictModelSerializer(_Strict, serializers.ModelSerializer):
    """Refuses unknown and read-only fields with 400, naming each."""


class CountField(serializers.IntegerField):
    """A whole number from 0 (or `min_value`) to int4, whatever a client writes."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("min_value", 0)
        kwargs.setdefault("max_value", INT4_MAX)
        super().__init__(**kwargs)

    def to_internal_value(self, data: Any) -> int:
        if isinstance(data, bool):
            self.fail("invalid")
        return super().to_internal_value(data)


class MinorUnitsField(CountField):
    """A sum of money in minor units (fen), up to int8."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_value", INT8_MAX)
        super().__init__(**kwargs)
