"""Explore, following and the explanation of a score."""

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.permissions import AllowAny, IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from feed import explain, following_list, fresh, lists
from feed.api import serializers
from notes.channels import Channel
from notes.models import Note

_AFTER = OpenApiParameter("after", str, description="The cursor of the page before.")
_SORT = OpenApiParameter(
    "sort", str, enum=fresh.SORTS, description="By default as the reader's settings say."
)
_CHANNEL = OpenApiParameter("channel", str, enum=Channel.values)


class ExploreView(APIView):
    permission_classes = [AllowAny]

    @extend_schema(parameters=[_CHANNEL, _SORT, _AFTER], responses=serializers.FeedPageSerializer)
    def get(self, request: Request) -> Response:
        """The next page of explore; without a cursor, the first page of a fresh list."""
        channel = request.query_params.get("channel", "")
        if channel and channel not in Channel.values:
            raise Http404
        sort = request.query_params.get("sort", "")
        if sort and sort not in fresh.SORTS:
            raise Http404
        after = request.query_params.get("after", "")
        page = lists.explore(
            request.user, channel=channel, sort=sort, after=after, at=timezone.now()
        )
        return Response(serializers.FeedPageSerializer(page).data)


class FollowingView(APIView):
    permission_classes = [IsAuthenticated]

    @extend_schema(parameters=[_AFTER], responses=serializers.FeedPageSerializer)
    def get(self, request: Request) -> Response:
        """The notes of those whom the reader follows, newest first."""
        after = request.query_params.get("after", "")
        page = following_list.page(request.user, after=after, at=timezone.now())
        return Response(serializers.FeedPageSerializer(page).data)


class ScoreView(APIView):
    permission_classes = [IsAuthenticated]

    @extend_schema(responses=serializers.ScoreSerializer)
    def get(self, request: Request, public_id: str) -> Response:
        """A note's score, term by term: for its author and for the platform's staff."""
        reader = request.user
        notes = Note.objects.select_related("score")
        notes = notes if reader.is_superuser else notes.filter(author=reader.pk)
        note = get_object_or_404(notes, public_id=public_id)
        terms = explain.terms_of(note, at=timezone.now())
        return Response(serializers.ScoreSerializer({"terms": terms}).data)
