"""Which part of an order goes back: exact shares, never more than was paid, stock set free."""

import pytest
from django.utils import timezone

from shop.models import OrderLine, Refund, Stock
from shop.services import fulfilment, moves, refunds
from shop.signals import refund_settled
from tests.factories.orders import placed
from tests.factories.shop import SkuFactory, StoreStaffFactory
from tests.shop import books
from tests.shop.payer import fresh, paid

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("balanced_books")]


def ask(order, *lines, **values):
    values = {"cause": "test", "actor": None, "at": timezone.now(), **values}
    return refunds.request(order, lines=lines, **values)


@pytest.fixture
def order():
    """Three pieces of 33.33 with 0.01 off: 99.98 for three."""
    group = placed(skus=[SkuFactory(price=3333, on_hand=5)], quantity=3)
    books.discount(OrderLine.objects.get(), 1, subsidy=1)
    books.pay(group)
    return group.store_orders.get()


def test_the_pieces_of_a_line_sum_to_what_was_paid(order):
    line = order.lines.get()
    given = [ask(order, (line, 1, None)).amount for _ in range(3)]
    assert given == [3333, 3333, 3332]
    with pytest.raises(refunds.OverRefund):
        ask(order, (line, 1, None))


def test_a_request_is_approved_and_sent_with_the_next_sweep(order):
    heard = []
    refund_settled.connect(lambda refund, **_: heard.append(refund), weak=False, dispatch_uid=1)
    refund = ask(order, (order.lines.get(), 2, None))
    assert (refund.status, refund.order, refund.amount) == ("approved", order, 6666)
    try:
        refunds.submit_due(at=timezone.now())
    finally:
        refund_settled.disconnect(dispatch_uid=1)
    assert (fresh(refund).status, fresh(refund.payment).status) == ("succeeded", "partly_refunded")
    assert [(one.pk, one.status) for one in heard] == [(refund.pk, "succeeded")]


def test_stock_that_was_not_shipped_is_free_again(order):
    line = order.lines.get()
    ask(order, (line, 2, None))
    stock = Stock.objects.get()
    assert (stock.on_hand, stock.committed, fresh(order).status) == (5, 1, "paid")

    ask(order, (line, 1, None))
    assert (Stock.objects.get().committed, fresh(order).status) == (0, "refunded")


def test_a_part_that_is_left_can_still_be_shipped(order):
    ask(order, (order.lines.get(), 2, None))
    clerk = StoreStaffFactory(store=order.store).user
    fulfilment.ship(order, carrier="SF", tracking="1", actor=clerk, at=timezone.now())
    stock = Stock.objects.get()
    assert (stock.on_hand, stock.committed) == (4, 0)


def test_what_goes_back_may_be_the_last_that_had_to_leave(order):
    line, clerk = order.lines.get(), StoreStaffFactory(store=order.store).user
    sent = {"carrier": "SF", "tracking": "1", "units": {line.pk: 2}}
    fulfilment.ship(order, actor=clerk, at=timezone.now(), **sent)
    assert fresh(order).status == "partly_shipped"
    ask(order, (line, 1, None))
    assert (fresh(order).status, Stock.objects.get().committed) == ("shipped", 0)


def test_pieces_that_have_left_release_nothing(order):
    ask(order, (order.lines.get(), 1, None), have_left=True)
    assert Stock.objects.get().committed == 3


def test_money_alone_goes_back_and_is_not_given_twice(order):
    line = order.lines.get()
    ask(order, (line, 0, 5000))
    assert Stock.objects.get().committed == 3
    assert ask(order, (line, 3, None)).amount == 4998
    assert fresh(order).status == "refunded"


def test_all_the_money_sets_all_the_stock_free(order):
    ask(order, (order.lines.get(), 0, 9998))
    assert (fresh(order).status, Stock.objects.get().committed) == ("refunded", 0)


@pytest.mark.parametrize(
    ("quantity", "amount", "shipping"),
    [(4, None, 0), (-1, None, 0), (1, 9999, 0), (1, -1, 0), (0, None, 1), (0, None, -1)],
)
def test_more_than_was_bought_or_paid_is_refused(order, quantity, amount, shipping):
    with pytest.raises(refunds.OverRefund):
        ask(order, (order.lines.get(), quantity, amount), shipping=shipping)
    assert not Refund.objects.exists()


def test_nothing_and_lines_of_others_are_refused(order):
    line, foreign = order.lines.get(), paid(key="other").lines.get()
    for lines in ([], [(line, 0, None)], [(foreign, 1, None)], [(line, 1, None), (line, 1, None)]):
        with pytest.raises(refunds.NotRefundable):
            ask(order, *lines)


def test_an_unpaid_order_has_no_money_to_give_back(group):
    order = group.store_orders.get()
    with pytest.raises(refunds.NotRefundable):
        ask(order, (order.lines.get(), 1, None))


def test_shipping_goes_back_once():
    order = paid(skus=[SkuFactory(product__store__shipping_fee=600)])
    refund = ask(order, shipping=600)
    assert (refund.amount, refund.shipping, fresh(order).status) == (600, 600, "paid")
    with pytest.raises(refunds.OverRefund):
        ask(order, shipping=1)


def test_a_refund_that_failed_may_be_asked_again(order):
    line = order.lines.get()
    refund = ask(order, (line, 3, None))
    for event in ("submit", "fail"):
        moves.move(refund, event, at=timezone.now())
    assert fresh(order).status == "refunded"
    assert ask(order, (line, 3, None)).amount == 9998
