"""Sending a picture, and asking what has become of it."""

from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import mixins, status, viewsets
from rest_framework.parsers import MultiPartParser
from rest_framework.permissions import IsAuthenticated
from rest_framework.response import Response
from rest_framework.views import APIView

from core.wakeups import wake
from media import tasks
from media.api.bodies import BoundedBody
from media.api.serializers import AvatarRequestSerializer, UploadRequestSerializer, UploadSerializer
from media.models import Upload
from media.services import avatars, ingest


class UploadViewSet(BoundedBody, mixins.RetrieveModelMixin, viewsets.GenericViewSet):
    """The caller's own uploads. Their pictures are decoded by a worker: ask again for `status`."""

    serializer_class = UploadSerializer
    permission_classes = [IsAuthenticated]
    parser_classes = [MultiPartParser]
    most_bytes = ingest.MOST_BYTES
    lookup_value_converter = "uuid"

    def get_queryset(self):
        own = Upload.objects.filter(owner_id=self.request.user.pk)
        return own.select_related("picture").prefetch_related("picture__renditions")

    @extend_schema(request=UploadRequestSerializer, responses={201: UploadSerializer})
    def create(self, request):
        sent = UploadRequestSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        upload = ingest.receive(
            owner=request.user,
            file=sent.validated_data["file"],
            at=timezone.now(),
            is_private=sent.validated_data["is_private"],
        )
        wake(tasks.make_renditions)
        return Response(self.get_serializer(upload).data, status=status.HTTP_201_CREATED)


class AvatarView(APIView):
    """The caller's own face."""

    permission_classes = [IsAuthenticated]
    done = OpenApiResponse(description="It is so now, whether or not it was before.")

    @extend_schema(
        operation_id="me_avatar_set", request=AvatarRequestSerializer, responses={204: done}
    )
    def put(self, request):
        sent = AvatarRequestSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        own = Upload.objects.filter(owner=request.user, is_private=False)
        own = own.exclude(status=Upload.Status.REFUSED)
        upload = get_object_or_404(own, pk=sent.validated_data["upload"])
        avatars.show(user=request.user, picture=upload.picture)
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(operation_id="me_avatar_remove", request=None, responses={204: done})
    def delete(self, request):
        avatars.remove(user=request.user)
        return Response(status=status.HTTP_204_NO_CONTENT)
