"""Ways out to other marketplaces."""

import datetime

import factory

from shop.models import OutboundOffer
from tests.factories.shop import ProductFactory


class OutboundOfferFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = OutboundOffer

    product = factory.SubFactory(ProductFactory)
    marketplace = OutboundOffer.Marketplace.TMALL
    url = factory.Sequence(lambda n: f"https://detail.tmall.com/item.htm?id={n + 1}")
    last_price = 8200
    price_seen_at = datetime.date(2026, 4, 28)
