"""The database itself gives back no piece, no money and no delivery fee twice."""

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from shop.models import Refund, RefundLine
from tests.factories.orders import placed
from tests.factories.shop import ProductFactory, SkuFactory
from tests.shop import books
from tests.shop.payer import paid

pytestmark = pytest.mark.django_db


@pytest.fixture
def order():
    """Three pieces for 30.00 with 1.00 off, and 6.00 for the way."""
    product = ProductFactory(store__shipping_fee=600)
    group = placed(skus=[SkuFactory(product=product, price=1000, on_hand=9)], quantity=3)
    books.discount(group.store_orders.get().lines.get(), 100)
    books.pay(group)
    return group.store_orders.get()


def give(order, *lines, shipping=0, status="requested"):
    """Write (line, quantity, amount) as a refund, past every rule of the code."""
    with transaction.atomic():
        refund = Refund.objects.create(
            payment=order.group.payments.get(),
            order=order,
            amount=shipping + sum(amount for _line, _quantity, amount in lines),
            shipping=shipping,
            cause="test",
            requested_at=timezone.now(),
            status=status,
        )
        for line, quantity, amount in lines:
            RefundLine.objects.create(refund=refund, line=line, quantity=quantity, amount=amount)
    return refund


def test_all_that_was_bought_and_paid_may_go_back_and_nothing_more(order):
    line = order.lines.get()
    give(order, (line, 2, 2000), shipping=200)
    give(order, (line, 1, 900), shipping=400)
    for quantity, amount, shipping in ((1, 0, 1), (0, 1, 0), (0, 0, 1)):
        with pytest.raises(IntegrityError):
            give(order, (line, quantity, amount), shipping=shipping)


@pytest.mark.parametrize(("quantity", "amount"), [(4, 2900), (3, 2901)])
def test_neither_pieces_nor_money_alone_are_too_many(order, quantity, amount):
    # The payment would allow it: delivery was paid as well.
    with pytest.raises(IntegrityError, match="exceed what was bought and paid"):
        give(order, (order.lines.get(), quantity, amount))


def test_a_delivery_fee_is_given_back_once(order):
    give(order, shipping=600)
    with pytest.raises(IntegrityError, match="exceed its delivery fee"):
        give(order, shipping=1)


def test_what_failed_counts_for_nothing(order):
    line = order.lines.get()
    give(order, (line, 3, 2900), shipping=600, status="failed")
    give(order, (line, 3, 2900), shipping=600)


def test_a_line_that_grows_later_is_measured_again(order):
    line = order.lines.get()
    refund = give(order, (line, 1, 1000))
    with pytest.raises(IntegrityError), transaction.atomic():
        refund.lines.update(quantity=4)
    refund.lines.update(quantity=3)


def test_the_line_of_another_order_is_no_part_of_a_refund(order):
    other = paid().lines.get()
    with pytest.raises(IntegrityError, match="not of the order"):
        give(order, (other, 1, 1))
