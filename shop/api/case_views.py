"""What a buyer does with the parts of an order: received, cancelled, complained about, invoiced."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.permissions import IsAuthenticated
from rest_framework.response import Response
from rest_framework.views import APIView
from rest_framework.viewsets import GenericViewSet

from media.models import Picture
from shop.api import case_serializers as shapes
from shop.api.order_serializers import StoreOrderSerializer
from shop.api.order_views import Request
from shop.models import AfterSale, Invoice, OrderGroup, OrderLine, Sku, StoreOrder
from shop.services import fulfilment, invoices, orders
from shop.services.aftersales import asking, thread
from shop.services.aftersales.asking import Wish


class PartView(APIView):
    permission_classes = [IsAuthenticated]

    def part(self, request: Request, number: str, part: str) -> StoreOrder:
        mine = StoreOrder.objects.visible_to(request.user).select_related("group")
        return get_object_or_404(mine, group__number=number, number=part)

    def shown(self, request: Request, number: str, part: str) -> Response:
        group = get_object_or_404(orders.whole(request.user), number=number)
        found = next(one for one in group.store_orders.all() if one.number == part)
        return Response(StoreOrderSerializer(found).data)


class ReceivedView(PartView):
    @extend_schema(
        request=None, responses=StoreOrderSerializer, operation_id="orders_part_received"
    )
    def put(self, request: Request, number: str, part: str) -> Response:
        """Say that all of a store's part has arrived; a repeat changes nothing."""
        order = self.part(request, number, part)
        fulfilment.receive(order, actor=request.user, at=timezone.now())
        return self.shown(request, number, part)


class UnshippedCancellationView(PartView):
    @extend_schema(
        request=None, responses=StoreOrderSerializer, operation_id="orders_part_cancel_unshipped"
    )
    def put(self, request: Request, number: str, part: str) -> Response:
        """Give up what a store has not shipped for days; the money goes back."""
        order = self.part(request, number, part)
        fulfilment.cancel_unshipped(order, actor=request.user, at=timezone.now())
        return self.shown(request, number, part)


class InvoiceView(PartView):
    @extend_schema(responses=shapes.InvoiceSerializer, operation_id="orders_part_invoice")
    def get(self, request: Request, number: str, part: str) -> Response:
        found = get_object_or_404(Invoice, order=self.part(request, number, part))
        return Response(shapes.InvoiceSerializer(found).data)

    @extend_schema(
        request=shapes.InvoiceRequestSerializer,
        responses=shapes.InvoiceSerializer,
        operation_id="orders_part_invoice_request",
    )
    def put(self, request: Request, number: str, part: str) -> Response:
        """Ask for an invoice, or change what was asked for while it is not issued."""
        order = self.part(request, number, part)
        shape = shapes.InvoiceRequestSerializer(data=request.data)
        shape.is_valid(raise_exception=True)
        made = invoices.request(order, **shape.validated_data, at=timezone.now())
        return Response(shapes.InvoiceSerializer(made).data)


class OrderCasesView(APIView):
    """The after-sales cases of one order."""

    permission_classes = [IsAuthenticated]

    @extend_schema(
        responses=shapes.CaseSerializer(many=True), operation_id="orders_after_sales_list"
    )
    def get(self, request: Request, number: str) -> Response:
        group = self._group(request, number)
        rows = _cases(request).filter(order__group=group).order_by("pk")
        return Response(shapes.CaseSerializer(rows, many=True).data)

    @extend_schema(
        request=shapes.CaseRequestSerializer,
        responses={201: shapes.CaseSerializer},
        operation_id="orders_after_sales_open",
    )
    def post(self, request: Request, number: str) -> Response:
        """Open a case about a line."""
        group = self._group(request, number)
        shape = shapes.CaseRequestSerializer(data=request.data)
        shape.is_valid(raise_exception=True)
        sent = shape.validated_data
        lines = OrderLine.objects.select_related("order__group", "sku")
        line = get_object_or_404(lines, pk=sent["line"], order__group=group)
        case = asking.apply(
            line,
            _wish(sent),
            buyer=request.user,
            at=timezone.now(),
            pictures=_pictures(request, sent),
        )
        shown = _cases(request).get(pk=case.pk)
        return Response(shapes.CaseSerializer(shown).data, status=201)

    def _group(self, request: Request, number: str) -> OrderGroup:
        return get_object_or_404(OrderGroup.objects.visible_to(request.user), number=number)


class CaseViewSet(ListModelMixin, RetrieveModelMixin, GenericViewSet):
    """The caller's own after-sales cases, the newest first."""

    serializer_class = shapes.CaseSerializer
    permission_classes = [IsAuthenticated]
    lookup_field = "number"
    lookup_value_regex = "[0-9A-Za-z]{1,20}"
    queryset = AfterSale.objects.none()
    request: Request

    def get_queryset(self):
        return _cases(self.request).order_by("-pk")

    @extend_schema(request=shapes.MessageRequestSerializer, responses=shapes.CaseSerializer)
    @action(detail=True, methods=["post"], pagination_class=None)
    def messages(self, request: Request, number: str) -> Response:
        """Write to the store and the platform."""
        sent = self._sent(shapes.MessageRequestSerializer)
        thread.say(
            self.get_object(),
            side=thread.Side.BUYER,
            author=request.user,
            text=sent.get("text", ""),
            pictures=_pictures(request, sent),
            at=timezone.now(),
        )
        return self._shown()

    @extend_schema(request=shapes.WishSerializer, responses=shapes.CaseSerializer)
    @action(detail=True, methods=["put"], pagination_class=None)
    def revision(self, request: Request, number: str) -> Response:
        """Ask for something else, after the store has declined."""
        sent = self._sent(shapes.WishSerializer)
        asking.revise(
            self.get_object(),
            _wish(sent),
            buyer=request.user,
            at=timezone.now(),
            pictures=_pictures(request, sent),
        )
        return self._shown()

    @extend_schema(request=None, responses=shapes.CaseSerializer)
    @action(detail=True, methods=["put"], pagination_class=None)
    def escalation(self, request: Request, number: str) -> Response:
        """Let the platform decide."""
        asking.escalate(self.get_object(), buyer=request.user, at=timezone.now())
        return self._shown()

    @extend_schema(request=None, responses=shapes.CaseSerializer)
    @action(detail=True, methods=["put"], pagination_class=None)
    def withdrawal(self, request: Request, number: str) -> Response:
        asking.withdraw(self.get_object(), buyer=request.user, at=timezone.now())
        return self._shown()

    @extend_schema(request=shapes.BackSerializer, responses=shapes.CaseSerializer)
    @action(detail=True, methods=["put"], pagination_class=None, url_path="return")
    def send_back(self, request: Request, number: str) -> Response:
        """Name the parcel in which it goes back."""
        sent = self._sent(shapes.BackSerializer)
        asking.send_back(self.get_object(), **sent, buyer=request.user, at=timezone.now())
        return self._shown()

    def _sent(self, shape: Any) -> dict[str, Any]:
        taken = shape(data=self.request.data)
        taken.is_valid(raise_exception=True)
        return taken.validated_data

    def _shown(self) -> Response:
        return Response(shapes.CaseSerializer(self.get_object()).data)


def _cases(request: Request) -> QuerySet[AfterSale]:
    mine = AfterSale.objects.visible_to(request.user)
    return mine.select_related(
        "order__group", "line__order__group", "line__sku", "refund"
    ).prefetch_related("messages__evidence")


def _wish(sent: dict[str, Any]) -> Wish:
    replacement = sent.get("replacement")
    return Wish(
        kind=sent["kind"],
        reason=sent["reason"],
        quantity=sent["quantity"],
        text=sent.get("text", ""),
        asked=sent.get("asked"),
        replacement=get_object_or_404(Sku, pk=replacement) if replacement else None,
    )


def _pictures(request: Request, sent: dict[str, Any]) -> list[Picture]:
    """The caller's own private pictures, in the order in which they were named."""
    named: list[UUID] = sent.get("uploads") or []
    own = Picture.objects.filter(owner=request.user, upload__is_private=True, upload__in=named)
    found = {picture.upload_id: picture for picture in own.select_related("upload")}
    return [get_object_or_404(own, upload=one) if one not in found else found[one] for one in named]
