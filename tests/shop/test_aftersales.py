"""After-sales: what buyer, store and platform do, and what it does to money, stock and order."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from shop.models import AfterSale, Refund, StatusChange, Stock, StoreOrder
from shop.services import deadlines, fulfilment, moves, refunds
from shop.services.aftersales import answering, asking, settling, thread
from shop.services.aftersales import deadlines as case_deadlines
from shop.services.aftersales.moving import CaseRefused, NotYourCase
from shop.signals import aftersale_changed
from tests.factories.accounts import UserFactory
from tests.factories.media import PictureFactory
from tests.factories.shop import SkuFactory, StoreStaffFactory
from tests.shop.cases import again, clerk_of, complain, shipped, sold, wish
from tests.shop.payer import paid

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("balanced_books")]
NOW = timezone.now


def days(count):
    return timedelta(days=count)


def settle(case, at=None):
    """The provider pays, and the sweep sees it."""
    refunds.submit_due(at=at or NOW())
    case_deadlines.run(at=at or NOW())
    return again(case)


def returned(case, order, at=None):
    at = at or NOW()
    answering.agree(case, actor=clerk_of(order), at=at)
    return asking.send_back(case, carrier="ZTO", tracking="BACK", buyer=order.group.buyer, at=at)


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


SILENCES = {
    "before shipping": ("sold", "refund", None, 2, "refunding"),
    "after shipping": ("shipped", "refund", None, 2, "platform_review"),
    "buyer after a refusal": ("shipped", "refund", "reject", 7, "closed"),
    "buyer with the goods": ("shipped", "return", "agree", 7, "closed"),
    "store with what came back": ("shipped", "return", "back", 10, "refunding"),
}


@pytest.mark.parametrize("name", SILENCES)
def test_silence_ends_on_the_day_that_is_shown(name):
    world, kind, act, count, after = SILENCES[name]
    order = {"sold": sold, "shipped": shipped}[world]()
    at, clerk = NOW(), clerk_of(order)
    case = complain(order, kind, at=at)
    if act == "reject":
        answering.reject(case, text="No", actor=clerk, at=at)
    elif act == "agree":
        answering.agree(case, actor=clerk, at=at)
    elif act == "back":
        returned(case, order, at)
    before = again(case).status
    assert again(case).due_at == at + days(count)

    case_deadlines.run(at=at + days(count) - timedelta(minutes=1))
    assert again(case).status == before
    case_deadlines.run(at=at + days(count))
    case_deadlines.run(at=at + days(count))
    assert again(case).status == after


def test_while_a_case_is_open_the_order_is_neither_received_nor_completed():
    at = NOW()
    order = shipped(at=at)
    case = complain(order, at=at)
    assert deadlines.receive(at=at + days(16)) == 0
    fulfilment.receive(order, actor=order.group.buyer, at=at)
    assert deadlines.complete(at=at + days(8)) == 0
    with pytest.raises(fulfilment.TooEarly):
        fulfilment.complete(order, at=at + days(8))

    asking.withdraw(case, buyer=order.group.buyer, at=at)
    assert deadlines.complete(at=at + days(8)) == 1


def test_one_open_case_a_line_in_the_service_and_in_the_database():
    order = shipped()
    first = complain(order)
    with pytest.raises(CaseRefused):
        complain(order)
    with pytest.raises(IntegrityError), transaction.atomic():
        AfterSale.objects.create(
            order=order,
            line=first.line,
            kind="refund",
            reason="other",
            quantity=1,
            opened_at=NOW(),
        )
    asking.withdraw(first, buyer=order.group.buyer, at=NOW())
    assert complain(order).pk != first.pk


@pytest.mark.parametrize(
    ("kind", "values", "field"),
    [
        ("refund", {"quantity": 3}, "quantity"),
        ("refund", {"quantity": 0}, "quantity"),
        ("refund", {"asked": 3334}, "asked"),
        ("refund", {"asked": 0}, "asked"),
        ("return", {"asked": 5}, "asked"),
        ("refund", {"reason": "mood"}, "reason"),
        ("gift", {}, "kind"),
        ("refund", {"text": "x" * 1001}, "text"),
    ],
)
def test_what_cannot_be_asked_for_names_its_field(kind, values, field):
    order = shipped()
    with pytest.raises(CaseRefused) as caught:
        complain(order, kind, **values)
    assert caught.value.field == field
    assert not AfterSale.objects.exists()


def test_what_was_not_shipped_does_not_come_back():
    with pytest.raises(CaseRefused) as caught:
        complain(sold(), "return")
    assert caught.value.field == "kind"


def test_a_replacement_is_of_the_same_product_and_no_dearer():
    order = shipped()
    product = order.lines.get().sku.product
    for other in (SkuFactory(), SkuFactory(product=product, price=9999)):
        with pytest.raises(CaseRefused) as caught:
            complain(order, "exchange", replacement=other)
        assert caught.value.field == "replacement"


def test_strangers_find_nothing():
    order = shipped()
    case, stranger = complain(order), StoreStaffFactory().user
    for act in (
        lambda: answering.agree(case, actor=stranger, at=NOW()),
        lambda: asking.withdraw(case, buyer=stranger, at=NOW()),
        lambda: asking.apply(order.lines.get(), wish(), buyer=stranger, at=NOW()),
        lambda: settling.restock(case, 1, actor=stranger, at=NOW()),
    ):
        with pytest.raises(NotYourCase):
            act()
    assert again(case).status == "applied"


def test_pictures_are_private_and_of_who_shows_them():
    order = shipped()
    case, buyer = complain(order), order.group.buyer
    private = PictureFactory(owner=buyer, upload__is_private=True)
    for wrong in (PictureFactory(owner=buyer), PictureFactory(upload__is_private=True)):
        with pytest.raises(CaseRefused) as caught:
            thread.say(case, side="buyer", author=buyer, text="", pictures=[wrong], at=NOW())
        assert caught.value.field == "pictures"
    said = thread.say(case, side="buyer", author=buyer, text="", pictures=[private], at=NOW())
    assert said.evidence.get().picture == private


def test_every_move_is_written_down_and_told():
    heard = []
    aftersale_changed.connect(lambda event, **_: heard.append(event), weak=False, dispatch_uid=1)
    try:
        order = shipped()
        case = returned(complain(order, "return"), order)
        answering.accept(case, actor=clerk_of(order), at=NOW())
        settle(case)
    finally:
        aftersale_changed.disconnect(dispatch_uid=1)

    changes = StatusChange.objects.filter(machine="after_sale", subject=case.pk).order_by("pk")
    expected = ["apply", "agree_return", "send_back", "accept_refund", "settle"]
    assert [change.event for change in changes] == heard == expected


def test_a_case_that_ended_takes_no_more():
    order = shipped()
    case = complain(order)
    asking.withdraw(case, buyer=order.group.buyer, at=NOW())
    for act in (answering.agree, answering.accept):
        with pytest.raises(moves.IllegalMove):
            act(case, actor=clerk_of(order), at=NOW())


def test_the_refund_of_all_before_shipping_gives_the_delivery_fee_back():
    order = paid(skus=[SkuFactory(price=3333, product__store__shipping_fee=800)])
    case = complain(order)
    answering.agree(case, actor=clerk_of(order), at=NOW())
    refund = Refund.objects.get()
    assert (refund.shipping, refund.amount) == (800, 4133)
