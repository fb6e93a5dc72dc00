"""What search gives."""

from typing import Any

from django.urls import reverse
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from core.serializers import StrictSerializer
from feed.api.serializers import CardSerializer
from feed.search.query import Tab


class FoundSerializer(serializers.Serializer):
    """A product, store, person or topic that was found."""

    kind = serializers.CharField()
    name = serializers.CharField()
    url = serializers.CharField()


class FoundPageSerializer(serializers.Serializer):
    """One page; notes stand in `results`, whatever else was asked for in `found`."""

    results = serializers.SerializerMethodField()
    found = serializers.SerializerMethodField()
    snippets = serializers.DictField(
        child=serializers.CharField(),
        help_text="HTML by note: the piece of the text with the words in <mark>, escaped.",
    )
    next = serializers.CharField(source="next_cursor")
    token = serializers.CharField(help_text="Signed: send it with what the reader did here.")
    liked = serializers.ListField(child=serializers.CharField())

    @extend_schema_field(CardSerializer(many=True))
    def get_results(self, page: Any) -> Any:
        is_notes = self.context["tab"] == Tab.NOTES
        return CardSerializer(page.items, many=True).data if is_notes else []

    @extend_schema_field(FoundSerializer(many=True))
    def get_found(self, page: Any) -> Any:
        describe = _DESCRIBED.get(self.context["tab"])
        return [describe(item) for item in page.items] if describe else []


def _found(kind: str, name: str, view: str, part: str) -> dict[str, str]:
    return {"kind": kind, "name": name, "url": reverse(view, args=[part])}


_DESCRIBED: Any = {
    Tab.PRODUCTS: lambda row: _found("product", row.title, "feed:product", row.public_id),
    Tab.STORES: lambda row: _found("store", row.name, "shop:store", row.slug),
    Tab.USERS: lambda row: _found("user", row.get_full_name(), "notes:profile", row.handle),
    Tab.TOPICS: lambda row: _found("topic", row.name, "notes:topic", row.key),
}


class SuggestionSerializer(serializers.Serializer):
    kind = serializers.CharField()
    text = serializers.CharField()
    url = serializers.CharField()


class SuggestionsSerializer(serializers.Serializer):
    suggestions = SuggestionSerializer(many=True)
    trending = SuggestionSerializer(many=True)


class RememberedSerializer(serializers.Serializer):
    text = serializers.CharField()
    at = serializers.DateTimeField()


class HistorySerializer(serializers.Serializer):
    searches = RememberedSerializer(many=True)
    is_paused = serializers.BooleanField()


class HistoryPauseSerializer(StrictSerializer):
    is_paused = serializers.BooleanField()
