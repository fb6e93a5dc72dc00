"""What a list of orders can be narrowed by, and a paginator that never counts them all."""

from datetime import timedelta
from typing import Any, cast

from django.contrib import admin
from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from shop.admin.base import EVERYBODY, stores_where
from shop.models import AfterSale, OrderLine, Store
from shop.services import desk, fulfilment


class NearPages(Paginator):
    """Counts to the end of the last page that it shows, however many rows lie behind."""

    MOST = 1000

    @cached_property
    def count(self):
        rows = cast("QuerySet[Any]", self.object_list)
        return rows.order_by()[: self.MOST].count()


class OwnStoreFilter(admin.SimpleListFilter):
    title = _("store")
    parameter_name = "store"

    def lookups(self, request, model_admin):
        stores = Store.objects.order_by("name")
        if not request.user.is_superuser:
            stores = stores.filter(pk__in=stores_where(request, EVERYBODY))
        found = list(stores.values_list("pk", "name")[:100])
        return found if len(found) > 1 else []

    def queryset(self, request, queryset):
        store = self.value() or ""
        return queryset.filter(store=int(store[:9])) if store.isdigit() else queryset


class LateFilter(admin.SimpleListFilter):
    """Those whose promised date has passed with something left to ship."""

    title = _("late")
    parameter_name = "late"

    def lookups(self, request, model_admin):
        return [("yes", _("late")), ("today", _("due within a day"))]

    def queryset(self, request, queryset):
        waiting = queryset.filter(status__in=fulfilment.TO_SHIP)
        now = timezone.now()
        if self.value() == "yes":
            return waiting.filter(ship_by__lte=now)
        if self.value() == "today":
            return waiting.filter(ship_by__gt=now, ship_by__lte=now + timedelta(days=1))
        return queryset


class PlacedFilter(admin.SimpleListFilter):
    title = _("placed at")
    parameter_name = "placed"
    days = {"1": 1, "7": 7, "30": 30, "90": 90}

    def lookups(self, request, model_admin):
        words = _("last %(days)d days")
        rest = [(key, words % {"days": days}) for key, days in self.days.items() if days > 1]
        return [("1", _("last 24 hours")), *rest]

    def queryset(self, request, queryset):
        days = self.days.get(self.value() or "")
        if days is None:
            return queryset
        return queryset.filter(group__placed_at__gte=timezone.now() - timedelta(days=days))


class ProductFilter(admin.SimpleListFilter):
    """Orders with a product; what sold of late is offered."""

    title = _("product")
    parameter_name = "product"

    def lookups(self, request, model_admin):
        return desk.recent_products(model_admin.get_queryset(request))

    def queryset(self, request, queryset):
        product = self.value() or ""
        if not product.isdigit():
            return queryset
        lines = OrderLine.objects.filter(order=OuterRef("pk"), sku__product=int(product[:18]))
        return queryset.filter(Exists(lines))


class OpenCaseFilter(admin.SimpleListFilter):
    title = _("after-sales")
    parameter_name = "case"

    def lookups(self, request, model_admin):
        return [("open", _("with an open case"))]

    def queryset(self, request, queryset):
        if self.value() != "open":
            return queryset
        return queryset.filter(Exists(AfterSale.objects.open().filter(order=OuterRef("pk"))))
