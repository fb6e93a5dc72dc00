"""Orders, placed by the service itself unless a test needs a bare row."""

import factory
from django.utils import timezone

from shop.models import OrderGroup, Payment
from shop.services import checkout
from shop.services.quoted import Want
from tests.factories.accounts import UserFactory
from tests.factories.notes import NOON
from tests.factories.shop import SkuFactory

ADDRESS = {
    "recipient": "Lin Mei",
    "phone": "13800138000",
    "country": "CN",
    "province": "33",
    "region": "Zhejiang, Hangzhou, Xihu",
    "street": "Longjing Road 1",
    "postcode": "310000",
}


class OrderGroupFactory(factory.django.DjangoModelFactory):
    """A bare group without orders or lines."""

    class Meta:
        model = OrderGroup

    buyer = factory.SubFactory(UserFactory)
    goods = 8800
    total = 8800
    address = ADDRESS
    placed_at = NOON
    expires_at = NOON


class PaymentFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Payment

    group = factory.SubFactory(OrderGroupFactory)
    provider = "test"
    amount = 8800
    created_at = NOON


def placed(buyer=None, skus=None, *, at=None, key="k", quantity=1, provider="test", **values):
    """An order of one piece each of these SKUs, awaiting payment."""
    buyer = buyer or UserFactory()
    wants = [Want(sku.pk, quantity) for sku in skus or [SkuFactory()]]
    receipt = checkout.place_order(
        buyer=buyer,
        key=key,
        address=ADDRESS,
        provider=provider,
        at=at or timezone.now(),
        wants=wants,
        **values,
    )
    return OrderGroup.objects.get(number=receipt.number)
