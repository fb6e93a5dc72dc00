"""Paths of feed."""

from django.urls import path

from feed.views.alike import alike
from feed.views.bought import bought
from feed.views.compare import compare
from feed.views.earnings import earnings, earnings_file
from feed.views.explore import explore
from feed.views.fairness import fairness
from feed.views.following import following
from feed.views.history import forget, history, pause
from feed.views.interests import interests
from feed.views.product import product
from feed.views.related import related
from feed.views.search import search
from feed.views.settings import settings
from feed.views.voices import (
    answer,
    product_questions,
    product_reviews,
    report,
    useful,
    write_review,
)

app_name = "feed"
urlpatterns = [
    path("", explore, name="explore"),
    path("explore/settings", settings, name="settings"),
    path("explore/interests", interests, name="interests"),
    path("explore/history", history, name="history"),
    path("explore/history/forget", forget, name="history-forget"),
    path("explore/history/pause", pause, name="history-pause"),
    path("explore/<slug:channel>", explore, name="channel"),
    path("shop/bought", bought, name="bought"),
    path("fairness", fairness, name="fairness"),
    path("following", following, name="following"),
    path("search", search, name="search"),
    path("studio/earnings", earnings, name="earnings"),
    path("studio/earnings.csv", earnings_file, name="earnings-file"),
    path("products/<slug:public_id>/reviews", product_reviews, name="product-reviews"),
    path("products/<slug:public_id>/questions", product_questions, name="product-questions"),
    path("questions/<slug:public_id>/answers", answer, name="answer"),
    path("reviews/write/<int:line>", write_review, name="review-write"),
    path("voices/<slug:kind>/<slug:public_id>/useful", useful, name="voice-useful"),
    path("voices/<slug:kind>/<slug:public_id>/report", report, name="voice-report"),
    path("products/<slug:public_id>", product, name="product"),
    path("products/<slug:public_id>/alike", alike, name="alike"),
    path("compare", compare, name="compare"),
    path("related/<slug:public_id>", related, name="related"),
]
