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


HOME = Destination(regions.HOME)


@dataclass(frozen=True, slots=True)
class Terms:
    """One line of a store's policy, and the places that it is for.

    :param places: their names in the reader's language; none is everywhere (else)
    """

    places: list[str]
    rule: ShippingRule


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
    """What this store asks, as `usual` says; None if it does not ship there."""
    if store.pk not in rules:
        return store.shipping_for(goods)
    rule = usual(store, rules, to)
    return rule.fee_for(goods=goods, grams=grams) if rule else None


def usual(
    store: Store, rules: Mapping[int, Sequence[ShippingRule]], to: Destination | None = None
) -> ShippingRule | None:
    """The rule that a store goes by, one fee included; None if it does not ship there.

    Without a destination it is what most pay: the rule for everywhere else, or the first.
    """
    if store.pk not in rules:
        return ShippingRule(fee=store.shipping_fee, free_from=store.free_shipping_from)
    rule = _rule(rules[store.pk], to)
    return rule if rule and rule.is_served else None


def serves_some_provinces(store: Store, rules: Mapping[int, Sequence[ShippingRule]]) -> bool:
    """Whether a rule of its own sends to a province, whatever the rest of the country gets."""
    return any(
        rule.is_served and not regions.PROVINCES.keys().isdisjoint(rule.regions)
        for rule in rules.get(store.pk, [])
    )


def policy(store: Store, rules: Mapping[int, Sequence[ShippingRule]]) -> list[Terms]:
    """Every place that has terms of its own; everywhere else stands last, and is always said."""
    lines = sorted(rules.get(store.pk, []), key=lambda rule: not rule.regions)
    if not lines or lines[-1].regions:
        elsewhere = usual(store, rules) if store.pk not in rules else None
        lines.append(elsewhere or ShippingRule(is_served=False))
    return [Terms([regions.name_of(code) for code in rule.regions], rule) for rule in lines]


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
