"""The API's description, and its answer to paths that do not exist: included last."""

from django.urls import path, re_path

from core import problems, views

urlpatterns = [
    path("schema/", views.schema, name="schema"),
    path("docs/", views.docs, name="docs"),
    re_path("^(?P<rest>.*)$", problems.unknown_path, name="unknown"),
]
