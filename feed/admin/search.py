"""What is suggested and what rises, for platform staff: to look at, and to keep from view."""

from django.contrib import admin

from core.admin import PlatformAdmin, ReadOnlyAdmin
from feed.models import SearchDay, SearchTerm


@admin.register(SearchTerm)
class SearchTermAdmin(PlatformAdmin):
    list_display = ["text", "kind", "weight", "is_hidden"]
    list_filter = ["kind", "is_hidden"]
    search_fields = ["text", "pinyin"]
    ordering = ["-weight", "pk"]
    fields = ["text", "kind", "weight", "is_hidden"]
    readonly_fields = ["text", "kind", "weight"]

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(SearchDay)
class SearchDayAdmin(ReadOnlyAdmin):
    list_display = ["day", "text", "readers", "searches"]
    list_filter = ["day"]
    search_fields = ["text"]
    ordering = ["-day", "-readers"]
