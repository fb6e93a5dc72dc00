"""Keeping the catalogue: the price that lists show, the version, and what may be sold."""

import pytest

from shop.models import Product, Sku
from shop.services import catalogue
from shop.signals import product_changed
from tests.factories.media import PictureFactory
from tests.factories.shop import CategoryFactory, SkuFactory, StoreFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def news():
    heard = []

    def hear(sender, product, **kwargs):
        heard.append((product.status, product.price_from, product.version))

    product_changed.connect(hear)
    yield heard
    product_changed.disconnect(hear)


@pytest.fixture
def draft():
    return catalogue.create_product(
        StoreFactory(), category=CategoryFactory(), title="Gaiwan", description="Thin."
    )


def test_the_price_from_follows_the_active_variants(draft, news):
    catalogue.save_sku(Sku(product=draft, code="a", options={"Size": "S"}, price=500))
    big = catalogue.save_sku(Sku(product=draft, code="b", options={"Size": "L"}, price=900))
    small = draft.skus.get(code="a")
    small.is_active = False
    catalogue.save_sku(small)

    draft.refresh_from_db()
    assert draft.price_from == 900
    assert [price for _, price, _ in news] == [500, 500, 900]
    assert draft.version == 4
    assert big.stocks.get().on_hand == 0


def test_publishing_needs_something_to_sell(draft, news):
    with pytest.raises(catalogue.NotSellable):
        catalogue.publish(draft)

    catalogue.save_sku(Sku(product=draft, code="a", price=500))
    for _ in range(2):
        catalogue.publish(draft)
    assert draft.status == Product.Status.ON_SALE
    for _ in range(2):
        catalogue.withdraw(draft)
    assert draft.status == Product.Status.WITHDRAWN
    assert [status for status, _, _ in news] == ["draft", "on_sale", "withdrawn"]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({"Size": "S"}, {"Size": "S"}),
        ({"Size": "S"}, {"Colour": "Sage"}),
        ({"Size": "S"}, {}),
        ({}, {}),
    ],
)
def test_variants_that_buyers_cannot_tell_apart_are_refused(draft, first, second):
    catalogue.save_sku(Sku(product=draft, code="a", options=first, price=500))

    with pytest.raises(catalogue.VariantsUnclear) as refusal:
        catalogue.save_sku(Sku(product=draft, code="b", options=second, price=500))

    assert refusal.value.field == "skus"
    assert draft.skus.count() == 1


def test_pictures_keep_their_order_and_have_a_most(draft):
    pictures = [(PictureFactory(), f"view {n}") for n in range(3)]
    catalogue.set_pictures(draft, pictures)
    catalogue.set_pictures(draft, pictures[::-1])

    assert [shown.alt for shown in draft.pictures.all()] == ["view 2", "view 1", "view 0"]
    with pytest.raises(catalogue.TooManyPictures):
        catalogue.set_pictures(draft, pictures * 7)


def test_an_update_is_told(draft, news):
    catalogue.update_product(draft, title="Gaiwan, thin")

    assert Product.objects.get().title == "Gaiwan, thin"
    assert len(news) == 1


def test_the_axes_are_in_the_merchants_words():
    product = SkuFactory(options={"颜色": "青", "尺寸": "大"}).product
    SkuFactory(product=product, options={"颜色": "白", "尺寸": "大"}, position=1)

    assert catalogue.axes(product.skus.all()) == {"颜色": ["青", "白"], "尺寸": ["大"]}
