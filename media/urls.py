"""Paths of media."""

from django.urls import path

from media.views import avatar, files

app_name = "media"
urlpatterns = [
    path("me/avatar", avatar.avatar, name="avatar"),
    path("media/<path:name>", files.file, name="file"),
]
