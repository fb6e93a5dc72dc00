"""Coupons, deals and fees in the admin: what a brand may set up, and what it is told."""

import pytest
from django.urls import reverse
from django.utils import timezone

from shop.models import Coupon, FlashDeal, Stock, StoreStaff
from tests.admin.brands import Brand
from tests.factories.accounts import UserFactory
from tests.factories.shop import SkuFactory

pytestmark = pytest.mark.django_db
HOUR = timezone.timedelta(hours=1)


@pytest.fixture
def ours():
    return Brand("ours")


@pytest.fixture
def staff(client, ours):
    client.force_login(ours.member(StoreStaff.Role.EDITOR))
    return client


def period():
    now = timezone.localtime()
    moments = {"starts_at": now - HOUR, "ends_at": now + HOUR}
    return {
        f"{name}_{part}": moment.strftime(form)
        for name, moment in moments.items()
        for part, form in ((0, "%Y-%m-%d"), (1, "%H:%M:%S"))
    }


def coupon(store, **values):
    form = {"store": store.pk, "title": "Ten off", "code": "ten", "kind": "amount", "value": "10"}
    more = {"minimum": 0, "scope": "all", "per_user_limit": 1, "is_active": "on"}
    return {**form, **more, **period(), **values}


def test_a_brand_gives_a_coupon_of_its_own(staff, ours):
    answer = staff.post(reverse("admin:shop_coupon_add"), coupon(ours.store))
    assert answer.status_code == 302, answer.context["adminform"].form.errors
    made = Coupon.objects.get(code="TEN")
    assert (made.store, made.issuer, made.value) == (ours.store, "store", 1000)


def test_a_creator_hands_out_a_stores_coupon(staff, ours):
    writer = UserFactory(handle="lin")
    staff.post(reverse("admin:shop_coupon_add"), coupon(ours.store, creator_handle="@lin"))
    made = Coupon.objects.get(code="TEN")
    assert (made.issuer, made.creator) == ("creator", writer)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"kind": "percent", "value": "91"}, "value"),
        ({"kind": "percent", "value": "10.5"}, "value"),
        ({"value": "0"}, "value"),
        ({"value": "ten"}, "value"),
        ({"minimum": "-1"}, "minimum"),
        ({"cap": "0"}, "cap"),
        ({"store": ""}, "store"),
        ({"scope": "category"}, "category"),
        ({"scope": "products"}, "products"),
        ({"creator_handle": "nobody"}, "creator_handle"),
        ({"per_user_limit": 21}, "per_user_limit"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(staff, ours, wrong, field):
    answer = staff.post(reverse("admin:shop_coupon_add"), coupon(ours.store) | wrong)
    assert answer.status_code == 200
    assert field in answer.context["adminform"].form.errors
    assert not Coupon.objects.filter(code="TEN").exists()


def test_a_brand_cannot_name_anothers_store_or_products(staff, ours):
    theirs = Brand("theirs")
    add = reverse("admin:shop_coupon_add")
    assert "store" in staff.post(add, coupon(theirs.store)).context["adminform"].form.errors
    chosen = coupon(ours.store, scope="products", products=[theirs.product.pk])
    assert "products" in staff.post(add, chosen).context["adminform"].form.errors


def test_a_deal_is_planned_and_stopped(staff, ours):
    sku = SkuFactory(product=ours.product, on_hand=9, price=8800)
    form = {"sku": sku.pk, "price": "44", "quantity": 4, "per_user_limit": 1, **period()}
    answer = staff.post(reverse("admin:shop_flashdeal_add"), form)
    assert answer.status_code == 302, answer.context["adminform"].form.errors
    deal = FlashDeal.objects.get(sku=sku)
    assert Stock.objects.get(bucket=deal.bucket).on_hand == 4

    change = reverse("admin:shop_flashdeal_change", args=[deal.pk])
    page = staff.get(change).content.decode()
    assert "shop_flashdeal_stop" in page
    # What buyers were promised is not changed, so nothing is to be saved.
    assert 'name="_save"' not in page
    staff.post(change, {"shop_flashdeal_stop": "1"})
    assert "shop_flashdeal_stop" not in staff.get(change).content.decode()
    deal.refresh_from_db()
    assert deal.is_stopped
    assert Stock.objects.get(sku=sku, bucket="main").on_hand == 9


def test_a_variant_is_chosen_by_the_name_of_its_product(staff, ours):
    SkuFactory(product=ours.product, options={"Size": "S"})
    SkuFactory(product=ours.product, options={"Size": "M"}, is_active=False)
    page = staff.get(reverse("admin:shop_flashdeal_add")).content.decode()
    assert f">{ours.product.title} · S</option>" in page
    assert f">{ours.product.title} · M</option>" not in page


def test_a_deal_that_is_none_is_said_at_its_field(staff, ours):
    sku = SkuFactory(product=ours.product, on_hand=2, price=8800)
    form = {"sku": sku.pk, "price": "88.00", "quantity": 9, "per_user_limit": 1, **period()}
    add = reverse("admin:shop_flashdeal_add")
    assert "price" in staff.post(add, form).context["adminform"].form.errors
    short = staff.post(add, {**form, "price": "1"})
    assert "quantity" in short.context["adminform"].form.errors
    for wrong in ({"price": "0"}, {"quantity": 0}, {"per_user_limit": 0}):
        refused = staff.post(add, {**form, "price": "1", "quantity": 1, **wrong})
        assert list(refused.context["adminform"].form.errors) == list(wrong)
    assert not FlashDeal.objects.filter(sku=sku).exists()
