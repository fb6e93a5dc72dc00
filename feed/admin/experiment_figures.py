"""An experiment's kept figures in words and drawings, as its page in the admin shows them."""

from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from feed.models import Experiment

# Name, factor of the kept rate, decimals, unit behind it.
_ROWS: dict[str, tuple[str | Promise, float, int, str]] = {
    "impressions": (_("Shown, per reader"), 1, 1, ""),
    "opens": (_("Opened, of 100 shown"), 100, 2, ""),
    "reads": (_("Read for long, of 100 shown"), 100, 2, ""),
    "seconds": (_("Seconds read, per note shown"), 1, 2, ""),
    "saves": (_("Saved, of 100 shown"), 100, 2, ""),
    "shares": (_("Shared, of 100 shown"), 100, 2, ""),
    "likes": (_("Liked, of 100 shown"), 100, 2, ""),
    "hides": (_("Hidden, of 100 shown"), 100, 2, ""),
    "small": (_("Shown of small creators"), 100, 1, " %"),
    "keepers": (_("Readers who saved or shared"), 100, 1, " %"),
}
# The drawing of an interval: its width, and its middle, where nothing differs.
WIDTH, MIDDLE = 120, 60


@dataclass(frozen=True, slots=True)
class Line:
    """One figure of both arms.

    :param difference: B − A, and relative to A; empty where it is not compared
    :param low: and `high`: the ends of the interval within the drawing
    """

    name: str | Promise
    a: str
    b: str
    difference: str = ""
    relative: str = ""
    interval: str = ""
    is_clear: bool = False
    low: float = 0.0
    high: float = 0.0
    at: float = 0.0


def shown(experiment: Experiment) -> dict[str, Any]:
    """What the template needs; `results` is None before the first measure."""
    results = experiment.results
    context: dict[str, Any] = {"experiment": experiment, "results": results}
    if not results:
        return context
    rows = list(results["figures"])
    if keepers := results.get("keepers"):
        told = {"a": keepers["a"]["value"], "b": keepers["b"]["value"]}
        rows.append({"name": "keepers", **told, "difference": keepers["difference"]})
    span = _span(rows)
    context["lines"] = [_line(row, span) for row in rows]
    context["is_compared"] = any(row["difference"] for row in rows)
    context["width"], context["middle"] = WIDTH, MIDDLE
    if mismatch := results.get("mismatch"):
        context["chance"] = _chance(mismatch["p"])
    if duel := results.get("duel"):
        context |= _duel(duel)
    return context


def _duel(duel: dict[str, Any]) -> dict[str, Any]:
    counts = [duel["wins_a"], duel["ties"], duel["wins_b"]]
    whole = sum(counts) or 1
    share = duel["share_b"]
    return {
        "duel": duel,
        "chance": _chance(duel["p"]),
        "is_clear": duel["p"] < 0.05,
        "share_b": f"{100 * share['value']:.1f} %",
        "share_interval": f"{100 * share['low']:.1f} … {100 * share['high']:.1f} %",
        "per_reader": _per_reader(duel["per_reader"]),
        "widths": [round(600 * count / whole, 1) for count in counts],
        "tie_at": round(600 * counts[0] / whole, 1),
        "b_at": round(600 * (counts[0] + counts[1]) / whole, 1),
    }


def _per_reader(found: dict[str, float] | None) -> str:
    if not found:
        return ""
    return f"{found['value']:+.2f} ({found['low']:+.2f} … {found['high']:+.2f})"


def _chance(p: float) -> str:
    return f"{p:.3f}" if p >= 0.001 else "< 0.001"


def _span(rows: list[dict[str, Any]]) -> float:
    """The largest relative difference that an interval reaches: the half of every drawing."""
    ends = [
        abs(row["difference"][end] / row["a"])
        for row in rows
        for end in ("low", "high")
        if row["difference"] and row["a"]
    ]
    return min(max(ends, default=1.0), 1.0) or 1.0


def _line(row: dict[str, Any], span: float) -> Line:
    name, factor, places, unit = _ROWS[row["name"]]
    a, b = (_figure(row[arm], factor, places, unit) for arm in ("a", "b"))
    found = row["difference"]
    if not found:
        return Line(name, a, b)
    value, low, high = (found[part] * factor for part in ("value", "low", "high"))
    base = (row["a"] or 0.0) * factor
    relative = f"{100 * value / base:+.1f} %" if base else ""
    ends = [_place(part / base / span if base else 0.0) for part in (low, value, high)]
    return Line(
        name,
        a,
        b,
        f"{value:+.{places}f}",
        relative,
        f"{low:+.{places}f} … {high:+.{places}f}",
        found["is_clear"],
        ends[0],
        ends[2],
        ends[1],
    )


def _place(part: float) -> float:
    return round(MIDDLE + (MIDDLE - 4) * min(max(part, -1.0), 1.0), 1)


def _figure(value: float | None, factor: float, places: int, unit: str) -> str:
    return "–" if value is None else f"{value * factor:.{places}f}{unit}"
