"""Whose click counts: the last one within seven days that is not one's own."""

import datetime

import pytest

from shop.models import Referral
from shop.services import referrals
from tests.factories.accounts import UserFactory
from tests.factories.shop import ProductFactory

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


@pytest.fixture
def product():
    return ProductFactory()


def remember(product, at, writer=None, **who):
    return referrals.remember(
        product, beneficiary=writer or UserFactory(), source="note", at=at, **who
    )


def test_the_last_click_counts_for_seven_days(product, noon):
    buyer, writers = UserFactory(), UserFactory.create_batch(2)
    for days, writer in zip((3, 2), writers, strict=True):
        remember(product, noon - days * DAY, writer, buyer=buyer)

    def beneficiary(at):
        found = referrals.latest_for(buyer, [product.pk], at=at)
        return found[product.pk].beneficiary if found else None

    assert beneficiary(noon) == writers[1]
    assert beneficiary(noon - 2.5 * DAY) == writers[0]
    assert beneficiary(noon + 5 * DAY) is None


def test_ones_own_click_is_not_remembered(product, noon):
    writer = UserFactory()
    assert remember(product, noon, writer, buyer=writer) is None
    assert remember(product, noon, writer) is None
    assert not Referral.objects.exists()


def test_coming_again_renews_the_row(product, noon):
    buyer, writer = UserFactory(), UserFactory()
    for hours in range(2):
        remember(product, noon + hours * DAY, writer, buyer=buyer)
    assert Referral.objects.get().clicked_at == noon + DAY


def test_a_store_owes_its_own_account_nothing(product, noon):
    account = product.store.account
    assert remember(product, noon, account, buyer=UserFactory()).rate_bp == 0


def test_a_login_adopts_the_clicks_of_the_guest(product, noon):
    buyer, visitor = UserFactory(), "a" * 40
    remember(product, noon, visitor=visitor)
    remember(product, noon, buyer, visitor=visitor)  # one's own, made before signing in
    assert referrals.adopt(visitor, buyer, at=noon) == 1
    assert referrals.adopt(visitor, buyer, at=noon) == 0
    assert referrals.adopt("", buyer, at=noon) == 0

    found = referrals.latest_for(buyer, [product.pk], at=noon)
    assert found[product.pk].buyer == buyer
    assert Referral.objects.count() == 1
