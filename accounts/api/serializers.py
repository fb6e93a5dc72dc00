"""Accounts as programs see them."""

from django.conf import settings
from rest_framework import serializers

from accounts.handles import validate_bio, validate_display_name
from accounts.models import Report, User
from core.serializers import StrictModelSerializer, StrictSerializer


class UserSerializer(serializers.ModelSerializer):
    """What everybody may know of an account."""

    is_official = serializers.BooleanField(read_only=True)
    followers = serializers.IntegerField(read_only=True)
    following = serializers.IntegerField(read_only=True)
    is_followed = serializers.BooleanField(read_only=True, help_text="By the caller.")

    class Meta:
        model = User
        fields = (
            "handle",
            "name",
            "bio",
            "kind",
            "is_official",
            "verified_as",
            "joined_at",
            "followers",
            "following",
            "is_followed",
        )


class MeSerializer(StrictModelSerializer):
    """One's own account."""

    name = serializers.CharField(max_length=40, validators=[validate_display_name])
    bio = serializers.CharField(max_length=200, allow_blank=True, validators=[validate_bio])
    language = serializers.ChoiceField(choices=settings.LANGUAGES, allow_blank=True)

    class Meta:
        model = User
        fields = ("handle", "email", "name", "bio", "language", "is_staff", "joined_at")
        read_only_fields = ("handle", "email", "is_staff", "joined_at")


class ReportSerializer(StrictSerializer):
    KINDS = ("note", "comment", "user", "product", "store", "review", "question", "answer")

    kind = serializers.ChoiceField(choices=KINDS)
    public_id = serializers.RegexField(r"^[\w.\-]{1,40}$", help_text="A handle for a user.")
    reason = serializers.ChoiceField(choices=Report.Reason.choices)
    text = serializers.CharField(max_length=500, allow_blank=True, default="")
