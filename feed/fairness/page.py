"""The report on fairness in words and lengths of bars, as its page shows it."""

from dataclasses import dataclass
from typing import Any

from django.utils import formats
from django.utils.translation import gettext as _

from feed.fairness import report
from feed.models import FairnessReport


@dataclass(frozen=True, slots=True)
class Bar:
    """A group of creators: what of all it is, and what it received; shares in per cent."""

    label: str
    creators: int
    of_creators: str
    of_notes: str
    of_views: str
    # Lengths, in per cent of the drawing.
    people: float
    views: float
    within_day: str = ""
    median: str = ""


def shown(days: int) -> dict[str, Any]:
    """What the page of this span needs; without `results` nothing was measured yet."""
    found = FairnessReport.objects.filter(pk=days).first()
    context: dict[str, Any] = {"days": days, "spans": report.SPANS, "report": found}
    if found is None:
        return context
    results = found.results
    context |= {"results": results, "bars": [_bar(group) for group in results["groups"]]}
    if context["bars"]:
        first = context["bars"][0]
        parts = {"label": first.label, "creators": first.of_creators, "views": first.of_views}
        lead = _("Creators with %(label)s are %(creators)s of all, with %(views)s of views.")
        context["lead"] = lead % parts
        context["has_first"] = any(bar.within_day for bar in context["bars"])
    if results["equal"]:
        context["ratio"] = formats.number_format(results["equal"]["ratio"], 2)
    if sponsored := results["sponsored"]:
        context["sponsored"] = {name: percent(share) for name, share in sponsored.items()}
    context["needed"] = {"creators": report.FEWEST_CREATORS, "views": report.FEWEST_VIEWS}
    return context


def _bar(group: dict[str, Any]) -> Bar:
    first = group["first"]
    return Bar(
        label(group["least"], group["most"]),
        group["creators"],
        percent(group["share_of_creators"]),
        percent(group["share_of_notes"]),
        percent(group["share_of_views"]),
        round(100 * group["share_of_creators"], 1),
        round(100 * group["share_of_views"], 1),
        percent(first["within_day"]) if first else "",
        _hours(first["median_hours"]) if first else "",
    )


def label(least: int, most: int | None) -> str:
    """How many followers the creators of a group have."""
    ends = {"least": _number(least), "most": _number(most or 0), "below": _number((most or 0) + 1)}
    if most is None:
        return _("%(least)s followers and more") % ends
    if least == 0:
        return _("fewer than %(below)s followers") % ends
    return _("%(least)s to %(most)s followers") % ends


def percent(share: float) -> str:
    """Shares as people read them: whole ones, but for the very small."""
    return f"{100 * share:.0f}%" if share >= 0.1 or share == 0 else f"{100 * share:.1f}%"


def _hours(hours: float | None) -> str:
    if hours is None:
        return _("more than half still wait")
    if hours < 1:
        return _("half of them in %(minutes)d minutes") % {"minutes": max(round(hours * 60), 1)}
    return _("half of them in %(hours)s hours") % {"hours": formats.number_format(hours, 1)}


def _number(number: int) -> str:
    return formats.number_format(number, 0, use_l10n=True, force_grouping=True)
