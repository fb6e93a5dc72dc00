"""Placing an order: what is written, and what is refused with everything left as it was."""

import datetime

import pytest
from django.conf import settings
from django.db import connection

from shop.models import (
    OrderGroup,
    OrderLine,
    Product,
    StatusChange,
    Stock,
    StockMove,
    Store,
)
from shop.services import checkout, limits, quoted, referrals, refusals
from shop.services.quoted import Want
from shop.signals import order_placed
from tests.factories.accounts import UserFactory
from tests.factories.orders import ADDRESS, placed
from tests.factories.shop import ProductFactory, SkuFactory, StoreFactory
from tests.shop.buyer import nothing_written, place

pytestmark = pytest.mark.django_db
HUGE = 2**63


def test_an_order_holds_its_stock_and_awaits_payment(noon):
    buyer, sku = UserFactory(), SkuFactory(on_hand=5, price=8800)
    heard = []
    order_placed.connect(lambda group, **_: heard.append(group.number), weak=False, dispatch_uid=1)
    try:
        receipt = place(buyer, [Want(sku.pk, 2)], noon)
    finally:
        order_placed.disconnect(dispatch_uid=1)

    group = OrderGroup.objects.get(number=receipt.number)
    order = group.store_orders.get()
    line = order.lines.get()
    assert (group.status, group.total, group.buyer) == ("pending_payment", 17600, buyer)
    assert group.expires_at == noon + datetime.timedelta(minutes=15)
    assert group.address == ADDRESS
    assert (order.store, order.goods, order.status) == (
        sku.product.store,
        17600,
        "pending_payment",
    )
    assert (line.title, line.unit_price, line.quantity) == (sku.product.title, 8800, 2)
    assert (line.holds.get().status, sku.stocks.get().held) == ("held", 2)
    assert StockMove.objects.get().held_delta == 2
    assert (group.payments.get().status, group.payments.get().amount) == ("created", 17600)
    assert set(StatusChange.objects.values_list("machine", "to_state")) == {
        ("order_group", "pending_payment"),
        ("store_order", "pending_payment"),
        ("payment", "created"),
    }
    assert buyer.addresses.get().snapshot() == ADDRESS
    assert heard == [group.number]


def test_two_stores_make_two_orders_with_a_shipping_fee_each(noon):
    cheap = StoreFactory(shipping_fee=1000, free_shipping_from=9000)
    near = StoreFactory(shipping_fee=700, free_shipping_from=8800)
    skus = [SkuFactory(product=ProductFactory(store=store)) for store in (cheap, near)]

    group = placed(skus=skus, at=noon)

    assert (group.goods, group.shipping, group.total) == (17600, 1000, 18600)
    fees = {order.store: order.shipping for order in group.store_orders.all()}
    assert fees == {cheap: 1000, near: 0}


def test_the_same_sku_in_two_lines_is_one_line(noon):
    sku = SkuFactory(on_hand=5)
    receipt = place(UserFactory(), [Want(sku.pk, 2), Want(sku.pk, 3)], noon)

    line = OrderLine.objects.get(order__group__number=receipt.number)
    assert (line.quantity, sku.stocks.get().held) == (5, 5)


def test_every_short_sku_is_named_and_nothing_is_written(noon):
    few, none, plenty = SkuFactory(on_hand=1), SkuFactory(on_hand=0), SkuFactory(on_hand=9)
    with pytest.raises(refusals.OutOfStock) as caught:
        place(UserFactory(), [Want(few.pk, 2), Want(none.pk, 1), Want(plenty.pk, 1)], noon)

    facts = {fact["sku"]: fact for fact in caught.value.detail["skus"]}
    assert {pk: (fact["wanted"], fact["available"]) for pk, fact in facts.items()} == {
        few.pk: (2, 1),
        none.pk: (1, 0),
    }
    assert few.product.title in caught.value.message
    assert nothing_written()


def test_stock_that_goes_between_the_look_and_the_claim_is_named_too(noon, monkeypatch):
    sku, other = SkuFactory(on_hand=1), SkuFactory(on_hand=1)
    monkeypatch.setattr(quoted.QuoteLine, "is_short", False)
    with pytest.raises(refusals.OutOfStock) as caught:
        place(UserFactory(), [Want(sku.pk, 2), Want(other.pk, 3)], noon)

    assert {fact["sku"] for fact in caught.value.detail["skus"]} == {sku.pk, other.pk}
    assert nothing_written()


def test_a_sku_without_a_stock_row_is_out_of_stock(noon):
    sku = SkuFactory()
    Stock.objects.all().delete()
    with pytest.raises(refusals.OutOfStock):
        place(UserFactory(), [Want(sku.pk, 1)], noon)


def test_a_price_changed_since_shown_is_refused_with_the_new_one(noon):
    sku = SkuFactory(price=9900)
    with pytest.raises(refusals.PriceChanged) as caught:
        place(UserFactory(), [Want(sku.pk, 1, price_seen=8800)], noon)

    (fact,) = caught.value.detail["skus"]
    assert (fact["price_seen"], fact["price"]) == (8800, 9900)
    assert caught.value.detail["total"] == 9900
    assert nothing_written()


def test_a_total_that_is_not_the_total_is_refused(noon):
    sku = SkuFactory(price=9900)
    with pytest.raises(refusals.PriceChanged):
        place(UserFactory(), [Want(sku.pk, 1)], noon, total_seen=1)
    assert nothing_written()


@pytest.mark.parametrize("why", ["withdrawn", "inactive", "closed", "absent"])
def test_what_is_not_sold_is_not_bought(noon, why):
    sku, other = SkuFactory(), SkuFactory()
    if why == "withdrawn":
        Product.objects.filter(pk=sku.product_id).update(status="withdrawn")
    if why == "inactive":
        type(sku).objects.filter(pk=sku.pk).update(is_active=False)
    if why == "closed":
        Store.objects.filter(pk=sku.product.store_id).update(status="closed")
    wanted = HUGE - 1 if why == "absent" else sku.pk
    with pytest.raises(refusals.NotOnSale) as caught:
        place(UserFactory(), [Want(wanted, 1), Want(other.pk, 1)], noon)

    assert [fact["sku"] for fact in caught.value.detail["skus"]] == [wanted]
    assert nothing_written()


@pytest.mark.parametrize("quantity", [0, -1, 100, HUGE])
def test_quantities_have_bounds(noon, quantity):
    sku = SkuFactory(on_hand=1000)
    with pytest.raises(refusals.UnfitQuantity):
        place(UserFactory(), [Want(sku.pk, quantity)], noon)
    assert nothing_written()


def test_two_lines_of_one_sku_do_not_slip_past_the_bound(noon):
    sku = SkuFactory(on_hand=1000)
    with pytest.raises(refusals.UnfitQuantity):
        place(UserFactory(), [Want(sku.pk, 60), Want(sku.pk, 60)], noon)


def test_too_many_lines_and_too_much_money_are_refused(noon):
    with pytest.raises(refusals.UnfitQuantity):
        place(UserFactory(), [Want(pk, 1) for pk in range(1, 102)], noon)
    dear = SkuFactory(price=HUGE - 1)
    with pytest.raises(refusals.UnfitQuantity):
        place(UserFactory(), [Want(dear.pk, 9)], noon)


def test_currencies_do_not_mix(noon):
    euro = SkuFactory(product=ProductFactory(store=StoreFactory(currency="EUR")))
    with pytest.raises(refusals.MixedCurrencies):
        place(UserFactory(), [Want(euro.pk, 1), Want(SkuFactory().pk, 1)], noon)


def test_an_unknown_way_to_pay_is_refused(noon):
    with pytest.raises(checkout.UnknownProvider):
        place(UserFactory(), [Want(SkuFactory().pk, 1)], noon, provider="cowries")


def test_nobody_keeps_stock_by_ever_more_unpaid_orders(noon, monkeypatch):
    monkeypatch.setattr(limits, "MOST_UNPAID", 2)
    buyer, sku = UserFactory(), SkuFactory(on_hand=9)
    for key in "ab":
        place(buyer, [Want(sku.pk, 1)], noon, key=key)
    with pytest.raises(limits.TooManyUnpaid) as caught:
        place(buyer, [Want(sku.pk, 1)], noon, key="c")
    assert (caught.value.status, sku.stocks.get().held) == (429, 2)
    assert place(buyer, [Want(sku.pk, 1)], noon, key="a").is_replay
    place(UserFactory(), [Want(sku.pk, 1)], noon)


# --- who led here ---------------------------------------------------------------------------


def test_the_last_referral_is_copied_to_the_line(noon):
    buyer, sku = UserFactory(), SkuFactory()
    writers = UserFactory.create_batch(2)
    for minutes, writer in enumerate(writers, 1):
        at = noon - datetime.timedelta(minutes=9 - minutes)
        referrals.remember(
            sku.product, buyer=buyer, beneficiary=writer, source=writer.handle, at=at
        )
    Store.objects.update(commission_bp=1)  # the rate was frozen at the click
    line = OrderLine.objects.get(order__group=placed(buyer, [sku], at=noon))

    assert (line.beneficiary, line.rate_bp, line.source) == (writers[1], 500, writers[1].handle)


def test_money_answers_after_its_own_commit_with_time_limits():
    assert not settings.DATABASES["default"].get("ATOMIC_REQUESTS")
    with connection.cursor() as cursor:
        found = {}
        for name in ("lock_timeout", "statement_timeout", "default_transaction_isolation"):
            cursor.execute("SELECT current_setting(%s)", [name])
            found[name] = cursor.fetchone()[0]
    assert found == {
        "lock_timeout": "3s",
        "statement_timeout": "5s",
        "default_transaction_isolation": "read committed",
    }


def test_placing_costs_the_same_for_one_line_and_its_locks_come_last(
    noon, django_assert_max_num_queries
):
    buyer, sku = UserFactory(), SkuFactory()
    with django_assert_max_num_queries(13) as seen:
        place(buyer, [Want(sku.pk, 1)], noon)

    statements = [query["sql"] for query in seen.captured_queries]
    assert statements[-2].startswith("EXECUTE claim_stock")
    assert statements[-1].startswith("RELEASE SAVEPOINT")
