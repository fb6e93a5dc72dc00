"""Operations of accounts."""

from django.urls import path

from accounts.api import views

urlpatterns = [
    path("me", views.MeView.as_view(), name="me"),
    path("users/<str:handle>", views.UserView.as_view(), name="user-detail"),
    path("users/<str:handle>/follow", views.FollowView.as_view(), name="user-follow"),
    path("users/<str:handle>/block", views.BlockView.as_view(), name="user-block"),
    path("reports", views.ReportView.as_view(), name="report-list"),
]
