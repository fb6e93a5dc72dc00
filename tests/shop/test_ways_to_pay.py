"""Which providers may take the money for which stores."""

import pytest
from django.utils import timezone

from shop.models import Stock
from shop.services import attempts, cart, checkout, payments
from shop.services.quoted import Want
from tests.factories.accounts import UserFactory
from tests.factories.orders import placed
from tests.factories.shop import SkuFactory, StoreFactory
from tests.provider.process import NAMES
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


def test_product_cart_and_checkout_say_that_it_cannot_be_paid_here(client):
    sku, buyer = SkuFactory(product__store__gateways=["stripe"]), UserFactory()
    client.force_login(buyer)
    cart.of_user(buyer).lines.create(sku=sku, price_seen=sku.price)
    said = f"{sku.product.store.name} takes no payment here."
    for path in (f"/products/{sku.product.public_id}", "/cart", "/checkout"):
        page = client.get(path).content.decode()
        assert said in page, path
    assert 'name="provider"' not in page


def test_the_checkout_offers_what_the_stores_of_the_cart_take(client, provider):
    sku, buyer = SkuFactory(product__store__gateways=["stripe", "alipay"]), UserFactory()
    client.force_login(buyer)
    cart.of_user(buyer).lines.create(sku=sku, price_seen=sku.price)
    page = client.get("/checkout").content.decode()
    offered = [name for name in NAMES if f'value="{name}"' in page]
    assert offered == ["alipay", "stripe"]
