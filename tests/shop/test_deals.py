"""Flash deals: pieces set aside, a limit a person, and what is unsold comes back."""

import datetime

import pytest
from django.utils import timezone

from shop import tasks
from shop.models import DealTally, OrderGroup, OrderLine, Stock
from shop.services import cart, cart_overview, closing, coupons, deals, quote, refusals, stock
from shop.services.quoted import Want
from tests.factories.accounts import UserFactory
from tests.factories.coupons import claimed
from tests.factories.shop import SkuFactory
from tests.shop.buyer import place

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("balanced_books")]
HOUR = datetime.timedelta(hours=1)


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def sku():
    return SkuFactory(on_hand=10, price=8800)


def deal_of(sku, now, **values):
    values = {"price": 4900, "quantity": 3, "starts_at": now - HOUR, "ends_at": now + HOUR} | values
    return deals.create(sku=sku, **values)


def counts(sku):
    """Bucket → on hand, held."""
    rows = Stock.objects.filter(sku=sku).values_list("bucket", "on_hand", "held")
    return {bucket.partition(":")[0]: (on_hand, held) for bucket, on_hand, held in rows}


def buy(buyer, sku, now, quantity=1, key="k", **values):
    receipt = place(buyer, [Want(sku.pk, quantity, values.pop("seen", None))], now, key=key)
    return OrderGroup.objects.get(number=receipt.number)


def test_a_deal_sets_its_pieces_aside(sku, now):
    deal = deal_of(sku, now)
    assert counts(sku) == {"main": (7, 0), "deal": (3, 0)}
    assert Stock.objects.get(bucket=deal.bucket).moves.get().on_hand_delta == 3
    with pytest.raises(stock.TooLittleStock):
        deal_of(sku, now, quantity=8, starts_at=now + 2 * HOUR, ends_at=now + 3 * HOUR)


@pytest.mark.parametrize(
    "wrong",
    [{"price": 8800}, {"ends_at": datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC)}, {}],
    ids=["no cheaper", "no time", "another runs"],
)
def test_what_is_no_deal_is_refused(sku, now, wrong):
    if not wrong:
        deal_of(sku, now)
    with pytest.raises(deals.DealUnfit):
        deal_of(sku, now, **wrong)


def test_the_deal_gives_its_price_out_of_its_own_stock(sku, now):
    deal_of(sku, now)
    group = buy(UserFactory(), sku, now, seen=4900)
    assert (group.total, counts(sku)) == (4900, {"main": (7, 0), "deal": (3, 1)})
    assert OrderLine.objects.get().unit_price == 4900
    assert DealTally.objects.get().taken == 1


def test_above_the_limit_the_price_is_the_usual_one(sku, now):
    deal_of(sku, now, per_user_limit=2)
    buyer = UserFactory()
    buy(buyer, sku, now, quantity=2)
    again = buy(buyer, sku, now, key="again")
    assert (again.total, counts(sku)) == (8800, {"main": (7, 1), "deal": (3, 2)})
    with pytest.raises(refusals.PriceChanged):
        buy(buyer, sku, now, key="more", seen=4900)


@pytest.mark.parametrize("why", ["early", "over", "stopped", "sold out"])
def test_without_a_running_deal_the_price_is_the_usual_one(sku, now, why):
    times = {"early": (HOUR, 2 * HOUR), "over": (-2 * HOUR, -HOUR)}.get(why, (-HOUR, HOUR))
    deal = deal_of(sku, now, starts_at=now + times[0], ends_at=now + times[1], quantity=1)
    if why == "stopped":
        deals.stop(deal, at=now)
    if why == "sold out":
        buy(UserFactory(), sku, now)
    assert quote.quote([Want(sku.pk, 1)]).total == 8800


def test_a_deal_that_is_to_come_is_not_for_sale_yet(now):
    sku = SkuFactory(on_hand=3)
    deal_of(sku, now, starts_at=now + HOUR, ends_at=now + 2 * HOUR)
    with pytest.raises(cart.NotEnoughStock):
        cart.add(cart.of_user(UserFactory()), sku=sku, quantity=1, at=now)


def test_a_deals_price_takes_no_coupon(sku, now):
    deal_of(sku, now)
    buyer = UserFactory()
    claim = claimed(buyer, store=sku.product.store, at=now)
    with pytest.raises(coupons.CouponUnfit):
        place(buyer, [Want(sku.pk, 1)], now, claims=[claim.public_id])


def test_a_closed_order_gives_back_pieces_and_the_right_to_them(sku, now):
    deal_of(sku, now)
    buyer = UserFactory()
    closing.cancel(buy(buyer, sku, now), actor=buyer, at=now)
    assert counts(sku) == {"main": (7, 0), "deal": (3, 0)}
    assert DealTally.objects.get().taken == 0
    assert buy(buyer, sku, now, key="again").total == 4900


def test_what_is_unsold_comes_back_and_late_closings_follow(sku, now):
    deal = deal_of(sku, now)
    buyer = UserFactory()
    group = buy(buyer, sku, now)
    deals.stop(deal, at=now)
    assert counts(sku) == {"main": (9, 0), "deal": (1, 1)}
    closing.cancel(group, actor=buyer, at=now)
    assert [tasks.return_unsold(), tasks.return_unsold()] == [1, 0]
    assert counts(sku) == {"main": (10, 0), "deal": (0, 0)}


def test_the_sweep_ends_what_time_has_ended(sku, now):
    deal_of(sku, now, starts_at=now - 2 * HOUR, ends_at=now - HOUR)
    other = SkuFactory(on_hand=5)
    deal_of(other, now)
    assert deals.sweep(at=now) == 3
    assert counts(sku)["main"] == (10, 0)
    assert counts(other)["deal"] == (3, 0)


def test_the_database_itself_refuses_more_than_the_limit(sku, now, monkeypatch):
    deal = deal_of(sku, now)
    buyer = UserFactory()
    deals.take(buyer, {deal.pk: (deal, 1)})
    with pytest.raises(deals.DealLimit):
        deals.take(buyer, {deal.pk: (deal, 1)})
    with pytest.raises(deals.DealLimit):
        deals.take(UserFactory(), {deal.pk: (deal, 2)})


def test_the_cart_says_the_price_that_the_checkout_will_ask(sku, now):
    deal_of(sku, now)
    buyer = UserFactory()
    line = cart.add(cart.of_user(buyer), sku=sku, quantity=1, at=now)
    assert cart_overview.of(line.cart).lines[0].price == 4900
    cart.change(line, quantity=2, at=now)
    assert cart_overview.of(line.cart).lines[0].price == 8800
