"""Coupons: who may claim one, what an order does with it, and when it comes back."""

import datetime

import pytest
from django.utils import timezone

from shop.models import Category, CouponClaim, OrderGroup, OrderLine
from shop.services import closing, coupons, idempotency, payments, refusals
from shop.services.quoted import Want
from tests.factories.accounts import UserFactory
from tests.factories.coupons import CouponFactory, claimed, creator_coupon, platform_coupon
from tests.factories.shop import CategoryFactory, ProductFactory, SkuFactory
from tests.shop.buyer import nothing_written, place
from tests.shop.payer import decide, opened

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("balanced_books")]
DAY = datetime.timedelta(days=1)


@pytest.fixture
def buyer():
    return UserFactory()


@pytest.fixture
def sku():
    return SkuFactory(on_hand=20, price=10_000)


def order_with(buyer, sku, noon, *claims, key="k", quantity=1, **values):
    ids = [claim.public_id for claim in claims]
    receipt = place(buyer, [Want(sku.pk, quantity)], noon, key=key, claims=ids, **values)
    return OrderGroup.objects.get(number=receipt.number)


def test_a_coupon_is_claimed_as_often_as_a_person_may(buyer, noon):
    coupon = CouponFactory(per_user_limit=2, total_limit=5)
    claimed(buyer, coupon)
    claimed(buyer, coupon)
    with pytest.raises(coupons.CouponHad):
        claimed(buyer, coupon)
    coupon.refresh_from_db()
    assert (coupon.claimed, coupon.left) == (2, 3)


def test_the_last_one_goes_and_no_other(buyer, noon):
    coupon = CouponFactory(total_limit=1)
    claimed(UserFactory(), coupon)
    with pytest.raises(coupons.CouponGone):
        claimed(buyer, coupon)


@pytest.mark.parametrize("why", ["stopped", "early", "late", "closed"])
def test_what_is_not_running_is_not_claimed(buyer, noon, why):
    coupon = CouponFactory(
        is_active=why != "stopped",
        starts_at=noon + DAY if why == "early" else noon - 2 * DAY,
        ends_at=noon - DAY if why == "late" else noon + 2 * DAY,
        store__status="closed" if why == "closed" else "open",
    )
    with pytest.raises(coupons.CouponGone):
        claimed(buyer, coupon)


def test_a_code_is_read_as_people_type_it(noon):
    coupon = CouponFactory(code="TEA2026")
    assert coupons.by_code(" tea2026 ", at=noon) == coupon
    for wrong in ("", "TEA", "x" * 500):
        with pytest.raises(coupons.CouponUnknown):
            coupons.by_code(wrong, at=noon)


def test_a_wallet_has_an_end(buyer, noon, monkeypatch):
    monkeypatch.setattr(coupons, "MOST_HELD", 1)
    claimed(buyer)
    with pytest.raises(coupons.WalletFull):
        claimed(buyer)


def test_store_and_platform_share_a_discount_by_who_pays(buyer, sku, noon):
    mine = claimed(buyer, store=sku.product.store, value=1000)
    theirs = claimed(buyer, platform_coupon(kind="percent", value=10, cap=700))
    group = order_with(buyer, sku, noon, mine, theirs)

    line = OrderLine.objects.get()
    assert (line.discount, line.subsidy, line.paid) == (1700, 700, 8300)
    assert (group.discount, group.total) == (1700, 8300)
    assert group.store_orders.get().discount == 1700
    assert group.payments.get().amount == 8300
    assert {use.claim: use.amount for use in group.coupon_uses.all()} == {mine: 1000, theirs: 700}
    assert not CouponClaim.objects.unused().exists()


def test_a_coupon_used_is_used(buyer, sku, noon):
    claim = claimed(buyer, store=sku.product.store)
    order_with(buyer, sku, noon, claim)
    with pytest.raises(coupons.CouponUnfit):
        order_with(buyer, sku, noon, claim, key="again")
    assert sku.stocks.get().held == 1


def test_the_same_key_with_another_coupon_is_another_request(buyer, sku, noon):
    claim = claimed(buyer, store=sku.product.store)
    first = order_with(buyer, sku, noon, claim)
    assert order_with(buyer, sku, noon, claim) == first
    with pytest.raises(idempotency.KeyReused):
        order_with(buyer, sku, noon)


@pytest.mark.parametrize("why", ["another's", "other store", "minimum", "over", "two of a store"])
def test_a_coupon_that_does_not_fit_is_refused_and_nothing_is_written(buyer, sku, noon, why):
    store = sku.product.store
    claims = [
        {
            "another's": lambda: claimed(UserFactory(), store=store),
            "other store": lambda: claimed(buyer),
            "minimum": lambda: claimed(buyer, store=store, minimum=10_001),
            "over": lambda: claimed(buyer, store=store, ends_at=noon + DAY),
            "two of a store": lambda: claimed(buyer, store=store),
        }[why]()
    ]
    if why == "two of a store":
        claims.append(claimed(buyer, store=store))
    at = noon + 2 * DAY if why == "over" else noon
    with pytest.raises(coupons.CouponUnfit):
        order_with(buyer, sku, at, *claims)
    assert nothing_written()
    assert CouponClaim.objects.unused().count() == len(claims)


def test_a_discount_that_was_not_seen_is_refused(buyer, sku, noon):
    claim = claimed(buyer, store=sku.product.store)
    with pytest.raises(refusals.PriceChanged) as caught:
        order_with(buyer, sku, noon, claim, total_seen=1)
    assert caught.value.detail["total"] == 9000


def test_a_category_reaches_down_its_tree(buyer, noon):
    root = CategoryFactory(slug="home")
    leaf = Category.objects.create(slug="cups", name_en="Cups", name_zh="杯", parent=root)
    sku = SkuFactory(product=ProductFactory(category=leaf), price=5000)
    claim = claimed(buyer, platform_coupon(scope="category", category=root))
    assert order_with(buyer, sku, noon, claim).discount == 1000


def test_chosen_products_alone(buyer, sku, noon):
    other = SkuFactory(product=ProductFactory(store=sku.product.store))
    coupon = CouponFactory(store=sku.product.store, scope="products", products=[other.product])
    claim = claimed(buyer, coupon)
    with pytest.raises(coupons.CouponUnfit):
        order_with(buyer, sku, noon, claim)
    assert order_with(buyer, other, noon, claim, key="other").discount == 1000


def test_a_closed_order_returns_its_coupons_once(buyer, sku, noon):
    claim = claimed(buyer, store=sku.product.store)
    group = order_with(buyer, sku, noon, claim)
    for _ in range(2):
        closing.cancel(group, actor=buyer, at=noon)
    claim.refresh_from_db()
    assert claim.group is None
    assert claim.uses.get().returned_at == noon
    again = order_with(buyer, sku, noon, claim, key="again")
    assert claim.uses.get(returned_at=None).group == again


def test_a_paid_order_keeps_its_coupon(buyer, sku):
    now = timezone.now()
    claim = claimed(buyer, store=sku.product.store)
    group = order_with(buyer, sku, now, claim)
    payment = opened(group)
    decide(payment)
    payments.query(payment, at=now)
    claim.refresh_from_db()
    assert (claim.group.status, claim.group) == ("paid", group)


def test_pages_show_what_everybody_may_have(sku, noon):
    store = sku.product.store
    shown = CouponFactory(store=store)
    everywhere = platform_coupon()
    for hidden in ({"is_listed": False}, {"total_limit": 0}, {"scope": "products"}):
        CouponFactory(store=store, **hidden)
    CouponFactory()
    by_creator = creator_coupon(store=store)
    offered = set(coupons.offered(product=sku.product, at=noon))
    handed_out = coupons.handed_out([by_creator.creator_id], sku.product, at=noon)
    assert offered == {shown, everywhere}
    assert list(handed_out) == [by_creator]
