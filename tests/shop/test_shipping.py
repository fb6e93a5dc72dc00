"""What sending costs by region and weight, and where a store does not ship."""

import pytest

from shop import regions
from shop.models import Cart, CartLine, ShippingRule, Store
from shop.services import addresses, cart_overview, quote, shipping
from shop.services.quoted import Want
from shop.services.shipping import Destination
from tests.factories.accounts import UserFactory
from tests.factories.orders import ADDRESS
from tests.factories.shop import ProductFactory, SkuFactory, StoreFactory
from tests.shop.buyer import nothing_written, place

pytestmark = pytest.mark.django_db
ZHEJIANG, TIBET = Destination("CN", "33"), Destination("CN", "54")
FRANCE = Destination("FR")


@pytest.fixture
def store():
    store = StoreFactory(shipping_by=Store.Shipping.RULES, name="Green Hill")
    rule(store, fee=1000, free_from=20_000)
    rule(store, regions=["CN"], fee=800, first_grams=1000, step_grams=500, step_fee=300)
    rule(store, regions=["54", "65"], is_served=False)
    return store


def rule(store, **values):
    return ShippingRule.objects.create(store=store, **values)


def fee(store, to, goods=8800, weight=500):
    sku = SkuFactory(product=ProductFactory(store=store), price=goods, weight=weight)
    return quote.quote([Want(sku.pk, 1)], to=to).stores[0].fee


@pytest.mark.parametrize(
    ("to", "weight", "goods", "expected"),
    [
        (ZHEJIANG, 1000, 8800, 800),
        (ZHEJIANG, 1001, 8800, 1100),
        (ZHEJIANG, 2000, 99_999, 1400),
        (TIBET, 500, 8800, None),
        (FRANCE, 9000, 8800, 1000),
        (FRANCE, 500, 20_000, 0),
        (None, 500, 8800, 1000),
    ],
)
def test_the_nearest_rule_counts(store, to, weight, goods, expected):
    assert fee(store, to, goods, weight) == expected


def test_where_no_rule_leads_nothing_is_sent(store):
    ShippingRule.objects.filter(regions=[]).delete()
    assert fee(store, FRANCE) is None
    assert fee(store, None) == 800


def test_the_policy_names_every_place_and_what_it_costs_there(client, store):
    page = f"/stores/{store.slug}?tab=policy"
    text = " ".join(client.get(page).content.decode().split())
    for words in (
        "China</span> <span> ¥8 up to 1 kg, ¥3 for each further 500 g.",
        "Tibet, Xinjiang</span> <span> No delivery.",
        "Everywhere else</span> <span> Delivery ¥10. Free from ¥200.",
    ):
        assert words in text
    chinese = " ".join(client.get(f"{page}&lang=zh-hans").content.decode().split())
    for words in (
        "中国</span> <span> 首重 1 kg 以内 ¥8，每续重 500 g 加 ¥3。",
        "西藏自治区、新疆维吾尔自治区</span> <span> 不配送。",
        "其他地区</span> <span> 运费 ¥10。 满 ¥200 包邮。",
    ):
        assert words in chinese
    ShippingRule.objects.filter(regions=[]).delete()
    text = " ".join(client.get(page).content.decode().split())
    assert "Everywhere else</span> <span> No delivery." in text


def test_programs_read_the_same_policy(client, store):
    told = client.get(f"/api/v1/stores/{store.slug}/shipping").json()
    assert [(one["regions"], one["is_served"], one["fee"]) for one in told] == [
        (["CN"], True, 800),
        (["54", "65"], False, 0),
        ([], True, 1000),
    ]
    flat = StoreFactory(shipping_fee=500, free_shipping_from=9900)
    (line,) = client.get(f"/api/v1/stores/{flat.slug}/shipping").json()
    assert (line["places"], line["fee"], line["free_from"]) == ([], 500, 9900)


def test_the_cart_asks_by_the_rules_too(store):
    ShippingRule.objects.filter(regions=[]).delete()
    light = SkuFactory(product=ProductFactory(store=store), weight=600)
    cart = Cart.objects.create(user=UserFactory())
    line = CartLine.objects.create(cart=cart, sku=light, quantity=1, price_seen=8800)
    assert cart_overview.of(cart).parcels[0].shipping == 800
    line.quantity = 2
    line.save()
    assert cart_overview.of(cart).parcels[0].shipping == 1100


def test_a_flat_fee_asks_for_no_rule(django_assert_num_queries):
    store = StoreFactory(shipping_fee=700)
    with django_assert_num_queries(0):
        rules = shipping.rules_of([store])
    assert shipping.fee(store, rules, goods=1, grams=1, to=TIBET) == 700


def test_the_refusal_names_the_store_and_the_place(store, noon):
    sku = SkuFactory(product=ProductFactory(store=store))
    far = {**ADDRESS, "province": "54", "region": "西藏自治区 拉萨市"}
    with pytest.raises(shipping.NotShippedThere) as caught:
        place(UserFactory(), [Want(sku.pk, 1)], noon, address=far)
    assert caught.value.message == "Green Hill does not ship to Tibet."
    assert caught.value.detail["stores"] == [store.slug]
    assert nothing_written()


@pytest.mark.parametrize(
    ("region", "code"),
    [
        ("浙江省 杭州市", "33"),
        ("浙江杭州", "33"),
        ("内蒙古 呼和浩特", "15"),
        ("Zhejiang, Hangzhou", "33"),
        ("香港 中环", "81"),
        ("Somewhere", ""),
    ],
)
def test_a_province_is_read_from_what_people_write(region, code):
    assert regions.province_of("CN", "", region) == code
    assert regions.province_of("FR", code, region) == ""


def test_an_address_of_old_is_understood(store, noon):
    """Kept before provinces were asked for."""
    sent = {field: ADDRESS[field] for field in ("recipient", "phone", "region", "street")}
    assert addresses.snapshot(sent)["province"] == "33"
    sku = SkuFactory(product=ProductFactory(store=store))
    assert place(UserFactory(), [Want(sku.pk, 1)], noon, address=sent).body["shipping"] == 800
