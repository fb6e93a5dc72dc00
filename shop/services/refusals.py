"""Why something cannot be bought as it was asked for: each names the lines that it is about."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from core.errors import RuleViolation


class NothingToBuy(RuleViolation):
    code = "nothing_to_buy"


class UnfitQuantity(RuleViolation):
    code = "unfit_quantity"
    status = 400


class NotOnSale(RuleViolation):
    code = "not_on_sale"


class PriceChanged(RuleViolation):
    code = "price_changed"


class OutOfStock(RuleViolation):
    code = "out_of_stock"


class MixedCurrencies(RuleViolation):
    code = "mixed_currencies"


def nothing_to_buy() -> NothingToBuy:
    return NothingToBuy(_("There is nothing selected to buy."), field="lines")


def out_of_stock(facts: Sequence[Mapping[str, Any]]) -> OutOfStock:
    """Names every line that asks for more than there is."""
    return OutOfStock(
        _("Not enough left: %(names)s.") % {"names": named(facts)},
        field="lines",
        detail={"skus": facts},
    )


def not_on_sale(facts: Sequence[Mapping[str, Any]]) -> NotOnSale:
    return NotOnSale(
        _("No longer sold: %(names)s.") % {"names": named(facts)},
        field="lines",
        detail={"skus": facts},
    )


def price_changed(facts: Sequence[Mapping[str, Any]], *, total: int) -> PriceChanged:
    return PriceChanged(
        _("A price has changed since you saw it. Please look at the new total."),
        field="lines",
        detail={"total": total, "skus": facts},
    )


def named(facts: Sequence[Mapping[str, Any]]) -> str:
    """The lines in words."""
    return ", ".join(_name(fact) for fact in facts)


def _name(fact: Mapping[str, Any]) -> str:
    if "title" not in fact:
        return f"#{fact['sku']}"
    return f"{fact['title']} ({fact['variant']})" if fact["variant"] else str(fact["title"])
