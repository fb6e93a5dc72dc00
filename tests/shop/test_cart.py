"""The cart: what may lie in it, how it changes, and how it follows its owner."""

import datetime
import threading

import pytest
from django.db import connection

from shop.models import Cart, CartLine, Product
from shop.services import cart as carts
from shop.services import cart_overview, quote, referrals
from tests.factories.accounts import UserFactory
from tests.factories.shop import ProductFactory, SkuFactory, StoreFactory

pytestmark = pytest.mark.django_db


def test_adding_twice_makes_one_line(noon):
    cart, sku = carts.new_guest_cart(), SkuFactory()

    carts.add(cart, sku=sku, quantity=2, at=noon)
    line = carts.add(cart, sku=sku, quantity=3, at=noon)

    assert (line.quantity, line.price_seen, line.is_selected) == (5, 8800, True)
    assert cart.lines.count() == 1


@pytest.mark.parametrize("quantity", [0, -1, 100, 2**63])
def test_a_quantity_out_of_range_is_refused(quantity, noon):
    cart = carts.new_guest_cart()

    with pytest.raises(carts.QuantityOutOfRange) as refusal:
        carts.add(cart, sku=SkuFactory(on_hand=500), quantity=quantity, at=noon)

    assert refusal.value.field == "quantity"
    assert not cart.lines.exists()


def test_a_line_never_grows_past_ninety_nine(noon):
    cart, sku = carts.new_guest_cart(), SkuFactory(on_hand=500)
    carts.add(cart, sku=sku, quantity=98, at=noon)

    with pytest.raises(carts.QuantityOutOfRange):
        carts.add(cart, sku=sku, quantity=2, at=noon)

    assert cart.lines.get().quantity == 98


def test_no_more_than_there_are(noon):
    cart, sku = carts.new_guest_cart(), SkuFactory(on_hand=3)

    with pytest.raises(carts.NotEnoughStock) as refusal:
        carts.add(cart, sku=sku, quantity=4, at=noon)

    assert refusal.value.detail == {"available": 3}
    with pytest.raises(carts.NotEnoughStock) as refusal:
        carts.add(cart, sku=SkuFactory(on_hand=0), quantity=1, at=noon)
    assert refusal.value.detail == {"available": 0}


@pytest.mark.parametrize(
    "change", [{"product__status": Product.Status.WITHDRAWN}, {"is_active": False}]
)
def test_what_is_not_sold_cannot_be_put_in(change, noon):
    sku = SkuFactory(**change)

    with pytest.raises(carts.NotForSale):
        carts.add(carts.new_guest_cart(), sku=sku, quantity=1, at=noon)


def test_a_closed_store_sells_nothing(noon):
    sku = SkuFactory(product__store__status="closed")

    with pytest.raises(carts.NotForSale):
        carts.add(carts.new_guest_cart(), sku=sku, quantity=1, at=noon)


def test_a_cart_has_a_most(noon, monkeypatch):
    monkeypatch.setattr(carts, "MOST_LINES", 2)
    cart, product = carts.new_guest_cart(), ProductFactory()
    for _ in range(2):
        carts.add(cart, sku=SkuFactory(product=product), quantity=1, at=noon)

    with pytest.raises(carts.CartFull):
        carts.add(cart, sku=SkuFactory(product=product), quantity=1, at=noon)


def test_buying_now_chooses_that_line_alone(noon):
    cart, first, second = carts.new_guest_cart(), SkuFactory(), SkuFactory()
    carts.add(cart, sku=first, quantity=2, at=noon)
    carts.add(cart, sku=second, quantity=5, at=noon)

    carts.buy_now(cart, sku=second, quantity=1, at=noon)

    lines = {line.sku_id: (line.quantity, line.is_selected) for line in cart.lines.all()}
    assert lines == {first.pk: (2, False), second.pk: (1, True)}


def test_quantity_selection_and_removal(noon):
    cart = carts.new_guest_cart()
    first = carts.add(cart, sku=SkuFactory(), quantity=1, at=noon)
    second = carts.add(cart, sku=SkuFactory(), quantity=1, at=noon)

    carts.change(first, quantity=7, at=noon)
    carts.select(cart, lines=[second.pk], at=noon)
    assert set(cart.lines.values_list("quantity", "is_selected")) == {(7, False), (1, True)}

    for _ in range(2):
        carts.remove(first, at=noon)
    assert carts.count(cart) == 1


def test_fewer_may_be_chosen_even_where_too_few_are_left(noon):
    sku = SkuFactory(on_hand=9)
    line = carts.add(carts.new_guest_cart(), sku=sku, quantity=9, at=noon)
    sku.stocks.update(on_hand=4)

    with pytest.raises(carts.NotEnoughStock):
        carts.change(line, quantity=10, at=noon)
    assert carts.change(line, quantity=6, at=noon).quantity == 6


def test_login_carries_the_guest_cart_over_once(noon):
    user, shared, own, new = UserFactory(), SkuFactory(on_hand=200), SkuFactory(), SkuFactory()
    mine = carts.of_user(user)
    carts.add(mine, sku=shared, quantity=60, at=noon)
    carts.add(mine, sku=own, quantity=1, at=noon)
    guest = carts.new_guest_cart()
    carts.add(guest, sku=shared, quantity=60, at=noon)
    carts.add(guest, sku=new, quantity=2, at=noon)

    for _ in range(2):
        assert carts.merge(guest, user=user, at=noon) == mine

    lines = {line.sku_id: (line.quantity, line.is_selected) for line in mine.lines.all()}
    assert lines == {shared.pk: (99, True), own.pk: (1, False), new.pk: (2, True)}
    assert carts.of_guest(guest.key) is None


def test_an_empty_guest_cart_changes_nothing_at_login(noon):
    user = UserFactory()
    carts.add(carts.of_user(user), sku=SkuFactory(), quantity=1, at=noon)

    merged = carts.merge(carts.new_guest_cart(), user=user, at=noon)

    assert merged.lines.get().is_selected


def test_a_cart_of_a_user_is_no_guest_cart():
    assert carts.of_guest(carts.of_user(UserFactory()).key) is None
    assert carts.of_guest("") is None


def test_old_guest_carts_are_swept(noon):
    old, fresh, mine = (
        carts.new_guest_cart(),
        carts.new_guest_cart(),
        carts.of_user(UserFactory()),
    )
    Cart.objects.filter(pk__in=[old.pk, mine.pk]).update(updated_at=noon)
    at = noon + datetime.timedelta(days=carts.GUEST_DAYS, seconds=1)
    Cart.objects.filter(pk=fresh.pk).update(updated_at=at)

    assert carts.sweep_guests(at=at) == 1
    assert carts.sweep_guests(at=at) == 0
    assert set(Cart.objects.all()) == {fresh, mine}


def test_the_overview_says_what_has_changed(noon, django_assert_num_queries):
    store = StoreFactory(shipping_fee=1000, free_shipping_from=50000)
    cart = carts.new_guest_cart()
    skus = [SkuFactory(product=ProductFactory(store=store)) for _ in range(5)]
    for sku in skus:
        carts.add(cart, sku=sku, quantity=2, at=noon)
    same, dearer, short, gone, withdrawn = skus
    type(dearer).objects.filter(pk=dearer.pk).update(price=9900)
    short.stocks.update(on_hand=1)
    gone.stocks.update(on_hand=0)
    Product.objects.filter(pk=withdrawn.product_id).update(status=Product.Status.WITHDRAWN)

    with django_assert_num_queries(4):
        overview = cart_overview.of(cart)

    notices = {line.sku.pk: line.notice for line in overview.lines}
    assert notices == {
        same.pk: "",
        dearer.pk: "price_changed",
        short.pk: "short",
        gone.pk: "sold_out",
        withdrawn.pk: "withdrawn",
    }
    (parcel,) = overview.parcels
    assert (parcel.goods, parcel.shipping, parcel.total) == (37400, 1000, 38400)
    assert parcel.missing_for_free == 12600
    assert [(s.currency, s.goods, s.shipping, s.total) for s in overview.sums] == [
        ("CNY", 37400, 1000, 38400)
    ]
    carts.accept_prices(cart, at=noon)
    assert cart_overview.of(cart).lines[3].notice == ""


def test_shipping_is_per_store_and_only_for_what_is_chosen(noon):
    cart = carts.new_guest_cart()
    paid = SkuFactory(product__store=StoreFactory(shipping_fee=1000))
    free = SkuFactory(product__store=StoreFactory(shipping_fee=900, free_shipping_from=8800))
    lines = [carts.add(cart, sku=sku, quantity=1, at=noon) for sku in (paid, free)]

    assert [parcel.shipping for parcel in cart_overview.of(cart).parcels] == [0, 1000]
    carts.select(cart, lines=[lines[1].pk], at=noon)
    assert [parcel.shipping for parcel in cart_overview.of(cart).parcels] == [0, 0]
    assert cart_overview.of(None).sums == []


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("round_", range(5))
def test_two_adds_at_once_make_one_sum(noon, round_):
    cart, sku = carts.new_guest_cart(), SkuFactory(on_hand=99)
    start = threading.Barrier(6)
    failures = []

    def add_one():
        start.wait()
        try:
            carts.add(cart, sku=sku, quantity=1, at=noon)
        except Exception as error:
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=add_one) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert failures == []
    assert CartLine.objects.get().quantity == 6


# --- for later ------------------------------------------------------------------------------


def test_what_is_saved_for_later_costs_nothing_and_comes_back(noon):
    own = carts.of_user(UserFactory())
    line = carts.add(own, sku=SkuFactory(), quantity=2, at=noon)
    kept = carts.add(own, sku=SkuFactory(), quantity=1, at=noon)
    for _ in range(2):
        carts.set_aside(line, is_saved=True, at=noon)

    seen = cart_overview.of(own)
    assert [one.pk for one in seen.lines] == [kept.pk]
    assert [one.pk for one in seen.saved] == [line.pk]
    assert (seen.selected_count, carts.count(own)) == (1, 1)
    carts.select(own, lines=[line.pk, kept.pk], at=noon)
    assert [want.sku_id for want in quote.of_cart(own)] == [kept.sku_id]

    carts.set_aside(line, is_saved=False, at=noon)
    assert cart_overview.of(own).selected_count == 3


def test_adding_what_is_saved_brings_it_back(noon):
    own, sku = carts.of_user(UserFactory()), SkuFactory()
    carts.set_aside(carts.add(own, sku=sku, quantity=1, at=noon), is_saved=True, at=noon)
    line = carts.add(own, sku=sku, quantity=1, at=noon)
    assert (line.quantity, line.is_saved, line.is_selected) == (2, False, True)


def test_a_guests_saved_lines_stay_saved_at_login(noon):
    guest, user = carts.new_guest_cart(), UserFactory()
    line = carts.add(guest, sku=SkuFactory(), quantity=1, at=noon)
    carts.set_aside(line, is_saved=True, at=noon)
    mine = carts.merge(guest, user=user, at=noon)
    assert mine.lines.get().is_saved


def test_a_line_knows_the_note_that_led_to_it(noon):
    user, writer, sku = UserFactory(), UserFactory(), SkuFactory()
    led = referrals.remember(sku.product, buyer=user, beneficiary=writer, source="Nx1", at=noon)
    own = carts.of_user(user)
    carts.add(own, sku=sku, quantity=1, referral=led, at=noon)
    assert cart_overview.of(own).lines[0].source == "Nx1"
