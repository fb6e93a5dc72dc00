"""What notes tell of products, and what stands beside a note, for programs."""

from typing import Any

from django.shortcuts import get_object_or_404
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from feed import product_parts
from feed.api.serializers import CardSerializer
from feed.research import related, truth
from notes import cards
from notes.models import Note
from shop.models import Product

MOST = 12
ORDERS = {
    "useful": product_parts.best_notes,
    "latest": product_parts.latest_notes,
    "critical": product_parts.critical_notes,
}


class SourceSerializer(serializers.Serializer):
    public_id = serializers.CharField(help_text="The note that says it.")
    author = serializers.CharField()


class PointSerializer(serializers.Serializer):
    text = serializers.CharField()
    sources = SourceSerializer(many=True)


class TruthSerializer(serializers.Serializer):
    """Points by verdict block, the most said first; sponsored notes have no voice in it."""

    blocks = serializers.DictField(child=PointSerializer(many=True))
    notes = serializers.IntegerField(help_text="Listed notes that tag the product.")
    sponsored = serializers.IntegerField(help_text="How many of these are sponsored.")


class NotesAboutSerializer(serializers.Serializer):
    results = CardSerializer(many=True)


class RelatedSerializer(serializers.Serializer):
    other = CardSerializer(many=True, help_text="They say the opposite of the same products.")
    same = CardSerializer(many=True, help_text="More about the same products.")
    alike = CardSerializer(many=True, help_text="Taken up by the same readers.")


class ProductTruthView(APIView):
    permission_classes = [AllowAny]

    @extend_schema(responses=TruthSerializer)
    def get(self, request: Request, public_id: str) -> Response:
        """What people who use a product say for and against it."""
        told = truth.of(_product(request, public_id))
        met = {stamp.pk for stamp in cards.stamps_listed_for(request.user, told.note_ids)}
        return Response(TruthSerializer(told.among(met)).data)


class ProductNotesView(APIView):
    permission_classes = [AllowAny]

    @extend_schema(
        parameters=[OpenApiParameter("sort", str, enum=list(ORDERS), default="useful")],
        responses=NotesAboutSerializer,
    )
    def get(self, request: Request, public_id: str) -> Response:
        """The notes about a product: the most useful, the latest, or the critical ones."""
        sort = request.query_params.get("sort", "useful")
        if sort not in ORDERS:
            message = _("“%(value)s” is no choice here.") % {"value": sort[:40]}
            raise serializers.ValidationError({"sort": [message]})
        ids = ORDERS[sort](_product(request, public_id))
        return Response({"results": _cards(request, ids)})


class RelatedView(APIView):
    permission_classes = [AllowAny]

    @extend_schema(responses=RelatedSerializer)
    def get(self, request: Request, public_id: str) -> Response:
        """What to read beside a note."""
        note = get_object_or_404(Note.objects.visible_to(request.user), public_id=public_id)
        beside = related.of(note)
        named = {"other": beside.other, "same": beside.same, "alike": beside.alike}
        return Response({name: _cards(request, ids) for name, ids in named.items()})


def _product(request: Request, public_id: str) -> Product:
    return get_object_or_404(Product.objects.visible_to(request.user), public_id=public_id)


def _cards(request: Request, ids: list[int]) -> list[dict[str, Any]]:
    stamps = cards.stamps_listed_for(request.user, ids)[:MOST]
    return list(CardSerializer(cards.render(stamps, get_language() or "en"), many=True).data)
