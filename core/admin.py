"""Admins of rows that belong to the platform: platform staff alone see them."""

from collections.abc import Callable

from django.db.models import Model
from django.http import HttpRequest
from django.utils.functional import Promise
from unfold.admin import ModelAdmin
from unfold.decorators import display

from core.wording import money

# How each state of a thing looks: what waits for somebody, what is well, what has ended.
QUIET, WAITING, MOVING, WELL, ENDED = "default", "warning", "info", "success", "danger"


def in_colour(field: str, description: str | Promise, **colours: str) -> Callable[..., object]:
    """A column that shows a choice in the reader's words, on a colour for each state."""

    @display(description=description, ordering=field, label=colours)
    def shown(self: ModelAdmin, row: Model) -> tuple[str, str]:
        return getattr(row, field), getattr(row, f"get_{field}_display")()

    shown.choices_of = field
    return shown


def in_money(
    field: str, description: str | Promise, *, currency: str = "currency"
) -> Callable[..., str]:
    """A column that shows minor units as people write money; `currency` may lead over keys."""

    @display(description=description, ordering=field)
    def shown(self: ModelAdmin, row: Model) -> str:
        value: object = row
        for step in currency.split("__"):
            value = getattr(value, step)
        minor = getattr(row, field)
        return "–" if minor is None else money(minor, str(value))

    return shown


class PlatformAdmin(ModelAdmin):
    list_per_page = 50
    show_full_result_count = False

    def has_module_permission(self, request: HttpRequest) -> bool:
        return request.user.is_superuser

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return request.user.is_superuser

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return request.user.is_superuser

    def has_add_permission(self, request: HttpRequest) -> bool:
        return request.user.is_superuser

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return request.user.is_superuser


class ReadOnlyAdmin(PlatformAdmin):
    """Records: nobody edits them by hand."""

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False
