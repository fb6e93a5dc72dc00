"""Paths of feed."""

from django.urls import URLPattern, path

from feed.views.product import product

app_name = "feed"
urlpatterns: list[URLPattern] = [
    path("products/<slug:public_id>", product, name="product"),
]
