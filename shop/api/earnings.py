"""What the caller has earned: balances, the statement of a month, payouts."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.mixins import ListModelMixin
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request as AnyRequest
from rest_framework.response import Response
from rest_framework.views import APIView
from rest_framework.viewsets import GenericViewSet

from accounts.models import User
from shop.models import Payout
from shop.services import ledger, statements
from shop.services.statements import Statement, UnknownMonth


class Request(AnyRequest):
    """Of somebody who is signed in."""

    user: User


class BalancesSerializer(serializers.Serializer):
    """Minor units by kind of balance."""

    pending = serializers.IntegerField()
    payable = serializers.IntegerField()
    in_payout = serializers.IntegerField()
    paid_out = serializers.IntegerField()


class StatementSerializer(serializers.Serializer):
    """opening + change = closing, for each kind of balance."""

    month = serializers.CharField(source="month.name")
    currency = serializers.CharField()
    opening = BalancesSerializer()
    change = BalancesSerializer()
    closing = BalancesSerializer()


class EarningSerializer(serializers.Serializer):
    """One event; `amounts` names the balances that it changed, `note` what led the buyer here."""

    at = serializers.DateTimeField()
    event = serializers.CharField(source="cause")
    reference = serializers.CharField(source="ref")
    order = serializers.CharField()
    product = serializers.CharField()
    title = serializers.CharField()
    quantity = serializers.IntegerField(allow_null=True)
    note = serializers.CharField(source="source")
    base = serializers.IntegerField(allow_null=True)
    rate_bp = serializers.IntegerField(allow_null=True)
    amounts = serializers.DictField(child=serializers.IntegerField())


class EarningPageSerializer(serializers.Serializer):
    next_cursor = serializers.CharField()
    results = EarningSerializer(many=True, source="items")


class PayoutSerializer(serializers.ModelSerializer):
    class Meta:
        model = Payout
        fields = [
            "number",
            "status",
            "currency",
            "amount",
            "reference",
            "proposed_at",
            "sent_at",
            "failed_at",
        ]


_MONTH = OpenApiParameter("month", str, description="2026-11; without it, the current month.")
_CURRENCY = OpenApiParameter("currency", str, description="Without it, the first one of yours.")
_AFTER = OpenApiParameter("after", str, description="The cursor of the page before.")


class EarningsView(APIView):
    permission_classes = [IsAuthenticated]

    @extend_schema(parameters=[_MONTH, _CURRENCY], responses=StatementSerializer)
    def get(self, request: Request) -> Response:
        """The caller's statement of a month."""
        return Response(StatementSerializer(_statement(request)).data)


class EarningLinesView(APIView):
    permission_classes = [IsAuthenticated]

    @extend_schema(parameters=[_MONTH, _CURRENCY, _AFTER], responses=EarningPageSerializer)
    def get(self, request: Request) -> Response:
        """The lines of that statement, the newest first; they sum to its change."""
        page = statements.page(_statement(request), after=request.query_params.get("after", ""))
        return Response(EarningPageSerializer(page).data)


class PayoutViewSet(ListModelMixin, GenericViewSet[Any]):
    """What was, or is to be, paid out to the caller."""

    serializer_class = PayoutSerializer
    permission_classes = [IsAuthenticated]
    queryset = Payout.objects.none()
    request: Request

    def get_queryset(self):
        return Payout.objects.visible_to(self.request.user).order_by("-pk")


class UnknownCurrency(UnknownMonth):
    code = "unknown_currency"


def _statement(request: Request) -> Statement:
    known = ledger.currencies(request.user)
    currency = request.query_params.get("currency", known[0])
    month = statements.month_of(request.query_params.get("month", ""), at=timezone.now())
    if currency not in known:
        raise UnknownCurrency(", ".join(known), field="currency")
    return statements.of(request.user, month, currency=currency)
