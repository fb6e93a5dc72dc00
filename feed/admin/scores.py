"""Scores term by term, and the versions of channel means: for platform staff, to read."""

from django.contrib import admin
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.translation import gettext_lazy as _

from core.admin import ReadOnlyAdmin
from feed import explain
from feed.models import ChannelMean, NoteScore


@admin.register(NoteScore)
class NoteScoreAdmin(ReadOnlyAdmin):
    list_display = [
        "note",
        "channel",
        "quality",
        "value",
        "impressions",
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
        (None, {"fields": ["note", "channel", "published_at", "is_listed"]}),
        (_("Terms"), {"fields": ["terms"]}),
        (_("Voices"), {"fields": ["voices"]}),
        (
            _("As stored"),
            {
                "fields": [
                    "value",
                    "impressions",
                    "newcomer_value",
                    "newcomer_impressions",
                    "newcomer_weight",
                    "prior",
                    "rank",
                    "as_of",
                ]
            },
        ),
    ]
    readonly_fields = ["terms", "voices"]

    @admin.display(description="Q")
    def quality(self, score):
        return f"{explain.quality_of(score, at=timezone.now()):.3f}"

    @admin.display(description=_("Terms"))
    def terms(self, score):
        """Every term with its figure and what it means, as of now."""
        rows = explain.terms(score, at=timezone.now())
        return format_html_join(
            "", "<p><b>{}</b> {}<br>{}</p>", ((t.name, t.figure, t.meaning) for t in rows)
        )

    @admin.display(description=_("Voices"))
    def voices(self, score):
        """The readers who weigh most, with w, r and what they gave."""
        heaviest = explain.voices(score, most=30)
        return format_html_join("", "<p>{}</p>", ((line,) for line in heaviest))


@admin.register(ChannelMean)
class ChannelMeanAdmin(ReadOnlyAdmin):
    list_display = ["channel", "mean", "notes", "at"]
    list_filter = ["channel"]
    ordering = ["-at", "channel"]
