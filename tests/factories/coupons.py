"""Coupons, and those in somebody's hand."""

import datetime

import factory

from shop.models import Coupon
from shop.services import coupons
from tests.factories.accounts import UserFactory
from tests.factories.notes import NOON
from tests.factories.shop import StoreFactory


class CouponFactory(factory.django.DjangoModelFactory):
    """Ten yuan off, of a store, without an end to them."""

    class Meta:
        model = Coupon
        skip_postgeneration_save = True

    store = factory.SubFactory(StoreFactory)
    title = factory.Sequence(lambda n: f"Ten off, No. {n}")
    value = 1000
    starts_at = NOON - datetime.timedelta(days=1)
    ends_at = NOON + datetime.timedelta(days=3650)

    @factory.post_generation
    def products(self, create, extracted, **kwargs):
        if create and extracted:
            self.products.set(extracted)


def platform_coupon(**values):
    return CouponFactory(store=None, issuer=Coupon.Issuer.PLATFORM, **values)


def creator_coupon(**values):
    values.setdefault("creator", UserFactory())
    return CouponFactory(issuer=Coupon.Issuer.CREATOR, **values)


def claimed(user, coupon=None, *, at=NOON, **values):
    """A coupon in this user's hand."""
    return coupons.claim(coupon or CouponFactory(**values), user=user, at=at)
