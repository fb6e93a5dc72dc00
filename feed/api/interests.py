"""What the ranking believes the caller likes, for programs."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from core.serializers import StrictSerializer
from feed.history import interests
from feed.models import Interest


class LedSerializer(serializers.Serializer):
    """A note that led to it, and what acts on it and reading it gave."""

    note = serializers.CharField(source="public_id")
    title = serializers.CharField()
    engaged = serializers.FloatField()
    read = serializers.FloatField()


class BeliefSerializer(serializers.Serializer):
    """A topic or channel: how often it was met and liked, and how far that moves its notes."""

    kind = serializers.ChoiceField([interests.TOPIC, interests.CHANNEL])
    name = serializers.CharField()
    # The metaclass takes fields away: this hides no attribute of the serializer.
    label: Any = serializers.CharField()
    liked = serializers.FloatField()
    met = serializers.FloatField()
    factor = serializers.FloatField(help_text="1 is as if nothing were known.")
    wish = serializers.ChoiceField([*Interest.Wish.choices, ""])
    is_followed = serializers.BooleanField()
    led = LedSerializer(many=True)


class WordSerializer(StrictSerializer):
    word = serializers.ChoiceField(interests.WORDS)


class InterestsView(APIView):
    permission_classes = [IsAuthenticated]

    @extend_schema(responses=BeliefSerializer(many=True), operation_id="feed_interests")
    def get(self, request: Request) -> Response:
        """At most thirty, what the caller has said about first, then what is liked most."""
        return Response(BeliefSerializer(interests.of(request.user), many=True).data)


class InterestView(APIView):
    permission_classes = [IsAuthenticated]

    @extend_schema(request=WordSerializer, responses={204: None}, operation_id="feed_interests_say")
    def put(self, request: Request, kind: str, name: str) -> Response:
        """More, less or never of it; forget what led to it; or as usual again."""
        asked: Any = WordSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        word = asked.validated_data["word"]
        interests.say(request.user, kind, name, word, at=timezone.now())
        return Response(status=204)
