"""Numbers among the attributes: the ranges by which lists of a category are narrowed."""

import logging
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.core.cache import cache
from django.db.models import Aggregate, DecimalField, Exists, OuterRef, Q, QuerySet
from redis.exceptions import RedisError

from shop.models import Attribute, Product, ProductAttribute

log = logging.getLogger(__name__)
# Seconds for which the bounds of an attribute are good enough.
KEPT = 600
_NUMBER = r"-?[0-9]{1,9}(?:\.[0-9]{1,3})?"
_RANGE = re.compile(rf"([a-z0-9-]{{1,30}}):({_NUMBER})?\.\.({_NUMBER})?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Range:
    """Numbers from `low` to `high`, both included; None: without a bound on that side."""

    code: str
    low: Decimal | None
    high: Decimal | None

    @property
    def text(self) -> str:
        """As an address says it."""
        return f"{self.code}:{_plain(self.low)}..{_plain(self.high)}"

    @property
    def bounds(self) -> tuple[str, str]:
        return _plain(self.low), _plain(self.high)


def named(text: str) -> list[Range]:
    """`capacity:350..600,weight:..2` as ranges; what is none is left out."""
    found = [_RANGE.fullmatch(part.strip()) for part in text.split(",")]
    ranges = [Range(one[1], _decimal(one[2]), _decimal(one[3])) for one in found if one]
    return [one for one in dict.fromkeys(ranges) if one.low is not None or one.high is not None]


def narrowed(products: QuerySet[Product], ranges: Iterable[Range]) -> QuerySet[Product]:
    """Those of the products that fall into one of the ranges of each attribute that is named."""
    by_code: dict[str, Q] = {}
    for one in ranges:
        by_code[one.code] = by_code.get(one.code, Q()) | _within(one)
    for code, within in by_code.items():
        answers = ProductAttribute.objects.filter(
            within, product=OuterRef("pk"), attribute__code=code, attribute__is_facet=True
        )
        products = products.filter(Exists(answers))
    return products


def offered(asked: Sequence[Attribute]) -> dict[int, list[Range]]:
    """For each attribute of numbers, ranges that part what is on sale into about equal shares."""
    numbers = [each for each in asked if each.is_facet and each.kind == Attribute.Kind.NUMBER]
    if not numbers:
        return {}
    cuts = _cuts([each.pk for each in numbers])
    found = {each.pk: _between(each.code, cuts.get(each.pk, [])) for each in numbers}
    return {pk: ranges for pk, ranges in found.items() if ranges}


class _Quartiles(Aggregate):
    function = "percentile_disc"
    template = "percentile_disc(ARRAY[0.25, 0.5, 0.75]) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = ArrayField(DecimalField(max_digits=12, decimal_places=3))


def _cuts(attributes: list[int]) -> dict[int, list[Decimal]]:
    key = f"ranges:{','.join(map(str, attributes))}"
    try:
        kept = cache.get(key)
        if kept is None:
            kept = _counted(attributes)
            cache.set(key, kept, KEPT)
        return kept
    except RedisError:
        log.warning("The cache does not answer; ranges are cut anew.")
        return _counted(attributes)


def _counted(attributes: list[int]) -> dict[int, list[Decimal]]:
    answers = ProductAttribute.objects.filter(
        attribute__in=attributes,
        number__isnull=False,
        product__status=Product.Status.ON_SALE,
    )
    rows: Any = answers.order_by().values("attribute").annotate(cuts=_Quartiles("number"))
    return {row["attribute"]: sorted(set(row["cuts"])) for row in rows}


def _between(code: str, cuts: list[Decimal]) -> list[Range]:
    """Up to the first cut, from each to the next, and from the last on; one cut parts nothing."""
    if len(cuts) < 2:
        return []
    ends = [None, *cuts, None]
    return [Range(code, low, high) for low, high in zip(ends, ends[1:], strict=False)]


def _within(one: Range) -> Q:
    within = Q(number__isnull=False)
    if one.low is not None:
        within &= Q(number__gte=one.low)
    if one.high is not None:
        within &= Q(number__lte=one.high)
    return within


def _decimal(text: str | None) -> Decimal | None:
    return Decimal(text) if text else None


def _plain(number: Decimal | None) -> str:
    return "" if number is None else f"{number.normalize():f}"
