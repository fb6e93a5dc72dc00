"""Scores term by term, and the versions of channel means: for platform staff, to read."""

from django.contrib import admin
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.translation import gettext_lazy as _

from core.admin import ReadOnlyAdmin
from feed import explain
from feed.models import ChannelMean, NoteScore
from notes.channels import Channel


@admin.display(description=_("channel"), ordering="channel")
def _channel_name(self, row):
    """The channel in the reader's words; all of them together have no name."""
    return dict(Channel.choices).get(row.channel, row.channel)


@admin.register(NoteScore)
class NoteScoreAdmin(ReadOnlyAdmin):
    list_display = [
        "note",
        "channel_name",
        "quality",
        "earned",
        "weighed",
        "feed_impressions",
        "prior",
        "is_listed",
        "published_at",
    ]
    list_select_related = ["note"]
    list_filter = ["channel", "is_listed"]
    search_fields = ["note__public_id", "note__title"]
    ordering = ["-rank"]
    fieldsets = [
        (None, {"fields": ["note", "channel_name", "published_at", "is_listed"]}),
        (_("What the score is made of"), {"fields": ["terms"]}),
        (_("Voices"), {"fields": ["voices"]}),
        (
            _("As stored"),
            {
                "fields": [
                    "value",
                    "impressions",
                    "blame",
                    "praised_by",
                    "blamed_by",
                    "doubt",
                    "newcomer_value",
                    "newcomer_impressions",
                    "newcomer_blame",
                    "newcomer_praised_by",
                    "newcomer_blamed_by",
                    "newcomer_weight",
                    "prior",
                    "rank",
                    "as_of",
                ]
            },
        ),
    ]
    readonly_fields = ["channel_name", "terms", "voices"]
    channel_name = _channel_name

    @admin.display(description="Q")
    def quality(self, score):
        return f"{explain.quality_of(score, at=timezone.now()):.3f}"

    @admin.display(description="V", ordering="value")
    def earned(self, score):
        return f"{score.value:.2f}"

    @admin.display(description="I", ordering="impressions")
    def weighed(self, score):
        return f"{score.impressions:.2f}"

    @admin.display(description=_("Term by term"))
    def terms(self, score):
        """Every term with its figure and what it means, as of now."""
        rows = explain.terms(score, at=timezone.now())
        return render_to_string("feed/admin/_terms.html", {"terms": rows})

    @admin.display(description=_("Voices"))
    def voices(self, score):
        """The readers who weigh most, with w, r and what they gave."""
        heaviest = explain.voices(score, most=30)
        return format_html_join("", "<p>{}</p>", ((line,) for line in heaviest))


@admin.register(ChannelMean)
class ChannelMeanAdmin(ReadOnlyAdmin):
    channel_name = _channel_name
    list_display = ["channel_name", "mean", "notes", "at"]
    list_filter = ["channel"]
    ordering = ["-at", "channel"]
