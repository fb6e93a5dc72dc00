"""The price history as a drawing: a line in steps, and its words for those who do not see it."""

from dataclasses import dataclass
from datetime import datetime

from shop.services.price_history import History, Step

WIDTH, HEIGHT, EDGE = 640, 140, 8


@dataclass(frozen=True)
class Chart:
    """:param line: points for an SVG polyline within WIDTH × HEIGHT
    :param steps: the newest first
    """

    line: str
    steps: list[Step]
    lowest_of_month: int | None
    lowest_before: int | None
    width: int = WIDTH
    height: int = HEIGHT

    @property
    def begin(self) -> datetime:
        return self.steps[-1].at

    @property
    def highest(self) -> int:
        return max(step.price for step in self.steps)

    @property
    def lowest(self) -> int:
        return min(step.price for step in self.steps)


def of(history: History) -> Chart | None:
    """Drawn from the first price to now; None where there is nothing to compare."""
    if not history.steps:
        return None
    return Chart(
        line=" ".join(f"{x:.0f},{y:.0f}" for x, y in _points(history)),
        steps=history.steps[::-1],
        lowest_of_month=history.lowest_of_month,
        lowest_before=history.lowest_before_now,
    )


def _points(history: History) -> list[tuple[float, float]]:
    begin = history.steps[0].at
    whole = (history.now - begin).total_seconds() or 1
    prices = [step.price for step in history.steps]
    low, span = min(prices), (max(prices) - min(prices)) or 1
    points: list[tuple[float, float]] = []
    for step in history.steps:
        x = EDGE + (WIDTH - 2 * EDGE) * (step.at - begin).total_seconds() / whole
        y = HEIGHT - EDGE - (HEIGHT - 2 * EDGE) * (step.price - low) / span
        if points:
            points.append((x, points[-1][1]))
        points.append((x, y))
    return [*points, (WIDTH - EDGE, points[-1][1])]
