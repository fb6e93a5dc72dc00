"""Axes make variants: what was there keeps its code, price and stock."""

from datetime import timedelta

import pytest

from shop.models import Sku, Stock
from shop.services import catalogue, matrix, prices, sales
from tests.factories.shop import ProductFactory, SkuFactory

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def product():
    return ProductFactory()


def variants(product):
    rows = product.skus.filter(is_active=True).order_by("position")
    return [(sku.code, sku.label) for sku in rows]


def test_every_combination_is_a_variant(product):
    made = matrix.generate(
        product, {"Size": ["S", "L"], "Tint": ["Sage", "Clay"]}, price=5000, prefix="cup"
    )

    assert len(made.new) == 4
    assert variants(product) == [
        ("cup-01", "S · Sage"),
        ("cup-02", "S · Clay"),
        ("cup-03", "L · Sage"),
        ("cup-04", "L · Clay"),
    ]
    assert all(sku.stocks.get().on_hand == 0 for sku in product.skus.all())
    assert matrix.plan(product, {"Size": ["S", "L"], "Tint": ["Sage", "Clay"]}).new == []


@pytest.mark.parametrize(
    ("axes", "kept", "label"),
    [
        ({"Colour": ["Clay", "Sage"]}, "a", "Sage"),
        ({"Glaze": ["Sage"]}, "a", "Sage"),
        ({"Colour": ["Sage"], "Size": ["S", "L"]}, "a", "S · Sage"),
        ({}, "a", ""),
    ],
)
def test_codes_and_stock_survive(product, axes, kept, label):
    old = SkuFactory(product=product, code="a", options={"Colour": "Sage"}, price=7, on_hand=3)
    matrix.generate(product, axes, price=5000)

    old.refresh_from_db()
    assert (old.code, old.price, old.is_active, old.label) == (kept, 7, True, label)
    assert old.stocks.get().on_hand == 3


def test_what_goes_is_kept_for_its_orders_and_comes_back(product):
    for colour in ("Sage", "Clay"):
        SkuFactory(product=product, code=colour, options={"Colour": colour})
    made = matrix.generate(product, {"Colour": ["Clay"]}, price=1)
    assert [sku.code for sku in made.retired] == ["Sage"]
    assert variants(product) == [("Clay", "Clay")]

    matrix.generate(product, {"Colour": ["Clay", "Sage"]}, price=1)
    assert variants(product) == [("Clay", "Clay"), ("Sage", "Sage")]
    assert Sku.objects.filter(product=product).count() == 2


@pytest.mark.parametrize(
    "axes",
    [
        {"A": ["1"], "B": ["1"], "C": ["1"], "D": ["1"]},
        {"A": ["1", "1"]},
        {"A": []},
        {"A": [str(n) for n in range(61)]},
        {"A": [str(n) for n in range(8)], "B": [str(n) for n in range(8)]},
    ],
)
def test_what_buyers_cannot_choose_between_is_refused(product, axes):
    with pytest.raises(catalogue.VariantsUnclear):
        matrix.generate(product, axes, price=1)
    assert not Stock.objects.exists()


def test_a_sale_of_all_variants(product):
    for size, price in (("S", 1000), ("L", 2001)):
        SkuFactory(product=product, options={"Size": size}, price=price)
    now = prices.database_time()
    sales.plan(product, percent_off=25, starts_at=now - DAY, ends_at=now + DAY)
    product.refresh_from_db()
    assert (product.price_from, product.price_was) == (750, 1000)
    assert [sale.price for sale in sales.listed(product)] == [750, 1500]
    with pytest.raises(sales.SaleOverlaps):
        sales.plan(product, percent_off=10, starts_at=now, ends_at=now + 2 * DAY)
    sales.plan(product, percent_off=10, starts_at=now + DAY, ends_at=now + 2 * DAY)

    assert sales.end(product) == 4
    product.refresh_from_db()
    assert (product.price_from, product.price_was) == (1000, None)
    assert sales.listed(product) == []


@pytest.mark.parametrize(
    ("percent", "starts", "ends"), [(0, 0, 1), (100, 0, 1), (10, 1, 1), (10, -2, -1)]
)
def test_a_sale_takes_something_off_for_some_time(product, percent, starts, ends):
    SkuFactory(product=product)
    now = prices.database_time()
    with pytest.raises(sales.UnfitSale):
        sales.plan(
            product, percent_off=percent, starts_at=now + starts * DAY, ends_at=now + ends * DAY
        )
