"""Placing what is in the cart, and placing the same twice."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from shop.models import (
    Cart,
    CartLine,
    OrderGroup,
    OrderLine,
)
from shop.services import checkout, idempotency, quote, refusals
from shop.services.quoted import Want
from tests.factories.accounts import UserFactory
from tests.factories.shop import SkuFactory
from tests.shop.buyer import nothing_written, place

pytestmark = pytest.mark.django_db


@pytest.fixture
def cart():
    buyer = UserFactory()
    cart = Cart.objects.create(user=buyer)
    for selected in (True, False):
        CartLine.objects.create(
            cart=cart, sku=SkuFactory(), quantity=2, price_seen=1, is_selected=selected
        )
    return cart


def test_only_selected_lines_are_bought_and_leave_the_cart(cart, noon):
    wanted, kept = cart.lines.order_by("-is_selected")
    receipt = place(cart.user, None, noon, cart=cart)

    line = OrderLine.objects.get(order__group__number=receipt.number)
    assert (line.sku, line.quantity) == (wanted.sku, 2)
    assert list(cart.lines.all()) == [kept]


def test_a_cart_changed_elsewhere_is_shown_again(cart, noon):
    shown = quote.quote(quote.of_cart(cart)).lines
    wants = [Want(line.sku.pk, line.quantity, line.sku.price) for line in shown]
    cart.lines.filter(is_selected=True).update(quantity=1)
    with pytest.raises(checkout.CartChanged):
        place(cart.user, wants, noon, cart=cart)
    assert nothing_written()


def test_an_empty_cart_is_nothing_to_buy(noon):
    with pytest.raises(refusals.NothingToBuy):
        place(UserFactory(), None, noon, cart=Cart.objects.create())
    assert nothing_written()


# --- twice ----------------------------------------------------------------------------------


def test_the_same_key_gets_the_same_answer_and_one_order(cart, noon):
    first = place(cart.user, None, noon, cart=cart)
    again = place(cart.user, None, noon, cart=cart)

    assert (again.body, again.is_replay) == (dict(first.body), True)
    assert OrderGroup.objects.count() == 1


def test_a_repeat_is_answered_though_all_is_sold_since(noon):
    buyer, sku = UserFactory(), SkuFactory(on_hand=1)
    first = place(buyer, [Want(sku.pk, 1)], noon)
    again = place(buyer, [Want(sku.pk, 1)], noon)

    assert (again.body, again.is_replay) == (dict(first.body), True)
    with pytest.raises(idempotency.KeyReused):
        place(buyer, [Want(sku.pk, 2)], noon)


def test_what_is_sold_out_is_refused_without_a_write_or_a_lock(noon):
    buyer, sku = UserFactory(), SkuFactory(on_hand=0)
    with CaptureQueriesContext(connection) as seen, pytest.raises(refusals.OutOfStock):
        place(buyer, [Want(sku.pk, 1)], noon)

    asked = [query["sql"] for query in seen if "SAVEPOINT" not in query["sql"]]
    assert len(asked) == 2
    assert all(sql.startswith(("SELECT", "EXECUTE")) and "FOR UPDATE" not in sql for sql in asked)


def test_the_same_key_for_something_else_is_refused(noon):
    buyer, sku = UserFactory(), SkuFactory()
    place(buyer, [Want(sku.pk, 1)], noon)
    with pytest.raises(idempotency.KeyReused) as caught:
        place(buyer, [Want(sku.pk, 2)], noon)
    assert caught.value.status == 422
    place(UserFactory(), [Want(sku.pk, 2)], noon)  # a key is its buyer's own


def test_a_refused_order_leaves_its_key_free(noon):
    buyer, sku = UserFactory(), SkuFactory(on_hand=1)
    with pytest.raises(refusals.OutOfStock):
        place(buyer, [Want(sku.pk, 2)], noon)
    assert not place(buyer, [Want(sku.pk, 1)], noon).is_replay


@pytest.mark.parametrize("key", ["", "x" * 81, "a\x00b", "a\nb"])
def test_a_key_has_bounds(noon, key):
    with pytest.raises(idempotency.KeyMissing):
        place(UserFactory(), [Want(SkuFactory().pk, 1)], noon, key=key)
