"""Paths of accounts: sign-up, login, password and second factor are allauth's."""

from django.urls import include, path

urlpatterns = [path("", include("allauth.urls"))]
