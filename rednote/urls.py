"""Which app answers which path."""

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.urls import include, path

api = [
    path("", include("accounts.api.urls")),
    path("", include("media.api.urls")),
    path("", include("shop.api.urls")),
    path("", include("notes.api.urls")),
    path("", include("feed.api.urls")),
    path("", include("core.api_urls")),
]

# Staff sign in where everybody does: the same limits, the same second factor.
vars(admin.site)["login"] = secure_admin_login(admin.site.login)

handler500 = "core.problems.broken"
urlpatterns = [
    path("api/v1/", include((api, "api"))),
    path("accounts/", include("allauth.urls")),
    path("", include("accounts.urls")),
    path("admin/", admin.site.urls),
    path("", include("core.urls")),
    path("", include("media.urls")),
    path("", include("shop.urls")),
    path("", include("notes.urls")),
    path("", include("feed.urls")),
]
