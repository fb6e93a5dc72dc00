"""The project's paths, and the floors beside them."""

from django.urls import path

from bench import floor
from rednote.urls import urlpatterns as site_paths

urlpatterns = [
    path("floor/bare", floor.bare),
    path("floor/rows", floor.rows),
    *site_paths,
]
