"""The payment providers: what each must be told, and what is wrong with it."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

import environ
from cryptography.exceptions import UnsupportedAlgorithm

from shop.gateways import keys

# Per provider: the variables without which it cannot work.
DEMANDS = {
    "test": (),
    "alipay": (
        "ALIPAY_APP_ID",
        "ALIPAY_SELLER_ID",
        "ALIPAY_PRIVATE_KEY",
        "ALIPAY_PUBLIC_KEYS",
    ),
    "wechatpay": (
        "WECHATPAY_APP_ID",
        "WECHATPAY_MERCHANT_ID",
        "WECHATPAY_CERTIFICATE_SERIAL",
        "WECHATPAY_PRIVATE_KEY",
        "WECHATPAY_API_KEY",
        "WECHATPAY_PUBLIC_KEYS",
    ),
    "stripe": ("STRIPE_ACCOUNT_ID", "STRIPE_SECRET_KEY", "STRIPE_WEBHOOK_SECRETS"),
}
# Where each is reached, unless its …_BASE says otherwise, and where its payers are sent.
BASES = {
    "alipay": "https://openapi.alipay.com/gateway.do",
    "wechatpay": "https://api.mch.weixin.qq.com",
    "stripe": "https://api.stripe.com",
}
PAGES = {
    "alipay": ["https://openapi.alipay.com", "https://*.alipay.com"],
    "stripe": ["https://checkout.stripe.com"],
}
_API_KEY_BYTES = 32


def settings(env: environ.Env) -> dict[str, Any]:
    """What the adapters are told, by provider: {"ALIPAY": {"APP_ID": …}}."""
    found: dict[str, Any] = {"GATEWAYS": env.list("GATEWAYS", default=["test"])}
    for provider, base in BASES.items():
        prefix = provider.upper()
        values = {
            name.removeprefix(f"{prefix}_"): env(name, default="") for name in DEMANDS[provider]
        }
        found[prefix] = values | {"BASE": env(f"{prefix}_BASE", default=base)}
    # Seconds to connect, and to wait for an answer.
    return found | {"GATEWAY_SECONDS": (3, 5)}


def origins(env: environ.Env) -> list[str]:
    """Where the payers of the chosen providers are sent, for the policy of forms."""
    chosen = env.list("GATEWAYS", default=["test"])
    bases = [env(f"{name.upper()}_BASE", default="") for name in chosen]
    parts = [urlsplit(base) for base in bases if base]
    more = [f"{part.scheme}://{part.netloc}" for part in parts]
    return [page for name in chosen for page in PAGES.get(name, [])] + more


def faults(environment: Mapping[str, str]) -> list[str]:
    """What is wrong with the providers' settings; a half-told one is a fault, chosen or not."""
    chosen = [name.strip() for name in environment.get("GATEWAYS", "").split(",") if name.strip()]
    found = [
        f"GATEWAYS names {name}, which is no provider." for name in chosen if name not in DEMANDS
    ]
    for provider, names in DEMANDS.items():
        missing = [name for name in names if not environment.get(name, "").strip()]
        if provider in chosen or len(missing) < len(names):
            found += [f"{name} is not set: {provider} cannot work without it." for name in missing]
        found += [fault for name in names if (fault := _unfit(name, environment.get(name, "")))]
    return found


def _unfit(name: str, value: str) -> str:
    try:
        if value and name.endswith("_PRIVATE_KEY"):
            keys.private(value)
        elif value and name.endswith("_PUBLIC_KEYS"):
            keys.publics(value)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        return f"{name} cannot be read as an RSA key."
    if value and name == "WECHATPAY_API_KEY" and len(value.encode()) != _API_KEY_BYTES:
        return f"{name} must have {_API_KEY_BYTES} characters."
    return ""
