"""Shelves: what is listed, found, narrowed and paged, on pages and in the API."""

import pytest

from shop.models import Category, Product
from shop.services import catalogue
from tests.factories.accounts import UserFactory
from tests.factories.media import PictureFactory
from tests.factories.offers import OutboundOfferFactory
from tests.factories.shop import (
    CategoryFactory,
    ProductFactory,
    SkuFactory,
    StoreFactory,
    StoreStaffFactory,
)

pytestmark = pytest.mark.django_db
API = "/api/v1/products"


def titles(answer):
    return [row["title"] for row in answer.json()["results"]]


def test_the_picker_finds_words_in_any_language(client):
    cup = ProductFactory(title="手作盖碗 汝窑开片", price_from=8800)
    catalogue.set_pictures(cup, [(PictureFactory(), "front")])
    ProductFactory(title="Linen throw")

    row = client.get(API, {"q": "盖碗"}).json()["results"][0]

    assert row["picture_url"].endswith("-320.webp")
    row.pop("picture_url")
    assert row == {
        "public_id": cup.public_id,
        "title": cup.title,
        "store": cup.store.name,
        "store_slug": cup.store.slug,
        "is_official": False,
        "price_from": 8800,
        "price_was": None,
        "deal_ends_at": None,
        "currency": "CNY",
        "url": f"/products/{cup.public_id}",
    }
    assert titles(client.get(API, {"q": "LINEN"})) == ["Linen throw"]
    assert titles(client.get(API, {"q": "%"})) == []
    assert titles(client.get(API, {"q": "nothing like it"})) == []


def test_lists_hold_only_what_is_on_sale(client):
    on_sale = ProductFactory()
    store = StoreFactory()
    ProductFactory(store=store, status=Product.Status.DRAFT)
    ProductFactory(status=Product.Status.WITHDRAWN)
    ProductFactory(store__status="closed")
    staff = UserFactory()
    StoreStaffFactory(store=store, user=staff)
    client.force_login(staff)

    assert titles(client.get(API)) == [on_sale.title]


def test_filters(client):
    tea = CategoryFactory()
    green = Category.objects.create(slug="green", name_en="G", name_zh="绿", parent=tea)
    cheap = ProductFactory(category=green, price_from=100)
    dear = ProductFactory(category=tea, price_from=900)
    other = ProductFactory(category=CategoryFactory(slug="home"), price_from=500)
    SkuFactory(product=cheap, on_hand=0)
    SkuFactory(product=dear, on_hand=1)

    def found(**query):
        return set(titles(client.get(API, query)))

    assert found(category="tea") == {cheap.title, dear.title}
    assert found(category="green") == {cheap.title}
    assert found(price_min=500) == {dear.title, other.title}
    assert found(price_min=200, price_max=600) == {other.title}
    assert found(store=dear.store.slug) == {dear.title}
    assert found(in_stock="true") == {dear.title}
    assert found(in_stock="false") == {cheap.title, other.title}


@pytest.mark.parametrize(
    "query",
    [
        {"price_min": -1},
        {"price_min": 2**63},
        {"price_min": "1e400"},
        {"price_max": "cheap"},
        {"q": "x" * 81},
        {"limit": 0},
        {"cursor": "nonsense"},
    ],
)
def test_bad_queries_are_refused(client, query):
    answer = client.get(API, query)

    assert answer.status_code == 400
    assert answer["Content-Type"] == "application/problem+json"


def test_pages_repeat_nothing_and_miss_nothing(client):
    made = {ProductFactory().title for _ in range(7)}
    found, following = [], f"{API}?limit=3"
    while following:
        answer = client.get(following)
        found += titles(answer)
        following = answer.json()["next"]

    assert len(found) == 7
    assert set(found) == made


def test_one_product_whole(client, django_assert_max_num_queries):
    sku = SkuFactory(options={"Size": "S"}, on_hand=500)
    offer = OutboundOfferFactory(product=sku.product)
    OutboundOfferFactory(product=sku.product, is_active=False)
    catalogue.set_pictures(sku.product, [(PictureFactory(), "front")])

    with django_assert_max_num_queries(8):
        found = client.get(f"{API}/{sku.product.public_id}").json()

    assert found["skus"] == [
        {
            "id": sku.pk,
            "code": sku.code,
            "options": {"Size": "S"},
            "price": 8800,
            "regular_price": 8800,
            "sale_ends_at": None,
            "is_deal": False,
            "available": 99,
        }
    ]
    assert found["axes"] == {"Size": ["S"]}
    assert [o["go_url"] for o in found["offers"]] == [f"/go/{offer.public_id}"]
    assert found["pictures"][0]["alt"] == "front"


def test_stores_and_categories(client):
    store = StoreFactory(kind="official")
    StoreFactory(status="closed")
    CategoryFactory()

    assert [s["slug"] for s in client.get("/api/v1/stores").json()["results"]] == [store.slug]
    assert client.get(f"/api/v1/stores/{store.slug}").json()["is_official"] is True
    assert client.get("/api/v1/categories").json()[0]["name_zh"] == "茶"


def test_the_shops_home_narrows_sorts_and_keeps_what_was_typed(client):
    ProductFactory(title="Cheap cup", price_from=100)
    ProductFactory(title="Dear cup", price_from=90000)

    page = client.get("/shop", {"price_min": "2.50", "q": "cup"}).content.decode()
    assert "Dear cup" in page
    assert "Cheap cup" not in page
    assert 'value="2.50"' in page
    page = client.get("/shop", {"sort": "cheap"}).content.decode()
    assert page.index("Cheap cup") < page.index("Dear cup")
    wrong = client.get("/shop", {"price_min": "9", "price_max": "1"})
    assert wrong.status_code == 200
    assert "This is below the lowest price." in wrong.content.decode()
    assert "Nothing fits" in client.get("/shop", {"q": "zzz"}).content.decode()


def test_the_shelf_goes_on_as_a_fragment(client):
    for number in range(30):
        ProductFactory(title=f"Cup {number}.", price_from=number)

    page = client.get("/shop", {"sort": "cheap"}).content.decode()
    following = page.split('class="more" href="')[1].split('"')[0].replace("&amp;", "&")
    fragment = client.get(f"/shop{following}", headers={"HX-Request": "true"}).content.decode()

    assert "<html" not in fragment
    assert fragment.count("<article") == 6
    assert "Cup 29." in fragment
    assert client.get("/shop", {"after": "nonsense"}).status_code == 200


def test_a_stores_page(client):
    store = StoreFactory(kind="official", return_terms="Seven days.", shipping_fee=1000)
    ProductFactory(store=store, title="Ours")
    ProductFactory(title="Theirs")

    page = client.get(f"/stores/{store.slug}").content.decode()

    assert "Ours" in page
    assert "Theirs" not in page
    assert "Official store" in page
    policy = client.get(f"/stores/{store.slug}", {"tab": "policy"}).content.decode()
    assert "Seven days." in policy
    assert "Delivery ¥10." in policy
    assert "valid until" in policy
    assert client.get(f"/stores/{store.slug}", {"tab": "notes"}).status_code == 200
    assert client.get(f"/stores/{store.slug}", {"tab": "secret"}).status_code == 404
    assert client.get(f"/stores/{StoreFactory(status='closed').slug}").status_code == 404


@pytest.mark.parametrize("products", [2, 24])
def test_a_shelf_costs_the_same_however_full(client, products, django_assert_max_num_queries):
    for _ in range(products):
        ProductFactory()

    with django_assert_max_num_queries(10):
        assert client.get("/shop").status_code == 200
