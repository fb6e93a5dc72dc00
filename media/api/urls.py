"""Operations of media."""

from rest_framework.routers import SimpleRouter

from media.api.views import UploadViewSet

router = SimpleRouter(trailing_slash=False, use_regex_path=False)
router.register("uploads", UploadViewSet, basename="upload")
urlpatterns = router.urls
