"""Operations of feed."""

from django.urls import path

from feed.api.attention import AttentionTokenView, AttentionView
from feed.api.experiments import ExperimentRunView, ExperimentsView, ExperimentView
from feed.api.fairness import FairnessView
from feed.api.history import HistoryPauseView, HistoryView
from feed.api.interests import InterestsView, InterestView
from feed.api.research import ProductNotesView, ProductTruthView, RelatedView
from feed.api.search import SearchHistoryView, SearchView, SuggestionsView
from feed.api.settings import FeedSettingsView, WhyView
from feed.api.views import ExploreView, FollowingView, ScoreView

urlpatterns = [
    path("explore", ExploreView.as_view(), name="explore"),
    path("feed/settings", FeedSettingsView.as_view(), name="feed-settings"),
    path("feed/interests", InterestsView.as_view(), name="feed-interests"),
    path(
        "feed/interests/<slug:kind>/<str:name>", InterestView.as_view(), name="feed-interests-say"
    ),
    path("feed/history", HistoryView.as_view(), name="feed-history"),
    path("feed/history/pause", HistoryPauseView.as_view(), name="feed-history-pause"),
    path("notes/<slug:public_id>/why", WhyView.as_view(), name="note-why"),
    path("notes/<slug:public_id>/related", RelatedView.as_view(), name="note-related"),
    path("products/<slug:public_id>/truth", ProductTruthView.as_view(), name="product-truth"),
    path("products/<slug:public_id>/notes", ProductNotesView.as_view(), name="product-notes"),
    path("experiments", ExperimentsView.as_view(), name="experiments"),
    path("experiments/<int:pk>", ExperimentView.as_view(), name="experiment"),
    path("experiments/<int:pk>/run", ExperimentRunView.as_view(), name="experiment-run"),
    path("fairness", FairnessView.as_view(), name="fairness"),
    path("following", FollowingView.as_view(), name="following"),
    path("search", SearchView.as_view(), name="search"),
    path("search/suggestions", SuggestionsView.as_view(), name="search-suggestions"),
    path("search/history", SearchHistoryView.as_view(), name="search-history"),
    path("attention", AttentionView.as_view(), name="attention"),
    path("attention/token", AttentionTokenView.as_view(), name="attention-token"),
    path("notes/<slug:public_id>/score", ScoreView.as_view(), name="note-score"),
]
