"""Paths of notes."""

from django.urls import path

from notes.views import acts, buying, comments, editor, note, profile, topic

app_name = "notes"
urlpatterns = [
    path("publish", editor.publish, name="publish"),
    path("notes/<str:public_id>", note.detail, name="detail"),
    path("notes/<str:public_id>/edit", editor.edit, name="edit"),
    path("notes/<str:public_id>/withdraw", editor.withdraw, name="withdraw"),
    path("notes/<str:public_id>/discard", editor.discard, name="discard"),
    path("notes/<str:public_id>/report", acts.report, name="report"),
    path("notes/<str:public_id>/comments", comments.more, name="comments"),
    path("notes/<str:public_id>/comments/write", comments.write, name="comments_write"),
    path("notes/<str:public_id>/buy/<slug:product>", buying.buy, name="buy"),
    path("notes/<str:public_id>/<str:kind>", acts.act, name="act"),
    path("comments/<str:public_id>/replies", comments.replies, name="replies"),
    path("comments/<str:public_id>/withdraw", comments.withdraw, name="comment_withdraw"),
    path("@<str:handle>", profile.profile, name="profile"),
    path("topics/<str:key>", topic.topic, name="topic"),
]
