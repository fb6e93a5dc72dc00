"""What readers looked at: beacons in, buffered for the worker.

The signed token in the body proves which page of ours the events come from and whose it was, so
these operations need no CSRF token: a browser that leaves a page cannot fetch one.
"""

from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from core.authentication import SignedInBySession
from core.errors import RuleViolation
from core.parsers import BoundedJSONParser
from feed import stream, tokens
from feed.api import serializers
from feed.stream import Event
from feed.tokens import Page
from notes.models import Note

LARGEST = 32 * 1024
# Clocks of browsers run a little ahead of what the network took.
_SLACK = 5.0
# The library declares names here, and writes down as it stands what it gets: requirements.
_AUTH: Any = [{"cookieAuth": []}, {}]


class AttentionUnavailable(RuleViolation):
    code = "attention_unavailable"
    status = 503


class AttentionRepeated(RuleViolation):
    code = "attention_repeated"


class AttentionForeign(RuleViolation):
    code = "attention_foreign"
    status = 400


class AttentionImpossible(RuleViolation):
    code = "attention_impossible"
    status = 400


class ProvenByToken(SignedInBySession):
    """The session says who asks; the signed token in the body stands in for the CSRF token."""

    def enforce_csrf(self, request: Any) -> None:
        return


class BeaconParser(BoundedJSONParser):
    """`sendBeacon` sends JSON under the name of plain text."""

    media_type = "text/plain"

    def parse(self, stream: Any, media_type: Any = None, parser_context: Any = None) -> Any:
        refuse_oversized(parser_context["request"])
        return super().parse(stream, media_type, parser_context)


class SmallJSONParser(BeaconParser):
    media_type = "application/json"


class _BeaconView(APIView):
    authentication_classes = [ProvenByToken]
    permission_classes = [AllowAny]
    parser_classes = [BeaconParser, SmallJSONParser]


class AttentionView(_BeaconView):
    @extend_schema(
        auth=_AUTH,
        request=serializers.BeaconSerializer,
        responses={202: serializers.BeaconAnswerSerializer},
    )
    def post(self, request: Request) -> Response:
        """Take what the reader did on one page; each event counts once."""
        beacon = serializers.BeaconSerializer(data=request.data)
        beacon.is_valid(raise_exception=True)
        now = timezone.now()
        page = tokens.read(beacon.validated_data["token"], reader=request.user.pk, at=now)
        events = _checked(page, beacon.validated_data["events"], now.timestamp())
        accepted = stream.put(page, events, at=now.timestamp())
        if accepted is None:
            raise AttentionUnavailable(_("This cannot be noted at the moment."))
        if not accepted:
            raise AttentionRepeated(_("All of this was counted already."))
        answer = {"accepted": accepted, "repeated": len(events) - accepted}
        return Response(serializers.BeaconAnswerSerializer(answer).data, status=202)


class AttentionTokenView(_BeaconView):
    @extend_schema(
        auth=_AUTH,
        request=serializers.TokenRequestSerializer,
        responses=serializers.PageTokenSerializer,
    )
    def post(self, request: Request) -> Response:
        """A page token for whoever reads: of a page that visitors share, or of notes met elsewhere.

        What is met by its own address alone counts a twentieth, on its author's page a fifth.
        """
        asked = serializers.TokenRequestSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        wanted, reader, now = asked.validated_data, request.user.pk, timezone.now()
        if "list" in wanted:
            return Response({"token": tokens.bind(wanted["list"], reader=reader, at=now)})
        if "notes" in wanted:
            shown, source = _shown(request.user, **wanted), wanted["source"]
        else:
            notes = Note.objects.visible_to(request.user)
            note = get_object_or_404(notes, public_id=wanted["note"])
            shown, source = [note.public_id], "direct"
        token = tokens.for_page(shown, source=source, at=now, reader=reader)
        return Response({"token": token})


def _shown(reader: Any, notes: list[str], source: str) -> list[str]:
    """Those of the notes that such a page shows this reader, in their order.

    A person's page shows one author's notes alone.
    """
    listed = Note.objects.listed_for(reader).filter(public_id__in=notes)
    author_of = dict(listed.values_list("public_id", "author_id"))
    shown = [note for note in dict.fromkeys(notes) if note in author_of]
    if not shown or (source == "profile" and len(set(author_of.values())) > 1):
        raise Http404
    return shown


def refuse_oversized(request: Request) -> None:
    if int(request.META.get("CONTENT_LENGTH") or 0) > LARGEST:
        raise RequestDataTooBig


def _checked(page: Page, events: list[dict[str, Any]], now: float) -> list[Event]:
    """The events, if this page can have had them."""
    shown = set(page.notes)
    age = now - page.issued + _SLACK
    for number, event in enumerate(events):
        if event["note"] not in shown:
            raise AttentionForeign(
                _("This page did not show that note."), field=f"events.{number}.note"
            )
        if event["seconds"] > age:
            raise AttentionImpossible(
                _("This page has not been open for so long."), field=f"events.{number}.seconds"
            )
    return [Event(event["note"], event["kind"], event["seconds"]) for event in events]
