"""The one tenant base of the admin: brand staff see and change their own store, and nothing else.

Every admin is either a `StoreAdmin` (rows belong to a store) or a `core.admin.PlatformAdmin` (rows
belong to the platform). A test walks `admin.site` and refuses anything else.
"""

from collections.abc import Iterable
from typing import Any

from django.contrib.admin import RelatedOnlyFieldListFilter
from django.contrib.admin.options import BaseModelAdmin
from django.db.models import BigIntegerField, ForeignKey, Model, QuerySet
from django.http import HttpRequest
from unfold.admin import ModelAdmin, StackedInline, TabularInline

from accounts.models import Reader
from shop.admin.yuan import YuanField
from shop.models import (
    AfterSale,
    Coupon,
    FlashDeal,
    Invoice,
    OutboundOffer,
    Product,
    Sku,
    Stock,
    Store,
    StoreOrder,
    StoreStaff,
)

OWNER, EDITOR, SERVICE = StoreStaff.Role.OWNER, StoreStaff.Role.EDITOR, StoreStaff.Role.SERVICE
EVERYBODY = (OWNER, EDITOR, SERVICE)
NOBODY: tuple[str, ...] = ()

# How each model that brand staff may choose from leads to its store.
STORE_PATHS: dict[type[Model], str] = {
    Store: "pk",
    Product: "store",
    Sku: "product__store",
    Stock: "sku__product__store",
    StoreOrder: "store",
    AfterSale: "order__store",
    Invoice: "order__store",
    OutboundOffer: "product__store",
    Coupon: "store",
    FlashDeal: "sku__product__store",
}


def roles_of(request: HttpRequest) -> dict[int, str]:
    """Store → role of the signed-in member of staff, read once a request."""
    kept = vars(request)
    if "_store_roles" not in kept:
        kept["_store_roles"] = _roles_in_stores(request.user)
    return kept["_store_roles"]


def _roles_in_stores(user: Reader) -> dict[int, str]:
    if not user.is_authenticated:
        return {}
    return dict(StoreStaff.objects.filter(user=user).values_list("store_id", "role"))


def stores_where(request: HttpRequest, roles: tuple[str, ...]) -> list[int]:
    return [store for store, role in roles_of(request).items() if role in roles]


class _Scoped(BaseModelAdmin):
    """What list, form and inline share: rows and choices of one's own stores alone."""

    store_path = "store"
    viewers: tuple[str, ...] = EVERYBODY
    changers: tuple[str, ...] = (OWNER, EDITOR)
    adders: tuple[str, ...] = NOBODY
    deleters: tuple[str, ...] = NOBODY
    # A sum that one may write → the column that shows it to who may not.
    sums: dict[str, str] = {}
    formfield_overrides = {BigIntegerField: {"form_class": YuanField}}

    def get_fieldsets(self, request: HttpRequest, obj: Model | None = None):
        found = super().get_fieldsets(request, obj)
        if self.has_change_permission(request, obj):
            return found
        return [(title, {**more, "fields": self._told(more["fields"])}) for title, more in found]

    def _told(self, names: Iterable) -> list:
        return [
            self.sums.get(name, name) if isinstance(name, str) else tuple(self._told(name))
            for name in names
        ]

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None):
        return [*super().get_readonly_fields(request, obj), *self.sums.values()]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        rows = super().get_queryset(request)
        if request.user.is_superuser:
            return rows
        return rows.filter(**{f"{self.store_path}__in": stores_where(request, self.viewers)})

    def formfield_for_foreignkey(self, db_field: ForeignKey, request: HttpRequest, **kwargs):
        chosen: type[Model] = db_field.related_model
        path = STORE_PATHS.get(chosen)
        if path and not request.user.is_superuser:
            mine = {f"{path}__in": stores_where(request, self.viewers)}
            kwargs["queryset"] = chosen._default_manager.filter(**mine)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def _may(self, request: HttpRequest, roles: tuple[str, ...], obj: Model | None) -> bool:
        if request.user.is_superuser:
            return bool(roles)
        stores = stores_where(request, roles)
        return bool(stores) and (obj is None or self.store_id(obj) in stores)

    def store_id(self, obj: Model) -> int | None:
        found: Any = obj
        for step in self.store_path.split("__"):
            found = getattr(found, step, None)
        return getattr(found, "pk", found)


class StoreAdmin(_Scoped, ModelAdmin):
    """Rows that belong to a store, by `store_path`; what each role may do stands in four tuples."""

    list_per_page = 50
    show_full_result_count = False
    list_filter_submit = True

    def has_module_permission(self, request):
        return self._may(request, self.viewers, None)

    def has_view_permission(self, request, obj=None):
        return self._may(request, self.viewers, obj)

    def has_change_permission(self, request, obj=None):
        return self._may(request, self.changers, obj)

    def has_add_permission(self, request):
        return self._may(request, self.adders, None)

    def has_delete_permission(self, request, obj=None):
        return self._may(request, self.deleters, obj)

    def lookup_allowed(self, lookup, value, request):
        # Django also allows any lookup along foreign keys that a filter could make, and a list
        # that answers "is there a row where …" tells of rows that it does not show.
        wanted = [item[0] if isinstance(item, tuple) else item for item in self.list_filter]
        names = {getattr(name, "parameter_name", name) for name in wanted}
        return lookup.split("__")[0] in {str(name).split("__")[0] for name in names}

    def get_list_filter(self, request):
        return [self._own_choices(item) for item in super().get_list_filter(request)]

    def _own_choices(self, item):
        """A filter over a relation offers the values that occur in one's own rows."""
        is_field = isinstance(item, str) and "__" not in item
        if is_field and self.model._meta.get_field(item).is_relation:
            return item, RelatedOnlyFieldListFilter
        return item


class _ScopedInline(_Scoped):
    """Rows of a parent that a StoreAdmin has scoped already; its choices are scoped here."""

    extra = 0
    tab = True

    def has_view_permission(self, request, obj=None):
        return self._may(request, self.viewers, None)

    def has_change_permission(self, request, obj=None):
        return self._may(request, self.changers, None)

    def has_add_permission(self, request, obj=None):
        return self._may(request, self.adders, None)

    def has_delete_permission(self, request, obj=None):
        return self._may(request, self.deleters, None)


class StoreInline(_ScopedInline, TabularInline):
    hide_title = True


class StoreStackedInline(_ScopedInline, StackedInline):
    """For rows with more fields than a line has room for."""
