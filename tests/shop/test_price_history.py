"""What a product has cost: steps of its cheapest variant, and the lowest of a month."""

from datetime import timedelta

import pytest

from shop.models import PriceChange
from shop.services import price_history, prices
from tests.factories.shop import ProductFactory, SkuFactory

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def product():
    return ProductFactory()


@pytest.fixture
def now():
    return prices.database_time()


def was(sku, now, *changes):
    PriceChange.objects.bulk_create(
        PriceChange(sku=sku, price=price, at=now - days * DAY) for days, price in changes
    )


def test_the_cheapest_variant_makes_the_steps(product, now):
    small = SkuFactory(product=product, options={"Size": "S"})
    large = SkuFactory(product=product, options={"Size": "L"})
    gone = SkuFactory(product=product, options={"Size": "M"}, is_active=False)
    was(small, now, (90, 500), (40, 700), (10, 600))
    was(large, now, (90, 650), (20, 640))
    was(gone, now, (90, 1))

    steps = price_history.of(product).steps
    assert [((now - step.at).days, step.price) for step in steps] == [
        (90, 500),
        (40, 650),
        (20, 640),
        (10, 600),
    ]


def test_half_a_year_is_shown_from_its_first_day_on(product, now):
    was(SkuFactory(product=product), now, (400, 300), (300, 500), (10, 400))
    steps = price_history.of(product).steps

    assert [step.price for step in steps] == [500, 400]
    assert (now - steps[0].at).days in (179, 180)


def test_the_lowest_of_a_month_counts_what_it_began_with(product, now):
    was(SkuFactory(product=product), now, (100, 300), (50, 500), (29, 700), (2, 600))
    history = price_history.of(product)

    assert history.lowest_of_month == 500
    assert history.lowest_before_now == 500


def test_nothing_is_known_of_what_never_had_a_price(product):
    history = price_history.of(product)

    assert (history.steps, history.lowest_of_month, history.lowest_before_now) == ([], None, None)


def test_the_api_tells_it(client, product, now):
    was(SkuFactory(product=product), now, (50, 500), (2, 600))
    found = client.get(f"/api/v1/products/{product.public_id}/prices").json()

    assert [step["price"] for step in found["steps"]] == [500, 600]
    assert (found["currency"], found["lowest_of_month"]) == ("CNY", 500)


def test_the_page_draws_it_and_says_it_in_words(client, product, now):
    was(SkuFactory(product=product), now, (50, 500), (2, 600))
    page = client.get(f"/products/{product.public_id}").content.decode()

    assert "<polyline" in page
    assert "Lowest of the last 30 days" in page
    assert page.count("<tr>") == 3
