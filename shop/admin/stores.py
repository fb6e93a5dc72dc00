"""Stores and the people who work in them."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from core.admin import ENDED, MOVING, QUIET, WELL, in_colour
from shop.admin.base import EDITOR, NOBODY, OWNER, StoreAdmin, StoreInline
from shop.models import Store, StoreStaff


class StaffInline(StoreInline):
    """Who works here: every member sees it, platform staff change it."""

    model = StoreStaff
    viewers = (OWNER, EDITOR)
    changers = NOBODY
    autocomplete_fields = ["user"]

    def has_change_permission(self, request, obj=None):
        return request.user.is_superuser

    has_add_permission = has_delete_permission = has_change_permission


@admin.register(Store)
class StoreOwnAdmin(StoreAdmin):
    store_path = "pk"
    changers = (OWNER,)
    list_display = ["name", "badge", "state", "verified_until", "slug", "opened_at"]
    search_fields = ["name", "slug"]
    list_filter = ["kind", "status"]
    inlines = [StaffInline]
    fieldsets = [
        (None, {"fields": ["name", "slug", "account", "status", "description"]}),
        (_("Verification"), {"fields": ["kind", "verified_until"]}),
        (_("Terms"), {"fields": ["shipping_terms", "return_terms", "commission_bp"]}),
        (_("Shipping"), {"fields": ["currency", "shipping_fee", "free_shipping_from"]}),
        (_("Payment"), {"fields": ["gateways"]}),
    ]
    badge = in_colour("kind", _("kind"), official=WELL, flagship=MOVING, ordinary=QUIET)
    state = in_colour("status", _("status"), open=WELL, closed=ENDED)
    # What a brand may not say of itself.
    platform_fields = ["slug", "kind", "account", "status", "currency"]

    def get_readonly_fields(self, request, obj=None):
        kept = ["verified_until"]
        return kept if request.user.is_superuser else [*kept, *self.platform_fields]

    def has_add_permission(self, request):
        return request.user.is_superuser
