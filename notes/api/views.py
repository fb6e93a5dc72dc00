"""Notes: everybody's to read, one's own to write."""

from django.db.models import Prefetch
from django.utils import timezone
from django.utils.decorators import method_decorator
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.response import Response
from rest_framework.viewsets import ReadOnlyModelViewSet

from core.caching import public_api
from core.wakeups import wake
from notes import tasks
from notes.api.filters import NoteFilter
from notes.api.reading import NoteSerializer, NoteSummarySerializer
from notes.api.writing import NoteEditSerializer, NoteInputSerializer
from notes.models import Note, NoteTopic, ProductTag
from notes.services import document, drafting, publishing

MINE = OpenApiParameter("mine", OpenApiTypes.BOOL, description="One's own, drafts included.")


@method_decorator(public_api, "list")
@method_decorator(public_api, "retrieve")
@extend_schema_view(list=extend_schema(parameters=[MINE], responses=NoteSummarySerializer(True)))
class NoteViewSet(ReadOnlyModelViewSet):
    """Published notes; with `?mine=true` the caller's own in every state."""

    serializer_class = NoteSerializer
    filterset_class = NoteFilter
    lookup_field = "public_id"
    lookup_value_converter = "str"

    def get_queryset(self):
        if self.action == "list":
            return self._listed().select_related("author", "tally")
        if self.action in ("update", "partial_update", "destroy", "publication", "unpublish"):
            return Note.objects.by(self.request.user)
        return whole(Note.objects.visible_to(self.request.user))

    @property
    def ordering(self):
        return ("-pk",) if self._is_mine() else ("-published_at", "-pk")

    def get_serializer_class(self):
        return NoteSummarySerializer if self.action == "list" else NoteSerializer

    @extend_schema(request=NoteInputSerializer, responses={201: NoteSerializer})
    def create(self, request):
        """Start a draft; everything may still be missing."""
        sent = _valid(NoteInputSerializer(data=request.data))
        note = drafting.create(author=request.user, document=sent.document())
        return self._answer(note, status.HTTP_201_CREATED)

    @extend_schema(request=NoteEditSerializer, responses=NoteSerializer)
    def update(self, request, public_id):
        """Put a whole document in place of the one that is there."""
        sent = _valid(NoteEditSerializer(data=request.data))
        return self._save(sent, before=None)

    @extend_schema(request=NoteEditSerializer(partial=True), responses=NoteSerializer)
    def partial_update(self, request, public_id):
        """Change some fields; lists are replaced whole."""
        sent = _valid(NoteEditSerializer(data=request.data))
        return self._save(sent, before=document.of(self.get_object()))

    @extend_schema(responses={204: None})
    def destroy(self, request, public_id):
        """Delete a draft that was never published."""
        drafting.discard(self.get_object())
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(request=None, responses=NoteSerializer)
    @action(detail=True, methods=["put"])
    def publication(self, request, public_id):
        """Publish. A repeat changes nothing."""
        note = publishing.publish(self.get_object(), at=timezone.now())
        if not note.is_ready:
            wake(tasks.settle_waiting)
        return self._answer(note)

    @extend_schema(request=None, responses=NoteSerializer)
    @publication.mapping.delete
    def unpublish(self, request, public_id):
        """Withdraw. A repeat changes nothing."""
        return self._answer(publishing.withdraw(self.get_object(), at=timezone.now()))

    def _save(self, sent, before):
        note = drafting.save(
            self.get_object(),
            document=sent.document(before),
            revision=sent.validated_data.get("revision"),
        )
        return self._answer(note)

    def _answer(self, note, code=status.HTTP_200_OK):
        shown = whole(Note.objects.by(self.request.user)).get(pk=note.pk)
        return Response(NoteSerializer(shown).data, status=code)

    def _listed(self):
        if self._is_mine():
            return Note.objects.by(self.request.user)
        return Note.objects.listed_for(self.request.user).distinct()

    def _is_mine(self):
        asked = self.request.query_params.get("mine", "").lower() in ("1", "true")
        return asked and self.request.user.is_authenticated


def whole(notes):
    """All that a note's document shows, in one query a kind."""
    return notes.select_related("author", "tally", "verdict__product").prefetch_related(
        "slides__picture__upload__picture__renditions",
        Prefetch(
            "product_tags", ProductTag.objects.select_related("product__store", "slide", "product")
        ),
        Prefetch("topicings", NoteTopic.objects.select_related("topic")),
    )


def _valid(serializer):
    serializer.is_valid(raise_exception=True)
    return serializer
