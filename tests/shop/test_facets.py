"""Shelves that narrow: by category, store, price, stars, stock, sale and attributes."""

import re
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from shop.models import Attribute, AttributeChoice, Category, Product
from shop.services import attributes, categories, facets
from tests.factories.shop import CategoryFactory, ProductFactory, SkuFactory, StoreFactory

pytestmark = pytest.mark.django_db
API = "/api/v1/products"


@pytest.fixture
def home():
    return CategoryFactory(slug="home", name_en="Home", name_zh="家")


@pytest.fixture
def cups(home):
    kitchen = CategoryFactory(slug="kitchen", parent=home)
    return CategoryFactory(slug="cups", name_en="Cups", parent=kitchen)


@pytest.fixture
def glaze(home):
    asked = Attribute.objects.create(category=home, code="glaze", name_en="Glaze", name_zh="釉")
    for place, code in enumerate(("sand", "sage")):
        AttributeChoice.objects.create(
            attribute=asked, code=code, name_en=code.title(), name_zh=code, position=place
        )
    return asked


def choice(attribute, code):
    return attribute.choices.get(code=code)


def titles(response):
    return sorted(row["title"] for row in response.json()["results"])


def test_a_category_holds_all_below_it(client, home, cups):
    ProductFactory(category=cups, title="Cup")
    ProductFactory(category=home, title="Lamp")
    ProductFactory(title="Tea")

    assert titles(client.get(API, {"category": "home"})) == ["Cup", "Lamp"]
    assert titles(client.get(API, {"category": "cups"})) == ["Cup"]
    assert titles(client.get(API, {"category": "nowhere"})) == []
    tree = categories.tree()
    assert [node.slug for node in tree.path(tree.by_slug["cups"])] == ["home", "kitchen", "cups"]


def test_the_tree_is_no_circle_and_not_too_deep(home, cups):
    home.parent = cups
    with pytest.raises(ValidationError):
        home.clean()
    fourth = CategoryFactory(slug="fourth", parent=cups)
    with pytest.raises(ValidationError):
        Category(slug="fifth", parent=fourth).clean()
    above = CategoryFactory(slug="above")
    home.parent = above
    with pytest.raises(ValidationError):
        home.clean()
    Category(slug="beside", parent=home).clean()


def test_attributes_narrow_within_and_across(client, cups, glaze):
    size = Attribute.objects.create(category=cups, code="size", name_en="Size", name_zh="大小")
    big = AttributeChoice.objects.create(attribute=size, code="big", name_en="Big", name_zh="大")
    sand, sage = choice(glaze, "sand"), choice(glaze, "sage")
    for title, answers in (
        ("sand big", {glaze: sand, size: big}),
        ("sage big", {glaze: sage, size: big}),
        ("sage", {glaze: sage}),
        ("plain", {}),
    ):
        attributes.answer(ProductFactory(category=cups, title=title), answers)

    assert titles(client.get(API, {"attr": "glaze:sage"})) == ["sage", "sage big"]
    assert titles(client.get(API, {"attr": "glaze:sage,glaze:sand"})) == [
        "sage",
        "sage big",
        "sand big",
    ]
    assert titles(client.get(API, {"attr": "glaze:sage,size:big"})) == ["sage big"]
    for nothing in ("glaze:gold", "nothing:x", "size:sage", "%", "glaze"):
        assert titles(client.get(API, {"attr": nothing})) == []

    found = client.get(f"{API}/facets", {"category": "cups"}).json()
    assert (found["total"], found["is_more"]) == (4, False)
    assert {
        each["code"]: [value["count"] for value in each["values"]] for each in found["attributes"]
    } == {
        "glaze": [1, 2],
        "size": [2],
    }


def test_answers_are_of_their_kind_and_category(home, cups, glaze):
    product = ProductFactory(category=cups)
    number = Attribute.objects.create(
        category=cups, code="ml", name_en="Volume", name_zh="容量", kind="number", unit="ml"
    )
    elsewhere = Attribute.objects.create(
        category=CategoryFactory(slug="tea"), code="leaf", name_en="Leaf", name_zh="叶", kind="text"
    )
    for wrong in (
        {glaze: "sage"},
        {number: "big"},
        {number: Decimal("NaN")},
        {elsewhere: "green"},
    ):
        with pytest.raises(attributes.UnfitAnswer):
            attributes.answer(product, wrong)

    attributes.answer(product, {glaze: choice(glaze, "sage"), number: Decimal("250")})
    assert sorted(each.shown for each in attributes.shown(product)) == ["250 ml", "Sage"]
    assert product.facets == [choice(glaze, "sage").pk]
    attributes.answer(product, {glaze: None})
    product.category = CategoryFactory(slug="tea")
    product.save()
    attributes.keep_facets(product)
    assert (product.facets, attributes.shown(product)) == ([], [])


def test_stars_stock_and_sales_narrow(client):
    good = ProductFactory(title="good", rating_sum=9, rating_count=2)
    ProductFactory(title="fair", rating_sum=7, rating_count=2)
    ProductFactory(title="unrated")
    SkuFactory(product=good, on_hand=1)
    Product.objects.filter(title="fair").update(price_was=9900)

    assert titles(client.get(API, {"rating": "4"})) == ["good"]
    assert titles(client.get(API, {"rating": "3.5"})) == ["fair", "good"]
    assert titles(client.get(API, {"on_sale": "true"})) == ["fair"]
    assert titles(client.get(API, {"in_stock": "true"})) == ["good"]
    for wrong in ({"rating": "9"}, {"rating": "x"}, {"sort": "luck"}, {"price_min": "-1"}):
        assert client.get(API, wrong).status_code == 400


def test_pages_by_price_go_on_where_they_ended(client):
    for price in (300, 100, 200, 200, 100):
        ProductFactory(price_from=price)

    for sort, expected in (
        ("cheap", [100, 100, 200, 200, 300]),
        ("dear", [300, 200, 200, 100, 100]),
    ):
        found, address = [], f"{API}?sort={sort}&limit=2"
        while address:
            page = client.get(address).json()
            found += [row["price_from"] for row in page["results"]]
            address = page["next"]
        assert found == expected


def test_a_long_shelf_is_counted_at_least(monkeypatch):
    store = StoreFactory()
    for _ in range(5):
        ProductFactory(store=store)
    shelf = Product.objects.listed_for(None)
    assert facets.of(shelf).stores == {store.pk: 5}

    monkeypatch.setattr(facets, "MOST", 3)
    found = facets.of(shelf)
    assert (found.total, found.is_more) == (3, True)
    assert facets.of(Product.objects.none()).total == 0


def test_the_page_narrows_by_links(client, home, cups, glaze):
    attributes.answer(
        ProductFactory(category=cups, title="Sage cup"), {glaze: choice(glaze, "sage")}
    )
    ProductFactory(category=cups, title="Plain cup", price_was=9900)

    page = client.get("/shop", {"category": "home", "sort": "cheap"}).content.decode()
    links = dict(
        re.findall(r'class="chip chip-solid"\s+rel="nofollow" href="\?([^"]*)"[^>]*>(\w+)', page)
    )
    by_word = {word: link.replace("&amp;", "&") for link, word in links.items()}
    narrowed = client.get(f"/shop?{by_word['Sage']}").content.decode()
    assert "Sage cup" in narrowed
    assert "Plain cup" not in narrowed
    assert "sort=cheap" in by_word["Sage"]
    assert 'name="attr" value="glaze:sage"' in narrowed
    on_sale = client.get("/shop", {"on_sale": "1"}).content.decode()
    assert "Plain cup" in on_sale
    assert "Sage cup" not in on_sale


def test_what_a_product_cost_in_the_api(client):
    sku = SkuFactory(price=8800)
    from_nothing = client.get(f"{API}/{sku.product.public_id}/prices").json()
    assert from_nothing["steps"] == []
