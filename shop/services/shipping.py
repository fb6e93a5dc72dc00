"""What sending costs, by store and by where it goes; and whether it goes there at all."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from core.errors import RuleViolation
from shop import regions
from shop.models import ShippingRule, Store


class NotShippedThere(RuleViolation):
    code = "not_shipped_there"


@dataclass(frozen=True, slots=True)
class Destination:
    """As far as fees hang on it."""

    country: str
    province: str = ""

    @property
    def name(self) -> str:
        return regions.name_of(self.province or self.country)


def destination_of(address: Mapping[str, str]) -> Destination:
    return Destination(address["country"], address["province"])


def rules_of(stores: Collection[Store]) -> dict[int, list[ShippingRule]]:
    """The rules of those stores that go by rules; no query where none does."""
    asked = [store.pk for store in stores if store.shipping_by == Store.Shipping.RULES]
    found: dict[int, list[ShippingRule]] = {pk: [] for pk in asked}
    if asked:
        for rule in ShippingRule.objects.filter(store__in=asked).order_by("pk"):
            found[rule.store_id].append(rule)
    return found


def fee(
    store: Store,
    rules: Mapping[int, Sequence[ShippingRule]],
    *,
    goods: int,
    grams: int,
    to: Destination | None,
) -> int | None:
    """What this store asks; None if it does not ship there.

    Without a destination it is what most pay: the rule for everywhere else, or the first.
    """
    if store.pk not in rules:
        return store.shipping_for(goods)
    rule = _rule(rules[store.pk], to)
    if rule is None or not rule.is_served:
        return None
    return rule.fee_for(goods=goods, grams=grams)


def not_shipped(stores: Sequence[Store], to: Destination) -> NotShippedThere:
    """Names the stores and the place."""
    names = ", ".join(store.name for store in stores)
    return NotShippedThere(
        _("%(names)s does not ship to %(place)s.") % {"names": names, "place": to.name},
        field="address",
        detail={"stores": [store.slug for store in stores]},
    )


def _rule(rules: Sequence[ShippingRule], to: Destination | None) -> ShippingRule | None:
    if to is None:
        served = [rule for rule in rules if rule.is_served]
        return min(served, key=lambda rule: bool(rule.regions), default=None)
    for wanted in (to.province, to.country):
        for rule in rules:
            if wanted and wanted in rule.regions:
                return rule
    return next((rule for rule in rules if not rule.regions), None)
