"""Which providers may take the money for which stores."""

import pytest
from django.utils import timezone

from shop.models import Stock
from shop.services import attempts, checkout, payments
from shop.services.quoted import Want
from tests.factories.accounts import UserFactory
from tests.factories.orders import placed
from tests.factories.shop import SkuFactory, StoreFactory
from tests.shop.buyer import nothing_written, place
from tests.shop.payer import RETURN

pytestmark = pytest.mark.django_db


def test_a_store_takes_all_that_the_site_offers_unless_it_says_otherwise():
    anybody, nobody = StoreFactory(), StoreFactory(name="Quiet", gateways=["stripe"])
    assert payments.gateways_for([anybody]) == payments.gateways_for([]) == ["test"]
    assert payments.gateways_for([anybody, nobody]) == []
    assert payments.why_unpayable([anybody]) == ""
    assert payments.why_unpayable([anybody, nobody]) == "Quiet takes no payment here."


def test_a_provider_that_was_told_too_little_takes_nothing(settings):
    settings.SHOP = {**settings.SHOP, "GATEWAYS": ["alipay", "test", "unheard-of"]}
    assert payments.gateways_for([StoreFactory()]) == ["test"]


def test_a_store_without_a_way_to_pay_cannot_be_checked_out(noon):
    sku = SkuFactory(product__store__gateways=["stripe"])
    with pytest.raises(checkout.NoWayToPay):
        place(UserFactory(), [Want(sku.pk, 1)], noon)
    assert nothing_written()
    assert Stock.objects.get().held == 0


def test_a_provider_that_the_store_does_not_take_is_refused(noon):
    sku = SkuFactory(product__store__gateways=["test"])
    with pytest.raises(checkout.UnknownProvider):
        place(UserFactory(), [Want(sku.pk, 1)], noon, provider="stripe")


def test_an_order_is_paid_only_as_its_stores_take_it():
    group = placed()
    with pytest.raises(attempts.NotPayable):
        attempts.start(group, "stripe", return_url=RETURN, at=timezone.now())
