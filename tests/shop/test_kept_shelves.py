"""Shelves kept for a moment, for readers who are signed in; and what one costs that is not kept."""

import pytest
from django.test import Client

from core import near, valkey
from shop import kept_shelves
from shop.models import Attribute, AttributeChoice, Category, Product, ProductAttribute, Store
from shop.services import catalogue
from tests.factories.accounts import UserFactory
from tests.factories.media import PictureFactory
from tests.factories.shop import ProductFactory, SkuFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def _kept(settings, monkeypatch):
    """As a site that shares pages, but for as long as a test may take."""
    settings.SHARED_PAGE_SECONDS = 5
    monkeypatch.setattr(kept_shelves, "_KEPT", near.Near(seconds=600, most=200))
    near.forget_all()
    yield
    near.forget_all()


@pytest.mark.usefixtures("_kept")
def test_readers_share_a_shelf_for_a_moment_under_heads_of_their_own(django_assert_max_num_queries):
    ProductFactory(title="Gaiwan of the day")
    ann, ben = UserFactory(name="Ann"), UserFactory(name="Ben")
    pages = {}
    for reader in (ann, ben):
        client = Client()
        client.force_login(reader)
        # The second finds the shelf made: what is asked is who reads.
        with django_assert_max_num_queries(40 if reader == ann else 4):
            pages[reader] = client.get("/shop?sort=new").content.decode()
    assert all("Gaiwan of the day" in html for html in pages.values())
    assert f"@{ann.handle}" in pages[ann]
    assert f"@{ann.handle}" not in pages[ben]


@pytest.mark.usefixtures("_kept")
def test_another_query_language_or_part_is_another_shelf():
    dear, cheap = ProductFactory(title="Dear"), ProductFactory(title="Cheap", price_from=10)
    client = Client()
    client.force_login(UserFactory())
    for _ in range(2):
        assert dear.title not in client.get("/shop?price_max=5").content.decode()
        assert cheap.title in client.get("/shop?sort=cheap").content.decode()
        chinese = client.get("/shop?sort=cheap", headers={"accept-language": "zh"})
        assert "从低到高" in chinese.content.decode()
        part = client.get("/shop?sort=cheap", headers={"hx-request": "true"}).content.decode()
        assert "<html" not in part


@pytest.mark.usefixtures("_kept")
def test_what_no_page_asks_is_never_kept():
    client = Client()
    client.force_login(UserFactory())
    for number in range(3):
        client.get(f"/shop?stranger={number}")
    client.get(f"/shop?q={'x' * 400}")
    assert not kept_shelves._KEPT.get_many(kept_shelves._KEPT._young)


@pytest.mark.usefixtures("_kept")
def test_a_page_that_visitors_share_is_as_young_as_it_says(client):
    """It is kept as a whole; a shelf kept below it would add its own age."""
    ProductFactory()
    assert client.get("/shop?sort=new").status_code == 200
    assert not kept_shelves._KEPT._young


@pytest.mark.usefixtures("_kept")
def test_a_shelf_is_asked_for_as_nobody(monkeypatch):
    """Whatever may once be hidden from one reader, it is never kept for the next."""
    store, asked = ProductFactory(title="Gaiwan").store, []
    for model in (Product, Store):
        real = type(model.objects.all()).listed_for

        def heard(rows, reader, real=real):
            asked.append(reader)
            return real(rows, reader)

        monkeypatch.setattr(type(model.objects.all()), "listed_for", heard)
    client = Client()
    client.force_login(UserFactory())
    for address in ("/shop", f"/stores/{store.slug}"):
        for headers in ({}, {"hx-request": "true"}):
            assert "Gaiwan" in client.get(address, headers=headers).content.decode()
    assert len(asked) >= 4
    assert not any(reader.is_authenticated for reader in asked)


@pytest.mark.parametrize("products", [1, 24])
def test_a_category_with_its_questions_costs_twelve_queries_at_most(
    products, django_assert_max_num_queries
):
    """Nothing is kept anywhere: neither cards nor the tree nor the shelf."""
    top = Category.objects.create(slug="cups", name_en="Cups", name_zh="杯")
    leaf = Category.objects.create(slug="gaiwan", name_en="Gaiwan", name_zh="盖碗", parent=top)
    asked = Attribute.objects.create(category=top, code="glaze", name_en="Glaze", name_zh="釉")
    number = Attribute.objects.create(
        category=top, code="capacity", name_en="Capacity", name_zh="容量", kind="number"
    )
    choices = [
        AttributeChoice.objects.create(attribute=asked, code=f"c{n}", name_en=f"C{n}", name_zh="色")
        for n in range(3)
    ]
    for place in range(products):
        product = ProductFactory(category=leaf, facets=[choices[place % 2].pk])
        SkuFactory(product=product)
        ProductAttribute.objects.create(product=product, attribute=number, number=100)
        catalogue.set_pictures(product, [(PictureFactory(), "front")])
    client = Client()
    client.force_login(UserFactory())
    near.forget_all()
    valkey.client().flushdb()
    with django_assert_max_num_queries(12):
        page = client.get("/shop?category=cups&attr=glaze:c0,glaze:c1")
    assert page.content.decode().count("product-card") >= products
