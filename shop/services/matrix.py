"""From axes to variants: every combination is one, and what was there keeps its code and stock."""

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from django.db import transaction
from django.utils.translation import gettext as _

from shop.models import Product, Sku
from shop.services import catalogue
from shop.services.catalogue import MOST_AXES, MOST_SKUS, VariantsUnclear

Options = dict[str, str]


@dataclass
class Plan:
    """What becomes of the variants; each in the order in which buyers will see them."""

    kept: list[tuple[Sku, Options]] = field(default_factory=list)
    new: list[Options] = field(default_factory=list)
    retired: list[Sku] = field(default_factory=list)
    order: list[Options] = field(default_factory=list)


def plan(product: Product, axes: Mapping[str, Sequence[str]]) -> Plan:
    """Say what `generate` would do.

    A variant keeps its place where its values stay: when an axis is renamed, when one is added
    (the first value of the new one is what it always was), and when one is taken away.

    :raises VariantsUnclear: if there are too many axes or combinations, or a value stands twice
    """
    _refuse_unclear(axes)
    combinations = [
        dict(zip(axes, values, strict=True)) for values in itertools.product(*axes.values())
    ]
    free = sorted(product.skus.all(), key=lambda sku: (not sku.is_active, sku.position, sku.pk))
    found: dict[int, Sku] = {}
    for fits in (_is_same, _is_renamed, _is_part):
        for place, options in enumerate(combinations):
            match = next((sku for sku in free if fits(sku.options, options)), None)
            if place not in found and match is not None:
                found[place] = match
                free.remove(match)
    new = [each for place, each in enumerate(combinations) if place not in found]
    catalogue.check_room(product, len(new), field="axes")
    return Plan(
        kept=[(found[place], combinations[place]) for place in sorted(found)],
        new=new,
        retired=[sku for sku in free if sku.is_active],
        order=combinations,
    )


@transaction.atomic
def generate(
    product: Product, axes: Mapping[str, Sequence[str]], *, price: int, prefix: str = ""
) -> Plan:
    """Make the variants of these axes. New ones cost `price`, and nobody has counted them yet.

    What is not among them any more is sold no longer, and kept for the orders that hold it.

    :raises VariantsUnclear: as `plan`
    """
    Product.objects.select_for_update().get(pk=product.pk)
    made = plan(product, axes)
    for sku in made.retired:
        sku.is_active = False
        sku.save(update_fields=["is_active"])
    for sku, options in made.kept:
        sku.options, sku.is_active = options, True
        sku.position = made.order.index(options)
        sku.save(update_fields=["options", "is_active", "position"])
    codes = _codes(product, prefix)
    for options in made.new:
        place = made.order.index(options)
        Sku.objects.create(
            product=product, code=next(codes), options=options, price=price, position=place
        )
    catalogue.refresh(product)
    return made


def _is_same(old: Options, new: Options) -> bool:
    return old == new


def _is_renamed(old: Options, new: Options) -> bool:
    # The database keeps no order of keys, so neither does this.
    return len(old) == len(new) and sorted(old.values()) == sorted(new.values())


def _is_part(old: Options, new: Options) -> bool:
    """An axis more or less, and the values that both have are the same."""
    one, other = old.items(), new.items()
    return len(old) != len(new) and (one <= other or other <= one)


def _codes(product: Product, prefix: str) -> Iterator[str]:
    """Codes that the product has not used yet."""
    used = set(product.skus.values_list("code", flat=True))
    start = (prefix or product.public_id[:6].upper())[:32]
    for number in itertools.count(1):
        code = f"{start}-{number:02d}"
        if code not in used:
            yield code


def _refuse_unclear(axes: Mapping[str, Sequence[str]]) -> None:
    if len(axes) > MOST_AXES:
        message = _("Variants differ in at most %(most)d ways.") % {"most": MOST_AXES}
        raise VariantsUnclear(message, field="axes")
    for name, values in axes.items():
        if not values or len(set(values)) < len(values):
            message = _("%(axis)s: name each value once.") % {"axis": name}
            raise VariantsUnclear(message, field="axes")
    count = 1
    for values in axes.values():
        count *= len(values)
    if count > MOST_SKUS:
        message = _("A product has at most %(most)d variants.") % {"most": MOST_SKUS}
        raise VariantsUnclear(message, field="axes")
