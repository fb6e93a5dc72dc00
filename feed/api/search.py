"""Search for programs: results, suggestions, and a reader's own history."""

from typing import Any

from django.utils import timezone
from django.utils.translation import get_language
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.permissions import AllowAny, IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from core import ratelimits
from feed import results
from feed.api import search_serializers as serializers
from feed.history import pauses
from feed.search import history, recording, suggestions, trends
from feed.search import query as queries
from feed.search.query import Sort, Tab, Time, Type
from notes.channels import Channel

_Q = OpenApiParameter("q", str, description="What is searched; more than 80 characters are cut.")
_PARAMETERS = [
    _Q,
    OpenApiParameter("tab", str, enum=Tab.values),
    OpenApiParameter("sort", str, enum=Sort.values, description="Of notes."),
    OpenApiParameter("type", str, enum=Type.values, description="Of notes."),
    OpenApiParameter("time", str, enum=Time.values, description="When notes were published."),
    OpenApiParameter("channel", str, enum=Channel.values),
    OpenApiParameter("price_min", str, description="Of tagged products, as 99 or 99.50."),
    OpenApiParameter("price_max", str),
    OpenApiParameter("verified", bool, description="The author has bought what is tagged."),
    OpenApiParameter("no_ads", bool, description="Without sponsored notes."),
    OpenApiParameter("after", str, description="The cursor of the page before."),
]


class SearchView(APIView):
    permission_classes = [AllowAny]

    @extend_schema(parameters=_PARAMETERS, responses=serializers.FoundPageSerializer)
    def get(self, request: Request) -> Response:
        """The next results, the best first; without a cursor, the first ones of a fresh list."""
        query = queries.read(request.query_params.dict())
        if query.errors:
            raise ValidationError({name: [text] for name, text in query.errors.items()})
        if query.key:
            ratelimits.refuse_haste(request, "search")
        after, now = request.query_params.get("after", ""), timezone.now()
        page = results.page(request.user, query, after=after, at=now)
        if not after:
            recording.remember(request, query, token=page.token, has_hits=bool(page.items))
        return Response(serializers.FoundPageSerializer(page, context={"tab": query.tab}).data)


class SuggestionsView(APIView):
    permission_classes = [AllowAny]

    @extend_schema(parameters=[_Q], responses=serializers.SuggestionsSerializer)
    def get(self, request: Request) -> Response:
        """What may be meant by what is typed; without anything, own searches and trends."""
        typed = request.query_params.get("q", "")
        if typed.strip():
            found: dict[str, Any] = {
                "suggestions": suggestions.suggest(request.user, typed),
                "trending": [],
            }
        else:
            rising = trends.trending(at=timezone.now(), language=get_language() or "")
            found = {
                "suggestions": suggestions.own(request.user, limit=8),
                "trending": [suggestions.leading_to("trend", text) for text in rising],
            }
        return Response(serializers.SuggestionsSerializer(found).data)


class SearchHistoryView(APIView):
    permission_classes = [IsAuthenticated]

    @extend_schema(responses=serializers.HistorySerializer)
    def get(self, request: Request) -> Response:
        """The reader's own searches, newest first, and whether they are kept."""
        found = {
            "searches": history.recent(request.user),
            "is_paused": pauses.of(request.user, at=timezone.now()) is not None,
        }
        return Response(serializers.HistorySerializer(found).data)

    @extend_schema(
        parameters=[OpenApiParameter("q", str, description="This one alone; without it, all.")],
        responses={204: None},
    )
    def delete(self, request: Request) -> Response:
        """Forget one search, or all of them. A repeat changes nothing."""
        if "q" in request.query_params:
            history.forget_one(request.user, request.query_params["q"])
        else:
            history.forget_all(request.user)
        return Response(status=204)

    @extend_schema(
        request=serializers.HistoryPauseSerializer, responses=serializers.HistorySerializer
    )
    def put(self, request: Request) -> Response:
        """Remember nothing more from now on, searches and notes, or remember again."""
        asked = serializers.HistoryPauseSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        switch = pauses.begin if asked.validated_data["is_paused"] else pauses.end
        switch(request.user, at=timezone.now())
        return self.get(request)
