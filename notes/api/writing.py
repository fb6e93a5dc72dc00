"""What an author sends: a whole note, or parts of it."""

from dataclasses import replace
from typing import Any

from rest_framework import serializers

from core.serializers import CountField, StrictSerializer
from notes.channels import Channel
from notes.models import Hide, Note, ProductTag, Verdict
from notes.services.document import MOST_ALT, Document, Slide, Tag
from notes.services.opinions import MOST_MINOR, MOST_WEEKS, Opinion

# Far above the rules of the trade, which say it better; these only keep a body small.
_MANY = 60


class PointsField(serializers.ListField):
    """The points of one verdict block."""

    child = serializers.CharField(max_length=200)
    max_length = _MANY


class SlideInputSerializer(StrictSerializer):
    upload = serializers.UUIDField()
    alt = serializers.CharField(allow_blank=True, max_length=MOST_ALT, default="")


class TagInputSerializer(StrictSerializer):
    product = serializers.CharField(max_length=11)
    relation = serializers.ChoiceField(ProductTag.Relation.choices)
    slide = CountField(max_value=_MANY, allow_null=True, default=None, help_text="From 0.")
    x = CountField(max_value=1000, allow_null=True, default=None, help_text="Per mille.")
    y = CountField(max_value=1000, allow_null=True, default=None, help_text="Per mille.")


class VerdictInputSerializer(StrictSerializer):
    """Short points about one of the tagged products; all of it may be left out."""

    product = serializers.CharField(max_length=11, allow_blank=True, default="")
    pros = PointsField(default=list)
    cons = PointsField(default=list)
    suits = PointsField(default=list)
    not_for = PointsField(default=list)
    alternatives = PointsField(default=list)
    used_weeks = CountField(max_value=MOST_WEEKS, allow_null=True, default=None)
    price_paid = CountField(
        max_value=MOST_MINOR, allow_null=True, default=None, help_text="Minor units."
    )

    def opinion(self, sent: dict[str, Any]) -> Opinion:
        """What was sent, as the services take it."""
        points = {name: tuple(sent[name]) for name in Verdict.POINTS}
        return Opinion(**sent | points)


class NoteInputSerializer(StrictSerializer):
    title = serializers.CharField(allow_blank=True, max_length=2000, default="")
    body = serializers.CharField(
        allow_blank=True, max_length=20_000, trim_whitespace=False, default=""
    )
    channel = serializers.ChoiceField(Channel.choices, allow_blank=True, default="")
    visibility = serializers.ChoiceField(Note.Visibility.choices, default=Note.Visibility.PUBLIC)
    slides: serializers.ListSerializer[SlideInputSerializer] = serializers.ListSerializer(
        child=SlideInputSerializer(), max_length=_MANY, default=list
    )
    tags: serializers.ListSerializer[TagInputSerializer] = serializers.ListSerializer(
        child=TagInputSerializer(), max_length=_MANY, default=list
    )
    topics = serializers.ListField(
        child=serializers.CharField(max_length=200), max_length=_MANY, default=list
    )
    verdict = VerdictInputSerializer(required=False, allow_null=True)

    def document(self, before: Document | None = None) -> Document:
        """What was sent; with `before`, only that, laid over what was there."""
        given: dict[str, Any] = {
            name: value
            for name, value in self.validated_data.items()
            if name != "revision" and (before is None or name in self.initial_data)
        }
        if "slides" in given:
            given["slides"] = [Slide(**slide) for slide in given["slides"]]
        if "tags" in given:
            given["tags"] = [Tag(**tag) for tag in given["tags"]]
        if "verdict" in given:
            sent = given["verdict"]
            given["verdict"] = VerdictInputSerializer().opinion(sent) if sent else Opinion()
        return replace(before or Document(), **given)


class NoteEditSerializer(NoteInputSerializer):
    revision = CountField(help_text="The revision that was loaded; another one answers 409.")


class HideSerializer(StrictSerializer):
    reason = serializers.ChoiceField(Hide.Reason.choices, default=Hide.Reason.NOT_INTERESTED)
