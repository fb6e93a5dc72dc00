"""Paths of accounts: one's own settings. Sign-up, login and password stand in allauth's."""

from django.urls import path

from accounts.views import settings

app_name = "accounts"
urlpatterns = [
    path("me/settings", settings.settings, name="settings"),
    path("me/settings/blocked/<str:handle>", settings.unblock, name="unblock"),
]
