"""What products say of themselves in the words of their category, and which of it lists know."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from core.errors import RuleViolation
from shop.models import Attribute, AttributeChoice, Category, Product, ProductAttribute
from shop.services import categories

Answer = AttributeChoice | Decimal | str | None


class UnfitAnswer(RuleViolation):
    code = "unfit_answer"
    status = 400


def of_category(
    category: Category | categories.Node | None, tree: categories.Tree | None = None
) -> list[Attribute]:
    """The questions that a category asks: its own, and those of all above it."""
    if category is None:
        return []
    tree = tree or categories.tree()
    path = tree.path(tree.nodes.get(category.pk))
    asked = Attribute.objects.filter(category__in=[node.pk for node in path])
    return list(asked.prefetch_related("choices"))


@transaction.atomic
def answer(product: Product, answers: Mapping[Attribute, Answer]) -> None:
    """Say these things of a product; None takes an answer back. What is not named stays.

    :raises UnfitAnswer: if an answer is not of the attribute's kind, or another category's
    """
    Product.objects.select_for_update().get(pk=product.pk)
    asked = {attribute.pk for attribute in of_category(product.category)}
    for attribute, value in answers.items():
        if attribute.pk not in asked or not _fits(attribute, value):
            message = _("%(value)s does not answer “%(name)s”.")
            message %= {"value": value, "name": attribute.name}
            raise UnfitAnswer(message, field=attribute.code)
        _write(product, attribute, value)
    keep_facets(product)


def keep_facets(product: Product) -> None:
    """Write the chosen values into the product's own row, for lists; a repeat changes nothing.

    Answers to questions that its category does not ask any more go.
    """
    asked = {attribute.pk for attribute in of_category(product.category)}
    product.attributes.exclude(attribute__in=asked).delete()
    chosen = product.attributes.filter(attribute__is_facet=True, choice__isnull=False)
    product.facets = sorted(chosen.values_list("choice_id", flat=True))
    product.save(update_fields=["facets"])


def shown(product: Product) -> list[ProductAttribute]:
    """What a product says, in the order of the questions."""
    return list(product.attributes.select_related("attribute", "choice"))


def choices_named(pairs: Iterable[tuple[str, str]]) -> list[list[int]]:
    """The values that an address names by (attribute, value), grouped by attribute.

    One that nobody knows makes an empty group: nothing fits it.
    """
    wanted: dict[str, list[str]] = {}
    for code, value in pairs:
        wanted.setdefault(code, []).append(value)
    if not wanted:
        return []
    rows = AttributeChoice.objects.filter(
        attribute__code__in=wanted, code__in=[v for values in wanted.values() for v in values]
    ).values_list("attribute__code", "code", "pk")
    found = [(code, value, pk) for code, value, pk in rows if value in wanted[code]]
    return [[pk for other, _value, pk in found if other == code] for code in wanted]


def facets_of(asked: Sequence[Attribute]) -> list[Attribute]:
    """Those by which lists are narrowed."""
    return [each for each in asked if each.is_facet and each.kind == Attribute.Kind.CHOICE]


def _fits(attribute: Attribute, value: Answer) -> bool:
    if value is None:
        return True
    if attribute.kind == Attribute.Kind.CHOICE:
        return isinstance(value, AttributeChoice) and value.attribute_id == attribute.pk
    if attribute.kind == Attribute.Kind.NUMBER:
        return isinstance(value, Decimal) and value.is_finite() and abs(value) < 10**9
    return isinstance(value, str) and 0 < len(value) <= 120


def _write(product: Product, attribute: Attribute, value: Answer) -> None:
    if value is None:
        product.attributes.filter(attribute=attribute).delete()
        return
    ProductAttribute.objects.update_or_create(
        product=product,
        attribute=attribute,
        defaults={
            "choice": value if isinstance(value, AttributeChoice) else None,
            "number": value if isinstance(value, Decimal) else None,
            "text": value if isinstance(value, str) else "",
        },
    )
