"""What the feed takes and gives."""

from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers

from core.serializers import StrictSerializer
from feed import tokens
from feed.models import Attention

MOST_EVENTS = 120
# Cards that one page of a person or topic shows at most.
MOST_LISTED = 48
# A page that is read longer than this is a page that was left open.
LONGEST_READ = 3600


class CardSerializer(serializers.Serializer):
    """A note as lists show it."""

    public_id = serializers.CharField()
    title = serializers.CharField()
    url = serializers.CharField()
    author_name = serializers.CharField()
    author_handle = serializers.CharField()
    is_official = serializers.BooleanField()
    likes = serializers.IntegerField()
    cover_url = serializers.CharField()
    cover_width = serializers.IntegerField()
    cover_height = serializers.IntegerField()
    cover_alt = serializers.CharField()
    price_from = serializers.IntegerField(allow_null=True)
    currency = serializers.CharField()
    # The metaclass takes fields away: this hides no attribute of the serializer.
    label: Any = serializers.CharField()
    slide_count = serializers.IntegerField()


class FeedPageSerializer(serializers.Serializer):
    """One page; `next` is the cursor of the following one, empty at the end."""

    results = CardSerializer(many=True, source="items")
    next = serializers.CharField(source="next_cursor")
    token = serializers.CharField(help_text="Signed: send it with what the reader did here.")
    liked = serializers.ListField(child=serializers.CharField())


class EventSerializer(StrictSerializer):
    note = serializers.CharField(max_length=11)
    kind = serializers.ChoiceField(Attention.Kind.choices)
    seconds = serializers.FloatField(default=0.0, min_value=0.0, max_value=LONGEST_READ)


class BeaconSerializer(StrictSerializer):
    """What a reader did on one page."""

    token = serializers.CharField(max_length=tokens.LONGEST)
    events: serializers.ListSerializer[EventSerializer] = serializers.ListSerializer(
        child=EventSerializer(), allow_empty=False, max_length=MOST_EVENTS
    )


class BeaconAnswerSerializer(serializers.Serializer):
    accepted = serializers.IntegerField()
    repeated = serializers.IntegerField()


class TokenRequestSerializer(StrictSerializer):
    """The token of a page that visitors share, a note opened by its address, or a list of notes.

    Only lists whose notes count little are told by the browser: a person's page, a topic.
    """

    list = serializers.CharField(max_length=tokens.LONGEST, required=False)
    note = serializers.CharField(max_length=11, required=False)
    notes = serializers.ListField(
        child=serializers.CharField(max_length=11),
        allow_empty=False,
        max_length=MOST_LISTED,
        required=False,
    )
    # The metaclass takes fields away: this hides no attribute of the serializer.
    source: Any = serializers.ChoiceField(["profile", "direct"], required=False)

    def validate(self, asked):
        if set(asked) not in ({"list"}, {"note"}, {"notes", "source"}):
            raise serializers.ValidationError(
                _("Send the list, the note, or notes with their source.")
            )
        return asked


class PageTokenSerializer(serializers.Serializer):
    token = serializers.CharField()


class TermSerializer(serializers.Serializer):
    """One term of a score, in words and figures."""

    name = serializers.CharField()
    figure = serializers.CharField()
    meaning = serializers.CharField()


class ScoreSerializer(serializers.Serializer):
    terms = TermSerializer(many=True)
