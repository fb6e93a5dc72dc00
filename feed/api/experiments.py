"""Experiments with the ranking, for the platform's staff alone."""

from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.models import User
from feed.experiments import running
from feed.models import Experiment

MOST = 100


class ExperimentSerializer(serializers.ModelSerializer):
    figures = serializers.DictField(
        source="results", allow_null=True, help_text="As last measured; see docs/experiments.md."
    )

    class Meta:
        model = Experiment
        fields = [
            "id",
            "name",
            "question",
            "kind",
            "surface",
            "layer",
            "share",
            "state",
            "name_a",
            "name_b",
            "changes_a",
            "changes_b",
            "started_at",
            "ends_at",
            "stopped_at",
            "measured_at",
            "figures",
        ]
        read_only_fields = fields


class ExperimentsSerializer(serializers.Serializer):
    results = ExperimentSerializer(many=True)


class _StaffView(APIView):
    """To whoever is not of the platform's staff, none of it is there."""

    permission_classes = [IsAuthenticated]

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        _staff(request)


class ExperimentsView(_StaffView):
    @extend_schema(operation_id="experiments_list", responses=ExperimentsSerializer)
    def get(self, request: Request) -> Response:
        """The newest hundred experiments."""
        newest = Experiment.objects.order_by("-pk")[:MOST]
        return Response(ExperimentsSerializer({"results": newest}).data)


class ExperimentView(_StaffView):
    @extend_schema(responses=ExperimentSerializer)
    def get(self, request: Request, pk: int) -> Response:
        """One experiment with its figures."""
        return Response(ExperimentSerializer(_found(pk)).data)


class ExperimentRunView(_StaffView):
    @extend_schema(request=None, responses=ExperimentSerializer)
    def put(self, request: Request, pk: int) -> Response:
        """Start a draft; 409 where another one is in its way."""
        experiment = _found(pk)
        running.start(experiment, actor=_staff(request), at=timezone.now())
        return Response(ExperimentSerializer(experiment).data)

    @extend_schema(request=None, responses=ExperimentSerializer)
    def delete(self, request: Request, pk: int) -> Response:
        """Stop it for good; 409 where it does not run."""
        experiment = _found(pk)
        running.stop(experiment, actor=_staff(request), at=timezone.now())
        return Response(ExperimentSerializer(experiment).data)


def _staff(request: Request) -> User:
    if not isinstance(request.user, User) or not request.user.is_superuser:
        raise Http404
    return request.user


def _found(pk: int) -> Experiment:
    return get_object_or_404(Experiment, pk=pk)
