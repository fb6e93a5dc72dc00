"""Topics while typing, and the channel that a note seems to belong to."""

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.response import Response
from rest_framework.views import APIView

from notes.api.reading import ChannelSuggestionSerializer, TopicSerializer
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
