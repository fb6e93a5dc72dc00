"""The payment providers by name; each is loaded when it is first asked for."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string

from shop.gateways.base import Gateway

KNOWN = {
    "test": "shop.gateways.test.TestGateway",
    "alipay": "shop.gateways.alipay.AlipayGateway",
    "wechatpay": "shop.gateways.wechatpay.WechatPayGateway",
    "stripe": "shop.gateways.stripe.StripeGateway",
}
_made: dict[str, tuple[Mapping[str, Any], Gateway]] = {}


class Unconfigured(Exception):
    """Nobody has told us this provider's keys, or it is no provider at all."""


def of(name: str) -> Gateway:
    """The provider of this name, chosen for new payments or not: old ones still need it.

    :raises Unconfigured: if its settings are not whole
    """
    told = {**settings.SHOP.get(name.upper(), {}), "SECONDS": settings.SHOP["GATEWAY_SECONDS"]}
    if name not in KNOWN or not all(told.values()):
        raise Unconfigured(name)
    kept = _made.get(name)
    if kept is None or kept[0] != told:
        kept = _made[name] = (told, import_string(KNOWN[name]).from_settings(told))
    return kept[1]
