"""Whom the feed shows, for programs: the figures of the public page."""

from typing import Any

from django.http import Http404
from django.utils.decorators import method_decorator
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from core.caching import public_api
from feed.fairness import report
from feed.models import FairnessReport

_DAYS = OpenApiParameter("days", int, enum=report.SPANS, description="By default 30.")


class FirstViewsSerializer(serializers.Serializer):
    notes = serializers.IntegerField(help_text="Notes of the span that are older than a day.")
    within_day = serializers.FloatField(help_text="Share of them with 50 views within a day.")
    median_hours = serializers.FloatField(
        allow_null=True, help_text="Until 50 views; null where more than half still wait."
    )


class FollowingGroupSerializer(serializers.Serializer):
    """Creators by the number of their followers; shares are from 0 to 1."""

    least = serializers.IntegerField(help_text="Followers, from.")
    most = serializers.IntegerField(allow_null=True, help_text="Followers, to; null: no end.")
    creators = serializers.IntegerField()
    share_of_creators = serializers.FloatField()
    share_of_notes = serializers.FloatField()
    share_of_views = serializers.FloatField()
    first = FirstViewsSerializer(allow_null=True)


class EqualQualitySerializer(serializers.Serializer):
    ratio = serializers.FloatField(help_text="Views a note, smallest group : all others.")
    notes = serializers.IntegerField()


class SponsoredShareSerializer(serializers.Serializer):
    notes = serializers.FloatField(help_text="Share of notes that are sponsored.")
    views = serializers.FloatField(help_text="Share of views that they received.")


class FairnessSerializer(serializers.Serializer):
    """What stands behind too few creators or views is empty or null."""

    measured_at = serializers.DateTimeField()
    since = serializers.DateField()
    until = serializers.DateField()
    creators = serializers.IntegerField(help_text="With at least one listed note.")
    notes = serializers.IntegerField()
    views = serializers.IntegerField(help_text="By signed-in readers, in explore and search.")
    groups = FollowingGroupSerializer(many=True)
    equal = EqualQualitySerializer(allow_null=True)
    sponsored = SponsoredShareSerializer(allow_null=True)


@method_decorator(public_api, "get")
class FairnessView(APIView):
    permission_classes = [AllowAny]

    @extend_schema(parameters=[_DAYS], responses=FairnessSerializer)
    def get(self, request: Request) -> Response:
        """Whom explore and search showed in the last days; 404 before the first measure."""
        days = request.query_params.get("days", str(report.SPANS[-1]))
        found = FairnessReport.objects.filter(pk=days).first() if _is_span(days) else None
        if found is None:
            raise Http404
        figures: dict[str, Any] = {**found.results, "measured_at": found.measured_at}
        return Response(FairnessSerializer(figures).data)


def _is_span(days: str) -> bool:
    return days in {str(one) for one in report.SPANS}
