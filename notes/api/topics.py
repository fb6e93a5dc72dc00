"""Topics while typing and to follow, and the channel that a note seems to belong to."""

from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.permissions import IsAuthenticated
from rest_framework.response import Response
from rest_framework.views import APIView

from notes import text
from notes.api.reading import ChannelSuggestionSerializer, TopicSerializer
from notes.models import Topic
from notes.services import topics

_LONGEST = 400


class TopicsView(APIView):
    @extend_schema(
        parameters=[OpenApiParameter("q", OpenApiTypes.STR, description="How its name begins.")],
        responses=TopicSerializer(many=True),
    )
    def get(self, request):
        """Up to eight topics, the most used first."""
        found = topics.suggest(request.query_params.get("q", "")[:60])
        return Response(TopicSerializer(found, many=True).data)


class TopicFollowView(APIView):
    permission_classes = [IsAuthenticated]

    @extend_schema(request=None, responses={204: None}, operation_id="topics_follow")
    def put(self, request, key):
        """Meet notes with this topic in explore. A repeat changes nothing."""
        topics.follow(_topic(key), reader=request.user, at=timezone.now())
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(request=None, responses={204: None}, operation_id="topics_unfollow")
    def delete(self, request, key):
        """Follow it no longer. A repeat changes nothing."""
        topics.unfollow(_topic(key), reader=request.user)
        return Response(status=status.HTTP_204_NO_CONTENT)


def _topic(key):
    return get_object_or_404(Topic, key=text.topic_key(key))


class ChannelSuggestionView(APIView):
    @extend_schema(
        parameters=[
            OpenApiParameter("topics", OpenApiTypes.STR, description="Names with commas between."),
            OpenApiParameter("products", OpenApiTypes.STR, description="Ids with commas between."),
        ],
        responses=ChannelSuggestionSerializer,
    )
    def get(self, request):
        """The channel where notes with these topics and products mostly stand."""
        names, products = (
            request.query_params.get(name, "")[:_LONGEST].split(",")
            for name in ("topics", "products")
        )
        return Response({"channel": topics.suggest_channel(names, products)})
