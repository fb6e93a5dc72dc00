"""Numbers among attributes narrow lists by ranges, on pages and in the API."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core import near, valkey
from shop.models import Attribute
from shop.services import attributes, ranges
from tests.factories.shop import CategoryFactory, ProductFactory

pytestmark = pytest.mark.django_db
API = "/api/v1/products"


@pytest.fixture
def capacity():
    cups = CategoryFactory(slug="cups")
    return Attribute.objects.create(
        category=cups,
        code="capacity",
        name_en="Capacity",
        name_zh="容量",
        kind=Attribute.Kind.NUMBER,
        unit="ml",
    )


@pytest.fixture
def cups(capacity):
    for millilitres in (100, 200, 350, 500, 600, 900):
        cup = ProductFactory(category=capacity.category, title=f"Cup {millilitres}")
        attributes.answer(cup, {capacity: Decimal(millilitres)})
    ProductFactory(category=capacity.category, title="Cup unsaid")


def found(client, attr):
    rows = client.get(API, {"attr": attr}).json()["results"]
    return sorted(int(row["title"].split()[1]) for row in rows)


@pytest.mark.parametrize(
    ("attr", "fits"),
    [
        ("capacity:..200", [100, 200]),
        ("capacity:600..", [600, 900]),
        ("capacity:200..500", [200, 350, 500]),
        ("capacity:..100,capacity:900..", [100, 900]),
        ("capacity:350.5..500", [500]),
        ("capacity:500..200", []),
        ("capacity:..", []),
        ("weight:..200", []),
        ("capacity:1e3..", []),
    ],
)
def test_a_range_holds_both_its_ends_and_what_is_none_finds_nothing(client, cups, attr, fits):
    assert found(client, attr) == fits


def test_what_does_not_narrow_lists_narrows_none(client, capacity, cups):
    Attribute.objects.update(is_facet=False)
    assert found(client, "capacity:..200") == []
    assert ranges.offered([Attribute.objects.get()]) == {}


def test_a_shelf_offers_ranges_and_takes_the_chosen_one_back(client, cups):
    page = client.get("/shop", {"category": "cups"}).content.decode()
    assert "attr=capacity%3A..200" in page
    assert "up to 200 ml" in page
    assert "200–350 ml" in page

    page = client.get("/shop", {"category": "cups", "attr": "capacity:..200"}).content.decode()
    assert "Cup 100" in page
    assert "Cup 900" not in page
    assert 'href="?category=cups&amp;attr="' in page or 'href="?category=cups"' in page
    assert client.get("/shop?category=cups&lang=zh-hans").content.decode().count("200 ml 以下") == 1


def test_the_api_names_each_range_as_it_takes_it(client, cups):
    told = client.get(f"{API}/facets", {"category": "cups"}).json()["attributes"][0]
    assert (told["code"], told["unit"], told["values"]) == ("capacity", "ml", [])
    assert [one["attr"] for one in told["ranges"]][0] == "capacity:..200"
    every = {cup for one in told["ranges"] for cup in found(client, one["attr"])}
    assert every == {100, 200, 350, 500, 600, 900}


def asked_of_the_database(client):
    """Queries of a shelf while nothing is kept anywhere."""
    near.forget_all()
    valkey.client().flushdb()
    with CaptureQueriesContext(connection) as asked:
        assert client.get("/shop", {"category": "cups"}).status_code == 200
    return len(asked)


def test_ranges_cost_one_query_more(client, cups):
    with_ranges = asked_of_the_database(client)
    Attribute.objects.update(is_facet=False)
    assert with_ranges == asked_of_the_database(client) + 1
