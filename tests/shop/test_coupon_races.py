"""Three hundred want fifty coupons; one coupon and many orders at once."""

import threading

import pytest
from django.db import connection
from django.db.models import F
from django.utils import timezone

from shop.models import Coupon, CouponClaim, CouponUse, OrderGroup
from shop.services import audit, checkout, coupons
from shop.services.quoted import Want
from tests.factories.accounts import UserFactory
from tests.factories.coupons import CouponFactory, claimed
from tests.factories.shop import SkuFactory
from tests.shop.buyer import place
from tests.shop.crowd import at_once

pytestmark = pytest.mark.django_db(transaction=True)
COUPONS, USERS = 50, 300
# So many look before any of them writes. They part the users evenly, and the coupons not.
TOGETHER = 4
GUARD = "coupon_not_overclaimed"


def rush(users):
    coupon = CouponFactory(total_limit=COUPONS)
    now = timezone.now()
    answers = at_once(lambda user: coupons.claim(coupon, user=user, at=now), users)
    coupon.refresh_from_db()
    return coupon, [type(answer) for answer in answers]


def test_fifty_coupons_and_three_hundred_users():
    coupon, answers = rush(UserFactory.create_batch(USERS))

    assert answers.count(CouponClaim) == coupon.claims.count() == coupon.claimed == COUPONS
    assert answers.count(coupons.CouponGone) == USERS - COUPONS
    assert audit.findings() == []


@pytest.fixture
def _without_the_check():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = %s", [GUARD]
        )
        (definition,) = cursor.fetchone()
        cursor.execute(f"ALTER TABLE shop_coupon DROP CONSTRAINT {GUARD}")
        yield
        cursor.execute("UPDATE shop_coupon SET claimed = 0")
        cursor.execute(f"ALTER TABLE shop_coupon ADD CONSTRAINT {GUARD} {definition}")


@pytest.mark.usefixtures("_without_the_check")
def test_without_the_guards_the_same_rush_hands_out_too_many(monkeypatch):
    have_looked = threading.Barrier(TOGETHER, timeout=30)

    def look_and_count(coupon, at):
        """Look, wait, write: what the conditional update is there against."""
        has_room = Coupon.objects.filter(pk=coupon.pk).with_room().exists()
        have_looked.wait()
        return has_room and Coupon.objects.filter(pk=coupon.pk).update(claimed=F("claimed") + 1)

    monkeypatch.setattr(coupons, "take_one", look_and_count)
    coupon, _answers = rush(UserFactory.create_batch(USERS))
    assert coupon.claims.count() > COUPONS


def test_one_user_who_claims_many_times_at_once_has_what_a_person_may():
    user, coupon, now = UserFactory(), CouponFactory(per_user_limit=2), timezone.now()
    answers = at_once(lambda _: coupons.claim(coupon, user=user, at=now), range(16))
    kinds = [type(answer) for answer in answers]
    assert (kinds.count(CouponClaim), kinds.count(coupons.CouponHad)) == (2, 14)
    assert Coupon.objects.get().claimed == 2


def test_one_coupon_and_many_orders_at_once_is_used_once():
    sku = SkuFactory(on_hand=100, price=10_000)
    for turn in range(5):
        buyer = UserFactory()
        claim = claimed(buyer, store=sku.product.store)
        wants, now = [Want(sku.pk, 1)], timezone.now()

        def order(key, b=buyer, c=claim, w=wants, at=now):
            return place(b, w, at, key=key, claims=[c.public_id])

        answers = at_once(order, [f"{turn}-{n}" for n in range(10)])
        kinds = [type(answer) for answer in answers]
        assert (kinds.count(checkout.Receipt), kinds.count(coupons.CouponUnfit)) == (1, 9)
    assert CouponUse.objects.count() == OrderGroup.objects.count() == 5
    assert audit.findings() == []
