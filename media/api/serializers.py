"""Uploads and pictures as programs see them."""

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from core.serializers import StrictSerializer
from media.models import Picture, Rendition, Upload
from media.refusals import reason


class UploadRequestSerializer(StrictSerializer):
    file = serializers.FileField(
        allow_empty_file=True, max_length=200, help_text="JPEG, PNG, WebP, AVIF or GIF, ≤ 20 MB."
    )
    is_private = serializers.BooleanField(
        default=False,
        help_text="For evidence: the picture never gets a public address, and fits in no note.",
    )


class RenditionSerializer(serializers.ModelSerializer):
    url = serializers.CharField(source="file.url", read_only=True)

    class Meta:
        model = Rendition
        fields = ("url", "format", "width", "height", "size")


class PictureSerializer(serializers.ModelSerializer):
    renditions = RenditionSerializer(many=True, read_only=True)

    class Meta:
        model = Picture
        fields = ("width", "height", "colour", "renditions")


class UploadErrorSerializer(serializers.Serializer):
    code = serializers.CharField()
    message = serializers.CharField(help_text="In the reader's language.")


class UploadSerializer(serializers.ModelSerializer):
    """`picture` is there once `status` is `ready`, `error` once it is `refused`."""

    picture = serializers.SerializerMethodField()
    error = serializers.SerializerMethodField()

    class Meta:
        model = Upload
        fields = (
            "id",
            "name",
            "status",
            "size",
            "is_private",
            "received_at",
            "error",
            "picture",
        )

    @extend_schema_field(PictureSerializer(allow_null=True))
    def get_picture(self, upload):
        if not upload.picture.is_ready:
            return None
        shown = PictureSerializer(upload.picture).data
        return {**shown, "renditions": []} if upload.is_private else shown

    @extend_schema_field(UploadErrorSerializer(allow_null=True))
    def get_error(self, upload):
        if not upload.error:
            return None
        return {"code": upload.error, "message": reason(upload.error)}


class AvatarRequestSerializer(StrictSerializer):
    upload = serializers.UUIDField(help_text="An upload of the caller's own.")
