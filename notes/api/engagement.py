"""Like, save, share, hide and report a note."""

from django.http import Http404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.permissions import IsAuthenticated
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.http import SignedInApiRequest
from notes.api.reading import EngagedSerializer, NoteReportSerializer
from notes.api.writing import HideSerializer
from notes.services import engagement, opened, tally


class _OnNote(APIView):
    permission_classes = [IsAuthenticated]
    request: SignedInApiRequest

    def note(self):
        note = opened.find(self.kwargs["public_id"], reader=self.request.user)
        if note is None:
            raise Http404
        return note

    def answer(self, note, *, active):
        counts = tally.fresh_counts(note)
        return Response(EngagedSerializer({"active": active, **counts}).data)


class _Act(_OnNote):
    kind = ""

    @extend_schema(request=None, responses=EngagedSerializer)
    def put(self, request, public_id):
        note = self.note()
        getattr(engagement, self.kind)(note, reader=request.user, at=timezone.now())
        return self.answer(note, active=True)


class _TakeBack(_OnNote):
    kind = ""

    @extend_schema(request=None, responses=EngagedSerializer)
    def delete(self, request, public_id):
        note = self.note()
        engagement.undo(self.kind, note, reader=request.user, at=timezone.now())
        return self.answer(note, active=False)


class LikeView(_Act, _TakeBack):
    kind = "like"


class SaveView(_Act, _TakeBack):
    kind = "save"


class ShareView(_Act):
    kind = "share"


class HideView(_TakeBack):
    kind = "hide"

    @extend_schema(request=HideSerializer, responses=EngagedSerializer)
    def put(self, request, public_id):
        sent = HideSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        note = self.note()
        engagement.hide(note, reader=request.user, at=timezone.now(), **sent.validated_data)
        return self.answer(note, active=True)


class ReportView(_OnNote):
    @extend_schema(request=NoteReportSerializer, responses={204: None})
    def post(self, request, public_id):
        sent = NoteReportSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        engagement.report(
            self.note(), reader=request.user, at=timezone.now(), **sent.validated_data
        )
        return Response(status=status.HTTP_204_NO_CONTENT)
