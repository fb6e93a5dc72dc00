"""How the caller wants explore, and why a note stands there."""

from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.permissions import AllowAny, IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from core.serializers import StrictModelSerializer
from feed import why
from feed.api.serializers import TermSerializer
from feed.models import FeedSettings
from notes.channels import Channel
from notes.models import Note


class FeedSettingsSerializer(StrictModelSerializer):
    """Channels that are not named follow in the usual order."""

    channels = serializers.ListField(
        child=serializers.ChoiceField(Channel.choices), required=False, max_length=50
    )
    hidden_channels = serializers.ListField(
        child=serializers.ChoiceField(Channel.choices), required=False, max_length=50
    )

    class Meta:
        model = FeedSettings
        fields = ("is_latest_first", "hides_sponsored", "channels", "hidden_channels")

    def validate_hidden_channels(self, hidden):
        if set(hidden) >= set(Channel.values):
            raise serializers.ValidationError(_("Leave at least one channel."))
        return hidden


class FeedSettingsView(APIView):
    permission_classes = [IsAuthenticated]

    @extend_schema(responses=FeedSettingsSerializer, operation_id="feed_settings")
    def get(self, request: Request) -> Response:
        """How the caller wants explore."""
        return Response(FeedSettingsSerializer(FeedSettings.of(request.user)).data)

    @extend_schema(
        request=FeedSettingsSerializer,
        responses=FeedSettingsSerializer,
        operation_id="feed_settings_change",
    )
    def patch(self, request: Request) -> Response:
        """Change what is named; the next load of explore follows it."""
        wishes = FeedSettings.of(request.user)
        asked = FeedSettingsSerializer(wishes, data=request.data, partial=True)
        asked.is_valid(raise_exception=True)
        asked.save()
        return Response(asked.data)


class WhySerializer(serializers.Serializer):
    """What led to a note, in words, and the terms of its score for the caller."""

    reasons = serializers.ListField(child=serializers.CharField())
    terms = TermSerializer(many=True)


class WhyView(APIView):
    permission_classes = [AllowAny]

    @extend_schema(responses=WhySerializer, operation_id="notes_why")
    def get(self, request: Request, public_id: str) -> Response:
        """Why the caller meets this note in explore, as it stands now."""
        note = get_object_or_404(Note.objects.visible_to(request.user), public_id=public_id)
        found = why.why(note, reader=request.user, at=timezone.now())
        return Response(WhySerializer(found).data)
