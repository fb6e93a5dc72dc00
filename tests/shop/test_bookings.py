"""What orders, refunds and completions put into the books."""

import os

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shop.models import Entry, Line, OrderLine, Payment
from shop.services import audit, bookings, closing, refunds
from tests.factories.accounts import UserFactory
from tests.factories.orders import placed
from tests.factories.shop import SkuFactory, StoreFactory
from tests.shop.books import balance, discount, give_back, led, paid, pay, standing, sums_of
from tests.shop.payer import decide, opened, receive

EXAMPLES = int(os.environ.get("BOOK_EXAMPLES", "10"))
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("balanced_books")]


@pytest.fixture
def creator():
    return UserFactory(handle="lin")


@pytest.fixture
def store():
    return StoreFactory(slug="hill", shipping_fee=1200)


@pytest.fixture
def sku(store):
    return SkuFactory(product__store=store, price=10_000, on_hand=50)


def test_a_capture_waits_for_store_creator_and_platform(sku, creator, settings):
    settings.SHOP = {**settings.SHOP, "PLATFORM_FEE_BP": 200}
    group = placed(skus=[sku])
    line = OrderLine.objects.get()
    led(line, creator, 1000)
    discount(line, 2000, subsidy=500)
    at = pay(group).captured_at

    # Paid: 8,000 of goods and 1,200 of shipping; 10 % and 2 % of the goods; 500 from the platform.
    assert standing() == {
        ("test", "clearing"): -9200,
        ("hill", "pending"): 8000 - 800 - 160 + 500 + 1200,
        ("lin", "pending"): 800,
        ("", "revenue"): 160,
        ("", "subsidy"): -500,
    }
    assert set(Line.objects.values_list("at", flat=True)) == {at}


def test_telling_of_the_capture_again_books_nothing(sku, creator):
    order = paid([sku], creator=creator)
    payment = Payment.objects.get()
    before = standing()
    receive(payment)
    assert bookings.captured(payment, at=timezone.now()) is None
    assert (standing(), Entry.objects.count()) == (before, 1)
    assert order.status == "paid"


def test_a_line_without_creator_owes_no_commission(sku):
    paid([sku])
    assert set(standing()) == {("test", "clearing"), ("hill", "pending")}


def test_several_stores_are_booked_apart(sku, creator):
    other = SkuFactory(product__store=StoreFactory(slug="vale"), price=500)
    paid([sku, other], creator=creator)

    assert standing() == {
        ("test", "clearing"): -11_700,
        ("hill", "pending"): 10_200,
        ("vale", "pending"): 450,
        ("lin", "pending"): 1050,
    }


def test_a_completed_order_is_payable(sku, creator):
    order = paid([sku], creator=creator)
    for _ in range(2):
        bookings.completed(order, at=timezone.now())

    assert standing() == {
        ("test", "clearing"): -11_200,
        ("hill", "payable"): 10_200,
        ("lin", "payable"): 1000,
    }


def test_a_refund_takes_everybodys_part_back(sku, creator):
    order = paid([sku], quantity=2, creator=creator)
    line = OrderLine.objects.get()
    give_back(order, [(line, 1, 10_000)])

    assert standing() == {
        ("test", "clearing"): -11_200,
        ("hill", "pending"): 10_200,
        ("lin", "pending"): 1000,
    }


def test_a_refund_after_completion_takes_it_from_what_is_payable(sku, creator):
    order = paid([sku], quantity=2, creator=creator)
    bookings.completed(order, at=timezone.now())
    give_back(order, [(OrderLine.objects.get(), 1, 10_000)])

    assert standing()["hill", "payable"] == 10_200
    assert standing()["lin", "payable"] == 1000
    assert balance(kind="pending") == 0


def test_booking_a_refund_twice_changes_nothing(sku, creator):
    order = paid([sku], creator=creator)
    refund = give_back(order, [(OrderLine.objects.get(), 1, 4000)])
    before = standing()
    assert bookings.refunded(refund, at=timezone.now()) is None
    assert standing() == before


def test_what_is_fully_refunded_nets_to_nothing(sku, creator):
    order = paid([sku], quantity=3, creator=creator)
    line = OrderLine.objects.get()
    give_back(order, [(line, 1, 9_999)], shipping=1)
    bookings.completed(order, at=timezone.now())
    give_back(order, [(line, 0, 7)])
    give_back(order, [(line, 2, 20_000 - 6)], shipping=1199)

    assert standing() == {}
    assert set(sums_of(order).values()) <= {0}


def test_money_that_came_too_late_waits_to_go_back_and_goes():
    group = placed()
    payment = opened(group)
    decide(payment)
    Payment.objects.filter(pk=payment.pk).update(status="closed")
    closing.cancel(group, actor=group.buyer, at=timezone.now())
    receive(payment)
    assert standing() == {("test", "clearing"): -8800, ("", "unassigned"): 8800}

    refunds.submit_due(at=timezone.now())
    assert standing() == {}
    assert {entry.cause for entry in Entry.objects.all()} == {"stray_capture", "refund"}


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=[*HealthCheck])
@given(data=st.data())
def test_random_orders_and_refunds_sum_to_zero_and_net_to_zero(data, settings):
    """Random prices, rates, coupons, fees; given back in random portions until all is back."""
    draw = data.draw
    settings.SHOP = {**settings.SHOP, "PLATFORM_FEE_BP": draw(st.integers(0, 1500))}
    store = StoreFactory(shipping_fee=draw(st.integers(0, 2000)))
    skus = [
        SkuFactory(product__store=store, price=draw(st.integers(1, 99_999)), on_hand=50)
        for _ in range(draw(st.integers(1, 3)))
    ]
    group = placed(skus=skus, quantity=draw(st.integers(1, 4)), key=f"k{store.pk}")
    for line in OrderLine.objects.filter(order__group=group):
        led(line, UserFactory(), draw(st.integers(0, 10_000)))
        off = draw(st.integers(0, line.amount - 1))
        discount(line, off, subsidy=draw(st.integers(0, off)))
    pay(group)
    order = group.store_orders.get()
    complete_at = draw(st.integers(0, 3))
    for step in range(4):
        if step == complete_at:
            bookings.completed(order, at=timezone.now())
        _give_some_back(order, draw, is_last=step == 3)
        assert audit.findings() == []

    assert set(sums_of(order).values()) <= {0}
    assert balance(store=store) == 0
    assert Line.objects.filter(order=order).exists()


def _give_some_back(order, draw, *, is_last):
    rows = []
    for line in order.lines.order_by("pk"):
        back = sum(row.amount for row in line.refund_lines.all())
        pieces = sum(row.quantity for row in line.refund_lines.all())
        amount = line.paid - back if is_last else draw(st.integers(0, line.paid - back))
        quantity = line.quantity - pieces if is_last else 0
        if amount:
            rows.append((line, quantity, amount))
    given = sum(refund.shipping for refund in order.refunds.all())
    shipping = order.shipping - given if is_last else draw(st.integers(0, order.shipping - given))
    if rows or shipping:
        give_back(order, rows, shipping)
