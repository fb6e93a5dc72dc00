"""Finding orders at a store's desk, without counting or scanning them all."""

import re
from collections.abc import Iterable
from typing import Any

from django.db.models import Func, Q, QuerySet, TextField, Value
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Lower, Right

from shop.models import OrderGroup, OrderLine, StoreOrder

# Who looks for something finds it among so many, or says more.
MOST_FOUND = 500
RECENT_LINES = 500
_DIGITS = re.compile(r"[0-9]{4,15}")


def found(orders: QuerySet[StoreOrder], term: str) -> QuerySet[StoreOrder]:
    """Orders by number, tracking number, recipient or handle; or by the phone's last digits."""
    keys: set[int] = set()
    for condition in _conditions(term.strip()):
        rows = orders.filter(condition).order_by().values_list("pk", flat=True)
        keys.update(rows[:MOST_FOUND])
    return orders.filter(pk__in=keys)


def _conditions(term: str) -> Iterable[Q]:
    if not term:
        return
    if _DIGITS.fullmatch(term):
        yield Q(group__in=_groups_by_phone(term))
    yield Q(number=term)
    yield Q(group__number=term)
    yield Q(parcels__tracking=term)
    if len(term) < 20:
        yield Q(group__in=_groups_by_recipient(term))
        yield Q(group__buyer__handle=term.lstrip("@").lower())


def _groups_by_phone(term: str) -> Any:
    # As the index of migration 0021 has it.
    phone = KeyTextTransform("phone", "address")
    digits = Func(
        phone,
        Value("[^0-9]"),
        Value(""),
        Value("g"),
        function="regexp_replace",
        output_field=TextField(),
    )
    groups = OrderGroup.objects.annotate(digits=digits, tail=Right(digits, 4))
    return groups.filter(tail=term[-4:], digits__endswith=term).values("pk")


def _groups_by_recipient(term: str) -> Any:
    name = Lower(KeyTextTransform("recipient", "address"))
    return OrderGroup.objects.annotate(name=name).filter(name__startswith=term.lower()).values("pk")


def recent_products(orders: QuerySet[StoreOrder]) -> list[tuple[int, str]]:
    """What was sold of late: the products that a filter offers."""
    newest = orders.order_by("-pk").values("pk")[:RECENT_LINES]
    lines = OrderLine.objects.filter(order__in=list(newest.values_list("pk", flat=True)))
    pairs = lines.values_list("sku__product", "sku__product__title").distinct()
    return sorted(pairs, key=lambda pair: pair[1])
