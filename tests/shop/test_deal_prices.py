"""While a flash deal runs, its price is the headline: on the product, on cards, for programs."""

import json

import pytest
from django.test import Client
from django.utils import timezone

from shop.models import SalePrice, Stock
from shop.services import cart as carts
from shop.services import cart_overview, catalogue, deals, showcase
from shop.signals import product_changed
from tests.factories.accounts import UserFactory
from tests.factories.shop import ProductFactory, SkuFactory

pytestmark = pytest.mark.django_db
HOUR = timezone.timedelta(hours=1)


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def sku():
    product = ProductFactory(title="Gaiwan")
    SkuFactory(product=product, price=9900, options={"Size": "L"}, position=1)
    return SkuFactory(product=product, price=8800, on_hand=10, options={"Size": "S"})


@pytest.fixture
def deal(sku, now):
    made = deals.create(sku=sku, price=4900, quantity=3, starts_at=now - HOUR, ends_at=now + HOUR)
    assert [catalogue.settle_deals() for _ in range(2)] == [1, 0]
    return made


def shown(sku):
    sku.product.refresh_from_db()
    return sku.product.price_from, sku.product.price_was, sku.product.deal_ends_at


def facts_of(page):
    block = page.split('<script type="application/ld+json">')[1].split("</script>")[0]
    return {one["name"]: one for one in json.loads(block)["offers"]["offers"]}


def test_lists_show_the_deal_with_its_end(client, sku, deal):
    assert shown(sku) == (4900, 8800, deal.ends_at)
    card = client.get("/shop").content.decode().split("<article")[1].split("</article>")[0]
    ends = timezone.localtime(deal.ends_at).strftime("%H:%M")
    for words in ("¥49", '<s class="price-was">¥88</s>', "Flash deal", ends):
        assert words in card
    assert "Sale<" not in card
    (row,) = client.get("/api/v1/products").json()["results"]
    assert (row["price_from"], row["price_was"]) == (4900, 8800)
    assert row["deal_ends_at"]


def test_the_page_shows_the_deal_and_tells_search_engines(client, sku, deal):
    page = client.get(f"/products/{sku.product.public_id}?sku={sku.pk}").content.decode()
    headline = page.split("data-price>")[1].split("</p>")[0]
    assert "¥49.00" in headline
    assert '<s class="price-was">¥88.00</s>' in headline
    assert "Flash deal</span>" in page
    facts = facts_of(page)
    assert (facts["S"]["price"], facts["L"]["price"]) == ("49.00", "99.00")
    assert facts["S"]["priceValidUntil"] == deal.ends_at.isoformat()
    told = client.get(f"/api/v1/products/{sku.product.public_id}").json()["skus"]
    assert [(one["price"], one["regular_price"], one["is_deal"]) for one in told] == [
        (4900, 8800, True),
        (9900, 9900, False),
    ]


def test_who_has_had_enough_of_it_sees_the_usual_price(client, sku, deal):
    buyer = UserFactory()
    deals.take(buyer, {deal.pk: (deal, 1)})
    client.force_login(buyer)
    page = client.get(f"/products/{sku.product.public_id}?sku={sku.pk}").content.decode()
    assert "¥88.00" in page.split("data-price>")[1].split("</p>")[0]
    # What is kept for everybody tells what anybody else would pay.
    assert facts_of(page)["S"]["price"] == "49.00"
    other = Client().get(f"/products/{sku.product.public_id}?sku={sku.pk}").content.decode()
    assert "¥49.00" in other.split("data-price>")[1].split("</p>")[0]


@pytest.mark.parametrize("how", ["stopped", "sold out", "over"])
def test_when_it_is_over_everything_shows_the_usual_price(client, sku, deal, now, how):
    stock = Stock.objects.filter(bucket=deal.bucket)
    if how == "stopped":
        deals.stop(deal, at=now)
    elif how == "sold out":
        stock.update(held=3)
    else:
        stock.update(opens_at=now - 2 * HOUR, closes_at=now - HOUR)
    # The page asks itself; lists are told by the sweep.
    page = client.get(f"/products/{sku.product.public_id}?sku={sku.pk}").content.decode()
    assert "¥88.00" in page.split("data-price>")[1].split("</p>")[0]
    assert [catalogue.settle_deals() for _ in range(2)] == [1, 0]
    assert shown(sku) == (8800, None, None)


def test_a_deal_that_is_dearer_than_another_variant_is_no_headline(sku, now):
    dear = sku.product.skus.get(price=9900)
    Stock.objects.filter(sku=dear).update(on_hand=5)
    deals.create(sku=dear, price=9000, quantity=3, starts_at=now - HOUR, ends_at=now + HOUR)
    catalogue.refresh(sku.product)
    assert catalogue.settle_deals() == 0
    assert shown(sku) == (8800, None, None)


def test_of_two_lowest_prices_lists_always_show_the_same_ones(sku, now):
    dear = sku.product.skus.get(price=9900)
    # The older stands second on the page, and costs as much as the younger's deal.
    dear.price = 4900
    catalogue.save_sku(dear)
    deals.create(sku=sku, price=4900, quantity=3, starts_at=now - HOUR, ends_at=now + HOUR)
    catalogue.refresh(sku.product)
    assert catalogue.settle_deals() == 0
    assert shown(sku) == (4900, None, None)


def test_where_nothing_is_sold_any_longer_no_deal_is_shown(sku, deal):
    sku.product.skus.update(is_active=False)
    # The sweep finds what nobody refreshed, once.
    assert [catalogue.settle_deals() for _ in range(2)] == [1, 0]
    assert shown(sku) == (4900, None, None)


@pytest.mark.parametrize("sweep", [catalogue.settle_deals, catalogue.settle_prices])
def test_a_product_that_fails_keeps_no_other_from_its_price(sku, now, caplog, sweep):
    other = SkuFactory(price=8800)
    for each in (sku, other):
        if sweep is catalogue.settle_deals:
            deals.create(sku=each, price=4900, quantity=3, starts_at=now - HOUR, ends_at=now + HOUR)
        else:
            SalePrice.objects.create(sku=each, price=4900, starts_at=now - HOUR, ends_at=now + HOUR)

    def fail(sender, product, **kwargs):
        if product == sku.product:
            raise RuntimeError("an index is broken")

    product_changed.connect(fail)
    try:
        assert sweep() == 1
    finally:
        product_changed.disconnect(fail)
    assert [shown(each)[0] for each in (sku, other)] == [8800, 4900]
    assert f"Product {sku.product_id} is not settled." in caplog.text
    assert [sweep() for _ in range(2)] == [1, 0]


def test_what_was_seen_at_the_deals_price_has_not_changed_in_the_cart(sku, deal, now):
    own = carts.of_user(UserFactory())
    for pieces, price in ((1, 4900), (2, 8800)):
        # The second is more than one person may have of the deal.
        carts.add(own, sku=sku, quantity=1, at=now)
        (line,) = cart_overview.of(own).lines
        assert (line.quantity, line.price, line.notice) == (pieces, price, "")
    line = carts.change(own.lines.get(), quantity=1, at=now)
    assert cart_overview.of(own).lines[0].notice == "price_changed"
    carts.accept_prices(own, at=now)
    assert cart_overview.of(own).lines[0].notice == ""


@pytest.mark.parametrize("is_guest", [True, False])
def test_the_page_keeps_its_budget(client, sku, deal, is_guest, django_assert_max_num_queries):
    page = f"/products/{sku.product.public_id}"
    if not is_guest:
        client.force_login(UserFactory())
    client.get(page)
    with django_assert_max_num_queries(12):
        client.get(page)


@pytest.mark.parametrize("runs", [False, True])
def test_without_a_deal_none_is_asked_for(sku, now, runs, django_assert_num_queries):
    if runs:
        deals.create(sku=sku, price=4900, quantity=3, starts_at=now - HOUR, ends_at=now + HOUR)
    showcase.buy_box(sku.product)
    with django_assert_num_queries(5 if runs else 3):
        showcase.buy_box(sku.product)
