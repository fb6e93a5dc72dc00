"""What makes things cheaper: coupons to be had, a deal that runs, fees by region; addresses."""

from datetime import datetime, timedelta

from django.utils import timezone

from accounts.models import User
from feed.demo import desks
from feed.demo.orders import ADDRESS
from shop.models import Coupon, FlashDeal, Product, ShippingRule, Store
from shop.services import addresses, coupons, deals

# Months in which nobody needs to renew the demo.
LONG = timedelta(days=120)
OFFICE = {
    **ADDRESS,
    "recipient": "林小满（公司）",
    "province": "31",
    "region": "上海市 徐汇区",
    "street": "武康路 100 号",
    "postcode": "200031",
}


def load(products: dict[str, list[Product]], logins: dict[str, User], *, at: datetime) -> None:
    """Bring them in; a repeat adds nothing, and a deal that is over makes room for the next."""
    listed = [offered for offered in products.values() if offered]
    stores = list(dict.fromkeys(offered[0].store for offered in listed))
    _coupons(stores, logins, at)
    _deals(listed, at)
    _fees(stores[0])
    _addresses(logins["shopper"], at)


def _coupons(stores: list[Store], logins: dict[str, User], at: datetime) -> None:
    ends = timezone.localtime(at + LONG).replace(hour=23, minute=59, second=0, microsecond=0)
    period = {"starts_at": at - timedelta(days=1), "ends_at": ends}
    first, second = stores[0], stores[1]
    specs: list[dict] = [
        {
            "code": "HELLO10",
            "issuer": "platform",
            "title": "新人礼券",
            "value": 1000,
            "minimum": 5900,
        },
        {"code": "TEA20", "store": first, "title": "满减券", "value": 2000, "minimum": 15_900},
        {
            "code": "NICE12",
            "store": second,
            "title": "店铺八八折",
            "kind": "percent",
            "value": 12,
            "cap": 3000,
            "total_limit": 200,
        },
        {
            "code": "WITHME",
            "store": first,
            "issuer": "creator",
            "creator": logins["creator"],
            "title": "博主专属券",
            "value": 800,
        },
    ]
    for spec in specs:
        made, is_new = Coupon.objects.get_or_create(code=spec["code"], defaults={**spec, **period})
        if is_new and made.issuer == Coupon.Issuer.STORE:
            coupons.claim(made, user=logins["shopper"], at=at)


def _deals(listed: list[list[Product]], at: datetime) -> None:
    for offered in listed[:3]:
        sku = desks.in_stock(offered[-1], 6)
        if sku is None or FlashDeal.objects.filter(sku=sku, ends_at__gt=at).exists():
            continue
        deals.create(
            sku=sku,
            price=sku.price * 7 // 10,
            quantity=5,
            starts_at=at - timedelta(minutes=5),
            ends_at=at + timedelta(hours=20),
            per_user_limit=2,
        )


def _fees(store: Store) -> None:
    """One store sends by region and weight, and not everywhere."""
    if store.shipping_rules.exists():
        return
    ShippingRule.objects.bulk_create(
        [
            ShippingRule(
                store=store,
                regions=["CN"],
                fee=800,
                free_from=9900,
                first_grams=1000,
                step_grams=1000,
                step_fee=300,
            ),
            ShippingRule(store=store, regions=["54", "65"], fee=2500),
            ShippingRule(store=store, regions=["US", "JP", "SG"], fee=9900),
        ]
    )
    Store.objects.filter(pk=store.pk).update(shipping_by=Store.Shipping.RULES)


def _addresses(shopper: User, at: datetime) -> None:
    if shopper.addresses.filter(is_default=True).exists():
        return
    addresses.remember(shopper, addresses.snapshot(OFFICE), at=at - timedelta(hours=1))
    addresses.remember(shopper, addresses.snapshot(ADDRESS), at=at)
    addresses.make_default(shopper.addresses.get(street=ADDRESS["street"]))
