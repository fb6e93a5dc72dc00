"""After-sales: what silence does, what cannot be asked for, and who finds nothing."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from shop.models import AfterSale, Refund, StatusChange
from shop.services import deadlines, fulfilment, moves
from shop.services.aftersales import answering, asking, settling, thread
from shop.services.aftersales import deadlines as case_deadlines
from shop.services.aftersales.moving import CaseRefused, NotYourCase
from shop.signals import aftersale_changed
from tests.factories.media import PictureFactory
from tests.factories.shop import SkuFactory, StoreStaffFactory
from tests.shop.cases import again, clerk_of, complain, days, returned, settle, shipped, sold, wish
from tests.shop.payer import paid

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("balanced_books")]
NOW = timezone.now


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
