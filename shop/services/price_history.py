"""What a product has cost, in steps: out of the append-only history of its variants."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models.functions import Now
from django.utils import timezone

from shop.models import PriceChange, Product

SHOWN = timedelta(days=180)
MONTH = timedelta(days=30)
# Of all its variants together; what is older is not read.
MOST_ROWS = 2000


@dataclass(frozen=True, slots=True)
class Step:
    """From this moment on, the cheapest variant cost this much."""

    at: datetime
    price: int


@dataclass(frozen=True)
class History:
    """:param now: when it was read, by the database's clock"""

    steps: list[Step]
    now: datetime

    def lowest(self, *, since: datetime, until: datetime) -> int | None:
        """The lowest price that was in force at any moment from `since` up to `until`."""
        before = [step for step in self.steps if step.at <= since][-1:]
        within = [step for step in self.steps if since < step.at < until]
        return min((step.price for step in before + within), default=None)

    @property
    def lowest_of_month(self) -> int | None:
        return self.lowest(since=self.now - MONTH, until=self.now)

    @property
    def lowest_before_now(self) -> int | None:
        """The lowest of the thirty days before today's price came: what a sale is measured by."""
        if len(self.steps) < 2:
            return None
        came = self.steps[-1].at
        return self.lowest(since=came - MONTH, until=came)

    @property
    def highest(self) -> int:
        return max((step.price for step in self.steps), default=0)


def of(product: Product) -> History:
    """The steps of the last half year, the one that its beginning fell in included."""
    changes = PriceChange.objects.filter(sku__product=product, sku__is_active=True)
    newest = changes.order_by("-at", "-pk").annotate(now=Now())
    rows = list(newest.values_list("sku_id", "price", "at", "now")[:MOST_ROWS])
    now = rows[0][3] if rows else timezone.now()
    steps = _steps((sku, price, at) for sku, price, at, _now in reversed(rows))
    begin = now - SHOWN
    before = [Step(max(step.at, begin), step.price) for step in steps if step.at <= begin][-1:]
    return History(before + [step for step in steps if step.at > begin], now)


def _steps(changes: Iterable[tuple[int, int, datetime]]) -> list[Step]:
    """Changes of variants, oldest first, as changes of the cheapest price."""
    costs: dict[int, int] = {}
    steps: list[Step] = []
    for sku, price, at in changes:
        costs[sku] = price
        lowest = min(costs.values())
        if steps and steps[-1].at == at:
            steps.pop()
        if not steps or steps[-1].price != lowest:
            steps.append(Step(at, lowest))
    return steps
