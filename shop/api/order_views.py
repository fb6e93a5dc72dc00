"""Checkout, orders, payments and addresses."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.decorators import action
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.permissions import AllowAny, IsAuthenticated
from rest_framework.request import Request as AnyRequest
from rest_framework.response import Response
from rest_framework.views import APIView
from rest_framework.viewsets import GenericViewSet, ModelViewSet

from accounts.models import User
from core.errors import RuleViolation
from shop import gateways
from shop.api import order_serializers as shapes
from shop.api.order_filters import OrderFilter
from shop.gateways.base import BadCallback
from shop.models import Address, Cart, OrderGroup, Payment
from shop.services import addresses, attempts, checkout, closing, orders, payments


class Request(AnyRequest):
    """Of somebody who is signed in."""

    user: User


KEY = OpenApiParameter(
    "Idempotency-Key",
    OpenApiTypes.STR,
    OpenApiParameter.HEADER,
    required=True,
    description="1 to 80 characters; the same again gets the same answer.",
)


class CallbackRefused(RuleViolation):
    code = "callback_refused"
    status = 400


class CheckoutView(APIView):
    permission_classes = [IsAuthenticated]

    @extend_schema(
        request=shapes.CheckoutSerializer,
        responses={201: shapes.ReceiptSerializer},
        parameters=[KEY],
        operation_id="checkout_place",
    )
    def post(self, request: Request) -> Response:
        """Place an order; 201 after it is committed."""
        shape = shapes.CheckoutSerializer(data=request.data)
        shape.is_valid(raise_exception=True)
        sent = shape.validated_data
        lines = sent.get("lines")
        receipt = checkout.place_order(
            buyer=request.user,
            key=request.headers.get("Idempotency-Key", ""),
            address=address_of(request, sent) or {},
            provider=sent["provider"],
            wants=None if lines is None else [want_of(line) for line in lines],
            cart=None if lines else Cart.objects.filter(user=request.user).first(),
            total_seen=sent.get("total"),
            claims=sent.get("coupons", ()),
            at=timezone.now(),
        )
        headers = {"Location": reverse("api:order-detail", args=[receipt.number])}
        if receipt.is_replay:
            headers["Idempotent-Replayed"] = "true"
        return Response(receipt.body, status=201, headers=headers)


def address_of(request: Request, sent: dict) -> dict[str, str] | None:
    """The address that was sent, or the saved one that was named."""
    if "address" in sent:
        return dict(sent["address"])
    if "address_id" not in sent:
        return None
    mine = Address.objects.visible_to(request.user)
    return get_object_or_404(mine, pk=sent["address_id"]).snapshot()


def want_of(line: dict) -> checkout.Want:
    return checkout.Want(line["sku"], line["quantity"], line.get("price"))


class OrderViewSet(ListModelMixin, RetrieveModelMixin, GenericViewSet):
    """The caller's own orders, the newest first."""

    serializer_class = shapes.OrderSerializer
    permission_classes = [IsAuthenticated]
    filterset_class = OrderFilter
    lookup_field = "number"
    lookup_value_regex = "[0-9A-Za-z]{1,20}"
    queryset = OrderGroup.objects.none()
    request: Request

    def get_queryset(self):
        return orders.whole(self.request.user)

    @extend_schema(
        methods=["POST"],
        request=shapes.PaymentStartSerializer,
        responses={201: shapes.PaymentSerializer},
    )
    @extend_schema(methods=["GET"], responses=shapes.PaymentSerializer(many=True), filters=False)
    @action(detail=True, methods=["get", "post"], pagination_class=None)
    def payments(self, request: Request, number: str) -> Response:
        """The attempts to pay this order; POST opens one, or gives the open one again."""
        group = self._mine(number)
        if request.method == "GET":
            payments.look(group, at=timezone.now())
            rows = group.payments.exclude(status=Payment.Status.CREATED).order_by("pk")
            return Response(shapes.PaymentSerializer(rows, many=True).data)
        shape = shapes.PaymentStartSerializer(data=request.data)
        shape.is_valid(raise_exception=True)
        back = request.build_absolute_uri(reverse("shop:pay-return", args=[number]))
        payment = attempts.start(
            group,
            shape.validated_data["provider"],
            return_url=back,
            at=timezone.now(),
            actor=request.user,
        )
        return Response(shapes.PaymentSerializer(payment).data, status=201)

    @extend_schema(request=None, responses=shapes.OrderSerializer)
    @action(detail=True, methods=["put"], pagination_class=None)
    def cancellation(self, request: Request, number: str) -> Response:
        """Cancel an order that is not paid; a repeat changes nothing."""
        closing.cancel(self._mine(number), actor=request.user, at=timezone.now())
        return Response(shapes.OrderSerializer(self.get_object()).data)

    def _mine(self, number: str) -> OrderGroup:
        return get_object_or_404(OrderGroup.objects.visible_to(self.request.user), number=number)


class AddressViewSet(ModelViewSet):
    """The caller's address book."""

    serializer_class = shapes.AddressSerializer
    permission_classes = [IsAuthenticated]
    queryset = Address.objects.none()
    request: Request
    lookup_value_converter = "uuid"

    def get_queryset(self):
        return Address.objects.visible_to(self.request.user).order_by("-pk")

    def perform_create(self, serializer):
        self._save(serializer, None)

    def perform_update(self, serializer):
        self._save(serializer, serializer.instance)

    def _save(self, serializer, address: Address | None) -> None:
        before = address.snapshot() if address else {}
        sent = {**before, **serializer.validated_data}
        serializer.instance = addresses.save(
            self.request.user, sent, address=address, at=timezone.now()
        )

    @extend_schema(request=None, responses=shapes.AddressSerializer)
    @action(detail=True, methods=["put"], url_path="default", pagination_class=None)
    def default(self, request: Request, pk: str) -> Response:
        """Offer this one first; a repeat changes nothing."""
        address = self.get_object()
        addresses.make_default(address)
        return Response(shapes.AddressSerializer(address).data)


class CallbackView(APIView):
    """Where payment providers tell what happened; they sign it, and have no session."""

    authentication_classes = []
    permission_classes = [AllowAny]
    # A provider that makes up for a silence sends many; what it may do, its signature says.
    throttle_classes = []

    @extend_schema(
        request=OpenApiTypes.OBJECT,
        responses={200: OpenApiTypes.OBJECT},
        operation_id="payment_callback",
    )
    def post(self, request: AnyRequest, provider: str) -> HttpResponse:
        """Taken once per event; 200, in the provider's own words, only after commit."""
        # The signature is over the bytes as they came, so they are read before any parser.
        raw = request._request.body
        try:
            payments.receive(provider, request.headers, raw, at=timezone.now())
        except BadCallback as refused:
            raise CallbackRefused(_("This message is not accepted.")) from refused
        text, kind = gateways.of(provider).thanks
        return HttpResponse(text, content_type=kind)
