"""A note, its comments and its topics as programs see them."""

from typing import Any

from django.urls import reverse
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts.models import Report, User
from core.serializers import StrictSerializer
from media.api.serializers import UploadSerializer
from notes.models import Comment, Note, NoteSlide, NoteTally, ProductTag, Topic, Verdict
from shop.models import Product


class AuthorSerializer(serializers.ModelSerializer):
    class Meta:
        model = User
        fields = ("handle", "name", "is_official", "verified_as")
        read_only_fields = fields


class TallySerializer(serializers.ModelSerializer):
    class Meta:
        model = NoteTally
        fields = ("likes", "saves", "shares", "comments")
        read_only_fields = fields


class SlideSerializer(serializers.ModelSerializer):
    upload = UploadSerializer(source="picture.upload", read_only=True)

    class Meta:
        model = NoteSlide
        fields = ("upload", "alt", "position")
        read_only_fields = fields


class TaggedProductSerializer(serializers.ModelSerializer):
    currency = serializers.CharField(source="store.currency", read_only=True)
    is_on_sale = serializers.BooleanField(read_only=True)
    url = serializers.SerializerMethodField()

    class Meta:
        model = Product
        fields = ("public_id", "title", "price_from", "currency", "is_on_sale", "url")
        read_only_fields = fields

    def get_url(self, product) -> str:
        return reverse("feed:product", args=[product.public_id])


class TagSerializer(serializers.ModelSerializer):
    product = TaggedProductSerializer(read_only=True)
    # The metaclass takes fields away: this hides no attribute of the serializer.
    label: Any = serializers.CharField(read_only=True, help_text="sponsored, affiliate or empty")
    slide = serializers.SerializerMethodField()

    class Meta:
        model = ProductTag
        fields = ("product", "relation", "label", "slide", "x", "y")
        read_only_fields = fields

    def get_slide(self, tag) -> int | None:
        return tag.slide.position if tag.slide else None


class TopicSerializer(serializers.ModelSerializer):
    url = serializers.SerializerMethodField()

    class Meta:
        model = Topic
        fields = ("key", "name", "url")
        read_only_fields = fields

    def get_url(self, topic) -> str:
        return reverse("notes:topic", args=[topic.key])


class NoteSummarySerializer(serializers.ModelSerializer):
    author = AuthorSerializer(read_only=True)
    tally = TallySerializer(read_only=True)
    url = serializers.SerializerMethodField()

    class Meta:
        model = Note
        fields: tuple[str, ...] = (
            "public_id",
            "url",
            "author",
            "title",
            "channel",
            "language",
            "visibility",
            "status",
            "is_ready",
            "revision",
            "edited_at",
            "published_at",
            "tally",
        )
        read_only_fields = fields

    def get_url(self, note) -> str:
        return reverse("notes:detail", args=[note.public_id])


class VerdictSerializer(serializers.ModelSerializer):
    product = serializers.CharField(source="product.public_id", default=None, read_only=True)

    class Meta:
        model = Verdict
        fields = ("product", *Verdict.POINTS, "used_weeks", "price_paid")
        read_only_fields = fields


class NoteSerializer(NoteSummarySerializer):
    slides = SlideSerializer(many=True, read_only=True)
    tags = TagSerializer(source="product_tags", many=True, read_only=True)
    topics = serializers.SerializerMethodField()
    verdict = VerdictSerializer(read_only=True, default=None)

    class Meta(NoteSummarySerializer.Meta):
        fields = (
            *NoteSummarySerializer.Meta.fields,
            "body",
            "slides",
            "tags",
            "topics",
            "verdict",
        )
        read_only_fields = fields

    @extend_schema_field(TopicSerializer(many=True))
    def get_topics(self, note):
        topics = [topicing.topic for topicing in note.topicings.all()]
        return TopicSerializer(topics, many=True).data


class CommentSerializer(serializers.ModelSerializer):
    author = AuthorSerializer(read_only=True)
    # The metaclass takes fields away: this hides no attribute of the serializer.
    parent: Any = serializers.CharField(source="parent.public_id", default=None, read_only=True)
    answers = serializers.CharField(source="answers.public_id", default=None, read_only=True)
    reply_count = serializers.IntegerField(read_only=True, default=0)

    class Meta:
        model = Comment
        fields = ("public_id", "author", "text", "at", "parent", "answers", "reply_count")
        read_only_fields = fields


class CommentInputSerializer(StrictSerializer):
    text = serializers.CharField(max_length=4000, allow_blank=True, trim_whitespace=False)
    answers = serializers.CharField(
        max_length=11, allow_null=True, default=None, help_text="The comment that this answers."
    )
    token = serializers.CharField(
        max_length=40, allow_blank=True, default="", help_text="Sent twice, written once."
    )


class NoteReportSerializer(StrictSerializer):
    reason = serializers.ChoiceField(Report.Reason.choices)
    text = serializers.CharField(max_length=500, allow_blank=True, default="")


class EngagedSerializer(serializers.Serializer):
    """The counts with one's own act in them."""

    active = serializers.BooleanField()
    likes = serializers.IntegerField()
    saves = serializers.IntegerField()
    shares = serializers.IntegerField()
    comments = serializers.IntegerField()


class ChannelSuggestionSerializer(serializers.Serializer):
    channel = serializers.CharField(allow_blank=True)
