"""Operations of notes."""

from django.urls import path
from rest_framework.routers import SimpleRouter

from notes.api.comments import CommentsView, CommentView, RepliesView
from notes.api.engagement import HideView, LikeView, ReportView, SaveView, ShareView
from notes.api.topics import ChannelSuggestionView, TopicFollowView, TopicsView
from notes.api.views import NoteViewSet

router = SimpleRouter(trailing_slash=False, use_regex_path=False)
router.register("notes", NoteViewSet, basename="note")
urlpatterns = [
    *router.urls,
    path("notes/<str:public_id>/like", LikeView.as_view(), name="note-like"),
    path("notes/<str:public_id>/save", SaveView.as_view(), name="note-save"),
    path("notes/<str:public_id>/share", ShareView.as_view(), name="note-share"),
    path("notes/<str:public_id>/hide", HideView.as_view(), name="note-hide"),
    path("notes/<str:public_id>/report", ReportView.as_view(), name="note-report"),
    path("notes/<str:public_id>/comments", CommentsView.as_view(), name="note-comments"),
    path("comments/<str:public_id>", CommentView.as_view(), name="comment-detail"),
    path("comments/<str:public_id>/replies", RepliesView.as_view(), name="comment-replies"),
    path("topics", TopicsView.as_view(), name="topics"),
    path("topics/<str:key>/follow", TopicFollowView.as_view(), name="topic-follow"),
    path("channels/suggestion", ChannelSuggestionView.as_view(), name="channel-suggestion"),
]
