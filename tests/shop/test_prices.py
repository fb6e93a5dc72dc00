"""The price in force: to the moment, by the clock of the database, and its history."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from shop.models import PriceChange, SalePrice
from shop.services import cart as carts
from shop.services import cart_overview, catalogue, prices, quote, showcase
from shop.services.quoted import Want
from tests.factories.shop import SkuFactory

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 11, 12, tzinfo=UTC)
DAY = timedelta(days=1)
TICK = timedelta(microseconds=1)


@pytest.fixture
def sku():
    made = SkuFactory(price=8800)
    catalogue.refresh(made.product)
    return made


def on_sale(sku, price=6600, *, starts=-DAY, ends=DAY, around=None):
    now = around or prices.database_time()
    return SalePrice.objects.create(
        sku=sku, price=price, starts_at=now + starts, ends_at=now + ends
    )


def history(sku):
    return list(sku.price_changes.order_by("at", "pk").values_list("price", flat=True))


@pytest.mark.parametrize(
    ("moment", "cost"),
    [
        (NOON - TICK, 8800),
        (NOON, 6600),
        (NOON + DAY - TICK, 6600),
        (NOON + DAY, 8800),
    ],
)
def test_a_sale_holds_from_its_start_up_to_its_end(sku, moment, cost):
    on_sale(sku, starts=timedelta(0), ends=DAY, around=NOON)

    assert prices.in_force([sku], at=moment)[sku.pk].minor == cost


def test_the_same_moment_in_another_time_zone_is_the_same_moment(sku):
    shanghai = timezone(timedelta(hours=8))
    midnight = datetime(2026, 11, 11, tzinfo=shanghai)
    SalePrice.objects.create(sku=sku, price=1, starts_at=midnight, ends_at=midnight + DAY)

    still_the_tenth = datetime(2026, 11, 10, 15, 59, 59, tzinfo=UTC)
    assert prices.in_force([sku], at=still_the_tenth)[sku.pk].minor == 8800
    assert prices.in_force([sku], at=datetime(2026, 11, 10, 16, tzinfo=UTC))[sku.pk].minor == 1


def test_the_clock_of_the_database_decides(sku, time_machine):
    on_sale(sku)
    time_machine.move_to(prices.database_time() + 30 * DAY, tick=False)

    cost = prices.of(sku)
    assert (cost.minor, cost.was) == (6600, 8800)


def test_a_sale_never_makes_anything_dearer(sku):
    on_sale(sku, price=9900)

    cost = prices.of(sku)
    assert (cost.minor, cost.was, cost.until) == (8800, None, None)


def test_two_sales_of_one_variant_may_touch_but_not_overlap(sku):
    first = on_sale(sku, starts=timedelta(0), ends=DAY, around=NOON)
    on_sale(sku, price=5500, starts=DAY, ends=2 * DAY, around=NOON)
    on_sale(SkuFactory(), starts=timedelta(0), ends=DAY, around=NOON)

    assert prices.in_force([sku], at=NOON + DAY)[sku.pk].minor == 5500
    with pytest.raises(IntegrityError), transaction.atomic():
        on_sale(sku, starts=DAY - TICK, ends=3 * DAY, around=NOON)
    with pytest.raises(ValidationError, match="overlaps"):
        SalePrice(
            sku=sku, price=1, starts_at=first.starts_at, ends_at=first.starts_at + TICK
        ).validate_constraints()


@pytest.mark.parametrize(("starts", "ends"), [(DAY, DAY), (DAY, -DAY)])
def test_a_sale_without_time_is_refused(sku, starts, ends):
    with pytest.raises(IntegrityError), transaction.atomic():
        on_sale(sku, starts=starts, ends=ends)
    with pytest.raises(IntegrityError), transaction.atomic():
        on_sale(sku, price=-1)


def test_many_variants_are_priced_by_one_query(sku):
    others = [SkuFactory(price=100 + n) for n in range(5)]
    on_sale(others[2], price=7)
    with CaptureQueriesContext(connection) as queries:
        costs = prices.in_force([sku, *others])

    assert len(queries) == 1
    assert [costs[other.pk].minor for other in others] == [100, 101, 7, 103, 104]


def test_a_quote_asks_the_price_in_force(sku):
    on_sale(sku)
    offer = quote.quote([Want(sku.pk, 2, price_seen=8800)])

    assert offer.goods == 13200
    assert offer.shown == f"{sku.pk}x2@6600"
    assert [problem.code for problem in offer.problems()] == ["price_changed"]


def test_a_cart_remembers_and_shows_the_price_in_force(sku):
    cart = carts.new_guest_cart()
    sale = on_sale(sku)
    line = carts.add(cart, sku=sku, quantity=1, at=NOON)
    assert line.price_seen == 6600
    shown = cart_overview.of(cart).lines[0]
    assert (shown.price, shown.notice) == (6600, "")

    sale.delete()
    shown = cart_overview.of(cart).lines[0]
    assert (shown.price, shown.notice) == (8800, "price_changed")
    carts.accept_prices(cart, at=NOON)
    assert cart_overview.of(cart).lines[0].notice == ""


def test_the_buy_box_shows_both_prices(sku):
    sale = on_sale(sku)
    box = showcase.buy_box(sku.product)

    assert (box.price_from, box.shown.cost.was) == (6600, 8800)
    assert box.shown.cost.until == sale.ends_at


def test_a_start_and_an_end_reach_lists_and_history_once(sku):
    sale = on_sale(sku)
    assert [catalogue.settle_prices() for _ in range(2)] == [1, 0]
    sku.product.refresh_from_db()
    assert (sku.product.price_from, sku.product.price_was) == (6600, 8800)
    version = sku.product.version

    sale.ends_at = prices.database_time()
    sale.save()
    assert [catalogue.settle_prices() for _ in range(2)] == [1, 0]
    sku.product.refresh_from_db()
    assert (sku.product.price_from, sku.product.price_was) == (8800, None)
    assert sku.product.version == version + 1
    assert history(sku) == [8800, 6600, 8800]


def test_a_sweep_that_comes_late_writes_the_moments_themselves(sku):
    PriceChange.objects.create(sku=sku, price=8800, at=NOON - 400 * DAY)
    now = prices.database_time()
    long_ago = SkuFactory(product=sku.product, options={"Size": "L"}, price=9000)
    sku.options = {"Size": "S"}
    sku.save()
    first = on_sale(long_ago, price=7000, starts=-3 * DAY, ends=-2 * DAY, around=now)
    second = on_sale(long_ago, price=5000, starts=-2 * DAY, ends=-DAY, around=now)
    catalogue.settle_prices()

    rows = long_ago.price_changes.order_by("at").values_list("at", "price")
    assert list(rows) == [
        (first.starts_at, 7000),
        (second.starts_at, 5000),
        (second.ends_at, 9000),
    ]


def test_a_new_price_goes_into_the_history_once(sku):
    sku.price = 9900
    sku.save()
    for _ in range(2):
        catalogue.refresh(sku.product)

    assert history(sku) == [8800, 9900]


def test_a_new_regular_price_under_a_sale_changes_no_history(sku):
    on_sale(sku)
    catalogue.settle_prices()
    sku.price = 9900
    sku.save()
    catalogue.refresh(sku.product)

    assert history(sku) == [8800, 6600]
    sku.product.refresh_from_db()
    assert sku.product.price_was == 9900


@pytest.mark.parametrize("act", ["update", "delete"])
def test_the_history_is_append_only(sku, act):
    rows = PriceChange.objects.filter(sku=sku)
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        rows.update(price=1) if act == "update" else rows._raw_delete("default")
