"""What search engines are told of a product: schema.org, as JSON that nothing can break out of."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.safestring import SafeString

from shop.models import ProductPicture, ShippingRule, Store
from shop.services import shipping, showcase

# As django.utils.html.json_script: nothing in the data can end its element.
_ESCAPES = {ord(">"): "\\u003E", ord("<"): "\\u003C", ord("&"): "\\u0026"}
_SCHEMA = "https://schema.org/"
SHIPPING_DAYS = (0, 2)


def of(
    box: showcase.BuyBox,
    gallery: list[ProductPicture],
    rules: Mapping[int, Sequence[ShippingRule]],
) -> SafeString:
    """Product, with one Offer, or an AggregateOffer over those of its variants.

    :param rules: by which its store ships, if it goes by rules
    """
    shown = box.product
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Product",
        "name": shown.title,
        "description": shown.description[:500],
        "category": shown.category.name_en,
        "image": [
            settings.SITE_URL + showcase.small_url(shot.picture, at_least=1000) for shot in gallery
        ],
        "brand": {"@type": "Brand", "name": shown.store.name},
        "offers": _offers(box, rules),
    }
    if shown.rating_count:
        data["aggregateRating"] = {
            "@type": "AggregateRating",
            "ratingValue": f"{shown.rating:.1f}",
            "reviewCount": shown.rating_count,
        }
    return SafeString(json.dumps(data, ensure_ascii=False).translate(_ESCAPES))


def _offers(box: showcase.BuyBox, rules: Mapping[int, Sequence[ShippingRule]]) -> dict[str, Any]:
    store = box.product.store
    offers = [_offer(box, variant) | _shipping(store, variant, rules) for variant in box.variants]
    if len(offers) == 1:
        return offers[0]
    prices = [variant.offered.minor for variant in box.variants] or [box.price_from]
    return {
        "@type": "AggregateOffer",
        "lowPrice": _decimal(min(prices)),
        "highPrice": _decimal(max(prices)),
        "priceCurrency": box.product.store.currency,
        "offerCount": len(offers),
        "offers": offers,
    }


def _offer(box: showcase.BuyBox, variant: showcase.Variant) -> dict[str, Any]:
    store = box.product.store
    path = reverse("feed:product", kwargs={"public_id": box.product.public_id})
    is_there = box.is_on_sale and not variant.is_sold_out
    offer: dict[str, Any] = {
        "@type": "Offer",
        "sku": str(variant.pk),
        "name": variant.label,
        "price": _decimal(variant.offered.minor),
        "priceCurrency": store.currency,
        "availability": f"{_SCHEMA}{'InStock' if is_there else 'OutOfStock'}",
        "itemCondition": f"{_SCHEMA}NewCondition",
        "url": settings.SITE_URL + path,
        "seller": {"@type": "Organization", "name": store.name},
        "hasMerchantReturnPolicy": {
            "@type": "MerchantReturnPolicy",
            "applicableCountry": "CN",
            "returnPolicyCategory": f"{_SCHEMA}MerchantReturnFiniteReturnWindow",
            "merchantReturnDays": settings.SHOP["COMPLETE_DAYS"],
            "returnMethod": f"{_SCHEMA}ReturnByMail",
        },
    }
    if variant.offered.until:
        offer["priceValidUntil"] = variant.offered.until.isoformat()
    return offer


def _shipping(
    store: Store, variant: showcase.Variant, rules: Mapping[int, Sequence[ShippingRule]]
) -> dict[str, Any]:
    rule = shipping.usual(store, rules, to=shipping.HOME)
    if rule is None and shipping.serves_some_provinces(store, rules):
        # Neither a fee nor a refusal would be true of the whole country.
        return {}
    return {"shippingDetails": _sent_home(store, variant, rule)}


def _sent_home(
    store: Store, variant: showcase.Variant, rule: ShippingRule | None
) -> dict[str, Any]:
    if rule is None:
        return {
            "@type": "OfferShippingDetails",
            "shippingDestination": {"@type": "DefinedRegion", "addressCountry": "CN"},
            "doesNotShip": True,
        }
    fee = rule.fee_for(goods=variant.offered.minor, grams=variant.grams)
    return {
        "@type": "OfferShippingDetails",
        "shippingRate": {
            "@type": "MonetaryAmount",
            "value": _decimal(fee),
            "currency": store.currency,
        },
        "shippingDestination": {"@type": "DefinedRegion", "addressCountry": "CN"},
        "deliveryTime": {
            "@type": "ShippingDeliveryTime",
            "handlingTime": {
                "@type": "QuantitativeValue",
                "minValue": SHIPPING_DAYS[0],
                "maxValue": SHIPPING_DAYS[1],
                "unitCode": "DAY",
            },
        },
    }


def _decimal(minor: int) -> str:
    return f"{minor // 100}.{minor % 100:02d}"
