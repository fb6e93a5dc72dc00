"""People and reports, for platform staff."""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib import admin
from django.contrib.auth.models import Group
from django.utils.translation import gettext_lazy as _

from accounts.models import Report, User
from core.admin import ENDED, QUIET, WAITING, WELL, PlatformAdmin, ReadOnlyAdmin, in_colour

# Roles are store staff and platform staff; groups of permissions would be a second truth.
admin.site.unregister(Group)
for model in (EmailAddress, Authenticator):
    if admin.site.is_registered(model):
        admin.site.unregister(model)


@admin.register(User)
class UserAdmin(PlatformAdmin):
    list_display = [
        "handle",
        "name",
        "account_kind",
        "verified_as",
        "is_active",
        "is_staff",
        "joined_at",
    ]
    list_filter = ["kind", "is_active", "is_staff"]
    search_fields = ["handle", "name", "email"]
    fieldsets = [
        (None, {"fields": ["handle", "name", "bio", "language", "kind", "verified_as"]}),
        (_("Access"), {"fields": ["email", "is_active", "is_staff", "is_superuser"]}),
    ]
    readonly_fields = ["email"]
    account_kind = in_colour("kind", _("kind"), person=QUIET, official=WELL)

    def has_add_permission(self, request):
        # People sign up; official accounts come with their store.
        return False

    def has_delete_permission(self, request, obj=None):
        # Orders must keep their buyer: an account is switched off, or deleted by its owner.
        return False


@admin.register(Report)
class ReportAdmin(ReadOnlyAdmin):
    list_display = ["kind", "public_id", "reason", "state", "reporter", "at"]
    list_select_related = ["reporter"]
    list_filter = ["status", "reason", "kind"]
    search_fields = ["public_id", "text"]
    actions = ["uphold", "dismiss"]
    state = in_colour("status", _("status"), open=WAITING, upheld=ENDED, dismissed=QUIET)

    @admin.action(description=_("Uphold"))
    def uphold(self, request, queryset):
        queryset.update(status=Report.Status.UPHELD)

    @admin.action(description=_("Dismiss"))
    def dismiss(self, request, queryset):
        queryset.update(status=Report.Status.DISMISSED)
