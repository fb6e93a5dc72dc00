"""Paths of feed."""

from django.urls import path

from feed.views.explore import explore
from feed.views.following import following
from feed.views.product import product

app_name = "feed"
urlpatterns = [
    path("", explore, name="explore"),
    path("explore/<slug:channel>", explore, name="channel"),
    path("following", following, name="following"),
    path("products/<slug:public_id>", product, name="product"),
]
