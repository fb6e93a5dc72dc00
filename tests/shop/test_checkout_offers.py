"""The checkout's page with coupons, deals and fees; what a client claims is never believed."""

import re

import pytest
from django.utils import timezone

from shop.models import CouponClaim, OrderGroup, ShippingRule, Store
from shop.services import cart as carts
from shop.services import deals
from tests.factories.accounts import UserFactory
from tests.factories.coupons import CouponFactory, claimed, platform_coupon
from tests.factories.orders import ADDRESS
from tests.factories.shop import SkuFactory

pytestmark = pytest.mark.django_db
CHECKOUT = "/checkout"
HOUR = timezone.timedelta(hours=1)


@pytest.fixture
def sku():
    return SkuFactory(on_hand=5, price=8800)


@pytest.fixture
def buyer(client, sku, noon):
    buyer = UserFactory()
    carts.add(carts.of_user(buyer), sku=sku, quantity=1, at=noon)
    client.force_login(buyer)
    return buyer


def hidden(page, name):
    return re.search(rf'name="{name}" value="([^"]*)"', page.content.decode())[1]


def filled(page, **values):
    form = {name: hidden(page, name) for name in ("key", "shown", "total")}
    return {**form, "address": "new", "provider": "test", **ADDRESS, **values}


def test_the_best_coupons_are_laid_on_and_their_rules_said(client, buyer, sku):
    small = claimed(buyer, store=sku.product.store, value=500, at=timezone.now())
    large = claimed(buyer, store=sku.product.store, value=900, at=timezone.now())
    page = client.get(CHECKOUT)
    text = page.content.decode()
    assert re.search(rf'value="{large.public_id}"\s+checked', text)
    assert small.public_id in text
    assert "One coupon a store" in text
    assert hidden(page, "total") == "7900"

    name = f"coupon-{sku.product.store_id}"
    client.post(CHECKOUT, filled(page, **{name: large.public_id}))
    group = OrderGroup.objects.get()
    assert (group.total, group.discount) == (7900, 900)


def test_another_choice_is_priced_without_a_script_and_keeps_what_was_typed(client, buyer, sku):
    claim = claimed(buyer, store=sku.product.store, value=900, at=timezone.now())
    name = f"coupon-{sku.product.store_id}"
    sent = filled(client.get(CHECKOUT), recipient="Mei Lin", act="refresh", **{name: ""})
    page = client.post(CHECKOUT, sent)
    assert page.status_code == 200
    assert "Mei Lin" in page.content.decode()
    assert hidden(page, "total") == "8800"
    assert "field-error" not in re.sub(r"<p[^>]*hidden></p>", "", page.content.decode())

    client.post(CHECKOUT, filled(page, **{name: ""}))
    claim.refresh_from_db()
    assert (OrderGroup.objects.get().discount, claim.group) == (0, None)


def test_a_coupon_used_elsewhere_meanwhile_is_said_and_nothing_is_placed(client, buyer, sku):
    claim = claimed(buyer, store=sku.product.store, value=900, at=timezone.now())
    sent = filled(client.get(CHECKOUT), **{f"coupon-{sku.product.store_id}": claim.public_id})
    claim.coupon.is_active = False
    claim.coupon.save()
    answer = client.post(CHECKOUT, sent)
    assert answer.status_code == 409
    assert "no longer fits" in answer.content.decode()
    assert not OrderGroup.objects.exists()


def test_where_the_store_does_not_ship_the_page_says_so(client, buyer, sku):
    store = sku.product.store
    Store.objects.filter(pk=store.pk).update(shipping_by="rules", name="Green Hill")
    ShippingRule.objects.create(store=store, fee=700)
    ShippingRule.objects.create(store=store, regions=["54"], is_served=False)
    page = client.get(CHECKOUT)
    assert hidden(page, "total") == "9500"
    tibet = {"province": "54", "region": "拉萨市", "street": "北京中路 1"}
    shown = client.post(CHECKOUT, filled(page, act="refresh", **tibet)).content.decode()
    assert "Green Hill does not ship to Tibet." in shown
    assert client.post(CHECKOUT, filled(page, **tibet)).status_code == 409
    assert not OrderGroup.objects.exists()


def test_a_fee_that_was_not_shown_is_shown_first(client, buyer, sku):
    store = sku.product.store
    Store.objects.filter(pk=store.pk).update(shipping_by="rules")
    ShippingRule.objects.create(store=store, fee=700)
    ShippingRule.objects.create(store=store, regions=["65"], fee=2500)
    page = client.get(CHECKOUT)
    far = {"province": "65", "region": "乌鲁木齐市"}
    answer = client.post(CHECKOUT, filled(page, **far))
    assert answer.status_code == 409
    assert hidden(answer, "total") == "11300"
    assert client.post(CHECKOUT, filled(answer, **far)).status_code == 302


@pytest.mark.parametrize("total", ["1", "0"])
def test_a_total_of_the_clients_own_is_not_believed(client, buyer, total):
    answer = client.post(CHECKOUT, filled(client.get(CHECKOUT), total=total, discount="8799"))
    assert answer.status_code == 409
    assert not OrderGroup.objects.exists()


def test_a_province_is_asked_for_and_written_before_the_city(client, buyer):
    page = client.get(CHECKOUT)
    answer = client.post(CHECKOUT, filled(page, province="", region="West Lake"))
    assert answer.status_code == 400
    assert "Choose a province." in answer.content.decode()
    client.post(CHECKOUT, filled(page, province="33", region="Hangzhou, Xihu"))
    kept = OrderGroup.objects.get().address
    assert (kept["province"], kept["region"]) == ("33", "Zhejiang Hangzhou, Xihu")


def test_a_deal_is_marked_and_priced(client, buyer, sku):
    now = timezone.now()
    deals.create(sku=sku, price=4900, quantity=2, starts_at=now - HOUR, ends_at=now + HOUR)
    page = client.get(CHECKOUT)
    assert "Flash deal" in page.content.decode()
    assert hidden(page, "total") == "4900"
    assert client.post(CHECKOUT, filled(page)).status_code == 302


def test_without_a_way_to_pay_the_page_says_so(client, buyer, sku, settings):
    settings.SHOP = {**settings.SHOP, "GATEWAYS": []}
    text = client.get(CHECKOUT).content.decode()
    assert f"{sku.product.store.name} takes no payment here." in text


# --- the API ----------------------------------------------------------------------------------


def body_of(sku, **values):
    return {"address": ADDRESS, "lines": [{"sku": sku.pk, "quantity": 1}], **values}


def post(client, path, body, key="k"):
    headers = {"Idempotency-Key": key}
    return client.post(f"/api/v1/{path}", body, content_type="application/json", headers=headers)


def test_a_quote_says_what_the_order_then_costs(client, buyer, sku):
    mine = claimed(buyer, store=sku.product.store, value=900, at=timezone.now())
    claimed(buyer, platform_coupon(kind="percent", value=10), at=timezone.now())
    found = post(client, "checkout/quote", body_of(sku)).json()
    assert (found["goods"], found["discount"], found["total"]) == (8800, 1780, 7020)
    assert mine.public_id in found["coupons"]
    sent = body_of(sku, coupons=found["coupons"], total=found["total"], provider="test")
    placed = post(client, "checkout", sent)
    assert (placed.status_code, placed.json()["total"]) == (201, 7020)
    assert not CouponClaim.objects.unused().exists()


@pytest.mark.parametrize(
    "extra",
    [{"discount": 8799}, {"lines": [{"sku": 0, "quantity": 1, "discount": 5}]}, {"shipping": 0}],
)
def test_prices_and_discounts_are_no_fields_of_a_client(client, buyer, sku, extra):
    answer = post(client, "checkout", body_of(sku, provider="test", **extra))
    assert answer.status_code == 400
    assert not OrderGroup.objects.exists()


def test_a_price_of_the_clients_own_is_compared_and_refused(client, buyer, sku):
    lines = [{"sku": sku.pk, "quantity": 1, "price": 1}]
    answer = post(client, "checkout", {"address": ADDRESS, "provider": "test", "lines": lines})
    assert (answer.status_code, answer.json()["code"]) == (409, "price_changed")


def test_coupons_are_claimed_by_id_and_by_code(client, buyer):
    coupon = CouponFactory(code="TEA", per_user_limit=2)
    by_id = post(client, "coupons", {"coupon": coupon.public_id})
    by_code = post(client, "coupons", {"code": "tea"})
    assert (by_id.status_code, by_code.status_code) == (201, 201)
    assert post(client, "coupons", {"code": "tea"}).json()["code"] == "coupon_had"
    assert len(client.get("/api/v1/coupons").json()) == 2
