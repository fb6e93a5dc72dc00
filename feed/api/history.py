"""A reader's own history for programs: what was looked at, clearing, and pausing."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from core.serializers import StrictSerializer
from feed.forms import ForgetForm
from feed.history import forgetting, looked, pauses
from feed.models import Attention, HistoryPause


class LookSerializer(serializers.Serializer):
    """A note that was looked at; its title is empty where the caller may not see it any more."""

    note = serializers.CharField(source="public_id")
    title = serializers.CharField()
    at = serializers.DateTimeField(help_text="The last look.")
    sources = serializers.ListField(child=serializers.ChoiceField(Attention.Source.choices))
    seconds = serializers.FloatField(help_text="How long it was read; 0 where it was only shown.")
    shown = serializers.IntegerField(help_text="On how many pages it was met.")


class LooksSerializer(serializers.Serializer):
    """One page; `next` is the cursor of the following one, empty at the end."""

    results = LookSerializer(many=True, source="items")
    next = serializers.CharField(source="next_cursor")


class PauseSerializer(serializers.Serializer):
    is_paused = serializers.BooleanField()
    since = serializers.DateTimeField(allow_null=True)
    until = serializers.DateTimeField(allow_null=True, help_text="Null: until further notice.")


class PauseRequestSerializer(StrictSerializer):
    span = serializers.ChoiceField(sorted(pauses.SPANS), default="always")


class HistoryView(APIView):
    permission_classes = [IsAuthenticated]

    @extend_schema(
        parameters=[
            OpenApiParameter("show", str, enum=looked.KINDS, description="By default `read`."),
            OpenApiParameter("after", str, description="The cursor of the page before."),
        ],
        responses=LooksSerializer,
        operation_id="feed_history",
    )
    def get(self, request: Request) -> Response:
        """The notes that the caller looked at in the last thirty days, the last look first."""
        show = request.query_params.get("show", looked.READ)
        if show not in looked.KINDS:
            raise ValidationError({"show": [f"{', '.join(looked.KINDS)}"]})
        page = looked.page(request.user, kind=show, after=request.query_params.get("after", ""))
        return Response(LooksSerializer(page).data)

    @extend_schema(
        parameters=[
            OpenApiParameter("span", str, enum=ForgetForm.Span.values),
            OpenApiParameter("note", str, description="This note alone, whenever it was met."),
            OpenApiParameter("search", str, description="This search alone."),
            OpenApiParameter(
                "with_acts", bool, description="Of all: likes, saves and hides lead to nothing too."
            ),
        ],
        responses={204: None},
        operation_id="feed_history_clear",
    )
    def delete(self, request: Request) -> Response:
        """Clear one thing that is named, and what the ranking made of it. A repeat is no error."""
        form = ForgetForm(request.query_params)
        if not form.is_valid():
            wrong = {
                name.replace("__all__", "span"): [*texts] for name, texts in form.errors.items()
            }
            raise ValidationError(wrong)
        forgetting.as_asked(request.user, at=timezone.now(), **form.cleaned_data)
        return Response(status=204)


class HistoryPauseView(APIView):
    permission_classes = [IsAuthenticated]

    @extend_schema(responses=PauseSerializer, operation_id="feed_history_pause")
    def get(self, request: Request) -> Response:
        """Whether anything is remembered of the caller now."""
        return _pause(pauses.of(request.user, at=timezone.now()))

    @extend_schema(
        request=PauseRequestSerializer,
        responses=PauseSerializer,
        operation_id="feed_history_pause_begin",
    )
    def put(self, request: Request) -> Response:
        """Remember nothing for so long; within a pause this sets another end."""
        asked: Any = PauseRequestSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        begun = pauses.begin(request.user, at=timezone.now(), **asked.validated_data)
        return _pause(begun)

    @extend_schema(responses={204: None}, operation_id="feed_history_pause_end")
    def delete(self, request: Request) -> Response:
        """Remember again. A repeat changes nothing."""
        pauses.end(request.user, at=timezone.now())
        return Response(status=204)


def _pause(pause: HistoryPause | None) -> Response:
    facts = {
        "is_paused": pause is not None,
        "since": pause and pause.since,
        "until": pause and pause.until,
    }
    return Response(PauseSerializer(facts).data)
