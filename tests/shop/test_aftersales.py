"""After-sales: what buyer, store and platform do, and what it does to money, stock and order."""

import pytest
from django.utils import timezone

from shop.models import Refund, Stock, StoreOrder
from shop.services import fulfilment
from shop.services.aftersales import answering, asking, settling
from shop.services.aftersales import deadlines as case_deadlines
from shop.services.aftersales.moving import CaseRefused, NotYourCase
from tests.factories.accounts import UserFactory
from tests.factories.shop import SkuFactory
from tests.shop.cases import again, clerk_of, complain, days, returned, settle, shipped, sold, wish

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("balanced_books")]
NOW = timezone.now


def test_before_shipping_the_money_goes_back_and_the_stock_is_free():
    order = sold()
    case = complain(order, quantity=2)
    assert (case.status, case.is_unshipped) == ("applied", True)

    answering.agree(case, actor=clerk_of(order), at=NOW())
    assert again(case).status == "refunding"
    assert settle(case).status == "done"

    refund = Refund.objects.get()
    assert (refund.amount, refund.cause, refund.status) == (6666, "after_sale", "succeeded")
    assert StoreOrder.objects.get().status == "refunded"
    assert Stock.objects.get().available == 9


def test_what_is_disputed_before_shipping_does_not_leave():
    order = sold()
    complain(order)
    fulfilment.ship(order, carrier="SF", tracking="1", actor=clerk_of(order), at=NOW())
    assert StoreOrder.objects.get().status == "partly_shipped"
    with pytest.raises(fulfilment.NotShippable):
        fulfilment.ship(order, carrier="SF", tracking="2", actor=clerk_of(order), at=NOW())


def test_a_part_of_the_money_may_be_enough():
    order = shipped()
    case = complain(order, asked=500)
    answering.agree(case, actor=clerk_of(order), at=NOW())
    assert (settle(case).status, Refund.objects.get().amount) == ("done", 500)
    assert StoreOrder.objects.get().status == "shipped"
    assert complain(order, quantity=2).quantity == 2


def test_a_return_is_sent_back_looked_at_and_paid():
    order = shipped()
    case = returned(complain(order, "return"), order)
    assert (case.status, case.back_tracking) == ("return_shipped", "BACK")

    answering.accept(case, actor=clerk_of(order), at=NOW())

    assert settle(case).status == "done"
    assert (Refund.objects.get().amount, Stock.objects.get().on_hand) == (3333, 7)


def test_restocking_is_a_decision_apart_and_made_once():
    order = shipped()
    case = complain(order, "return", quantity=2)
    clerk = clerk_of(order)
    with pytest.raises(CaseRefused):
        settling.restock(case, 1, actor=clerk, at=NOW())
    answering.accept(returned(case, order), actor=clerk, at=NOW())
    with pytest.raises(CaseRefused):
        settling.restock(case, 3, actor=clerk, at=NOW())

    settling.restock(case, 1, actor=clerk, at=NOW())

    assert (Stock.objects.get().on_hand, again(case).restocked) == (8, 1)
    with pytest.raises(CaseRefused):
        settling.restock(case, 1, actor=clerk, at=NOW())


def test_an_exchange_holds_new_stock_and_sends_it_in_a_parcel_of_its_own():
    order = shipped()
    other = SkuFactory(product=order.lines.get().sku.product, price=3000, on_hand=3)
    case = returned(complain(order, "exchange", replacement=other), order)
    clerk = clerk_of(order)
    answering.accept(case, actor=clerk, at=NOW())
    assert again(case).status == "reshipping"
    assert Stock.objects.get(sku=other).committed == 1

    settling.reship(case, carrier="SF", tracking="NEW", actor=clerk, at=NOW())
    with pytest.raises(CaseRefused):
        settling.reship(case, carrier="SF", tracking="NEW2", actor=clerk, at=NOW())
    assert Stock.objects.get(sku=other).on_hand == 2
    assert again(case).parcels.get().lines.get().quantity == 1

    again(case).parcels.update(delivered_at=NOW())
    case_deadlines.run(at=NOW())
    assert (again(case).status, Refund.objects.count()) == ("done", 0)


def test_an_exchange_without_stock_becomes_money():
    order = shipped()
    other = SkuFactory(product=order.lines.get().sku.product, price=3000, on_hand=0)
    case = returned(complain(order, "exchange", replacement=other), order)
    answering.accept(case, actor=clerk_of(order), at=NOW())
    assert settle(case).status == "done"
    assert Refund.objects.get().amount == 3333


def test_a_replacement_that_is_never_sent_becomes_money():
    order = shipped()
    case = returned(complain(order, "exchange"), order)
    answering.accept(case, actor=clerk_of(order), at=NOW())
    case_deadlines.run(at=NOW() + days(7))
    assert again(case).status == "refunding"
    assert Stock.objects.get().committed == 0


def test_declined_asked_anew_three_times_then_the_platform():
    order, at = shipped(), NOW()
    buyer, clerk = order.group.buyer, clerk_of(order)
    case = complain(order)
    for _ in range(3):
        answering.reject(case, text="No", actor=clerk, at=at)
        asking.revise(case, wish(quantity=2, text="Please"), buyer=buyer, at=at)
    answering.reject(case, text="No", actor=clerk, at=at)
    with pytest.raises(CaseRefused):
        asking.revise(case, wish(), buyer=buyer, at=at)
    asking.escalate(case, buyer=buyer, at=at)

    boss = UserFactory(is_staff=True, is_superuser=True)
    with pytest.raises(NotYourCase):
        answering.rule(case, "order_refund", text="x", actor=clerk, at=at)
    answering.rule(case, "order_refund", text="The picture shows it.", actor=boss, at=at)

    assert (settle(case).status, Refund.objects.get().amount) == ("done", 6666)
    sides = case.messages.order_by("pk").values_list("side", flat=True)
    assert set(sides) == {"buyer", "store", "platform"}


@pytest.mark.parametrize(
    ("ruling", "after"), [("order_return", "awaiting_return"), ("dismiss", "closed")]
)
def test_the_platform_orders_a_return_or_dismisses(ruling, after):
    order = shipped()
    case = complain(order, "return")
    answering.reject(case, text="No", actor=clerk_of(order), at=NOW())
    asking.escalate(case, buyer=order.group.buyer, at=NOW())
    boss = UserFactory(is_staff=True, is_superuser=True)
    answering.rule(case, ruling, text="Because", actor=boss, at=NOW())
    assert again(case).status == after


def test_what_came_back_broken_goes_to_the_platform():
    order = shipped()
    case = returned(complain(order, "return"), order)
    with pytest.raises(CaseRefused) as caught:
        answering.refuse_return(case, text=" ", actor=clerk_of(order), at=NOW())
    assert caught.value.field == "text"
    answering.refuse_return(case, text="Broken", actor=clerk_of(order), at=NOW())
    assert again(case).status == "platform_review"
