"""Operations of media."""

from django.urls import path
from rest_framework.routers import SimpleRouter

from media.api.views import AvatarView, UploadViewSet

router = SimpleRouter(trailing_slash=False, use_regex_path=False)
router.register("uploads", UploadViewSet, basename="upload")
urlpatterns = [*router.urls, path("me/avatar", AvatarView.as_view(), name="me-avatar")]
