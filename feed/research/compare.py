"""Two to four products side by side, in the same words."""

from collections.abc import Sequence
from dataclasses import dataclass

from feed.research import truth
from feed.research.truth import Truth
from shop.models import Product
from shop.services import attributes, price_history, showcase
from shop.services.showcase import ProductCard

MOST = 4


@dataclass(frozen=True, slots=True)
class Column:
    """One product of the comparison.

    :param lowest: the lowest price of the last 30 days, minor units; None where nothing is known
    :param answers: what it says of itself, by the name of the attribute
    """

    product: Product
    card: ProductCard
    is_sold_out: bool
    lowest: int | None
    answers: dict[str, str]
    truth: Truth


@dataclass(frozen=True, slots=True)
class Table:
    columns: list[Column]
    # The attributes that any of them answers, with the answer of each ("" for none).
    rows: list[tuple[str, list[str]]]


def asked(raw: str) -> list[str]:
    """The public ids in an address, each once, no more than fit side by side."""
    return list(dict.fromkeys(part for part in raw[:200].split(",") if part.isalnum()))[:MOST]


def of(products: Sequence[Product]) -> Table:
    """The products side by side, with what public notes say of them."""
    cards = showcase.cards(products)
    columns = [_column(product, card) for product, card in zip(products, cards, strict=True)]
    names = dict.fromkeys(name for column in columns for name in column.answers)
    rows = [(name, [column.answers.get(name, "") for column in columns]) for name in names]
    return Table(columns, rows)


def _column(product: Product, card: ProductCard) -> Column:
    box = showcase.buy_box(product)
    return Column(
        product=product,
        card=card,
        is_sold_out=box.is_sold_out,
        lowest=price_history.of(product).lowest_of_month,
        answers={one.attribute.name: one.shown for one in attributes.shown(product)},
        truth=truth.of(product),
    )
