"""Sums in the admin: staff type and read yuan, whatever the rows keep."""

import pytest
from django import forms
from django.contrib import admin
from django.db.models import BigIntegerField
from django.urls import reverse
from django.utils import timezone

from shop.admin.yuan import YuanField
from shop.models import Coupon, ShippingRule, StoreStaff
from tests.admin.brands import Brand
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db
HOUR = timezone.timedelta(hours=1)


class Priced(forms.Form):
    price = YuanField(label="price")


@pytest.fixture
def ours():
    return Brand("ours")


@pytest.fixture
def owner(client, ours):
    client.force_login(ours.member(StoreStaff.Role.OWNER))
    return client


def inline(prefix, *rows, initial=0):
    sent = {f"{prefix}-TOTAL_FORMS": len(rows), f"{prefix}-INITIAL_FORMS": initial}
    for number, row in enumerate(rows):
        sent |= {f"{prefix}-{number}-{name}": value for name, value in row.items()}
    return sent


def store_form(store, *rules, **values):
    terms = {"name": store.name, "commission_bp": 500, "shipping_by": "rules"}
    fees = {"shipping_fee": "0", "free_shipping_from": ""}
    return {**terms, **fees, **inline("shipping_rules", *rules), **inline("staff"), **values}


@pytest.mark.parametrize(
    ("typed", "minor"),
    [
        ("88", 8800),
        (" 88.5 ", 8850),
        ("¥1,288.05", 128805),
        ("\uffe5\uff18\uff18", 8800),  # full width, as Chinese keyboards write it
        ("0", 0),
    ],
)
def test_what_people_write_becomes_fen(typed, minor):
    form = Priced({"price": typed})
    assert form.is_valid(), form.errors
    assert form.cleaned_data["price"] == minor


@pytest.mark.parametrize("typed", ["", "eight", "88,5", "-1", "0.001", "NaN", "1e400", "99999999"])
def test_what_is_no_price_is_named_and_stays_typed(typed):
    form = Priced({"price": typed})
    assert list(form.errors) == ["price"]
    assert form["price"].value() == typed


def test_what_stands_there_is_shown_in_yuan_and_is_no_change():
    form = Priced({"price": "88.5"}, initial={"price": 8850})
    assert (form.fields["price"].label, form.has_changed()) == ("price (yuan)", False)
    assert Priced(initial={"price": 8850})["price"].value() == "88.50"
    assert Priced({"price": "88.51"}, initial={"price": 8850}).has_changed()


def test_an_owner_sets_the_fees_of_the_store_in_yuan(owner, ours):
    page = reverse("admin:shop_store_change", args=[ours.store.pk])
    rule = {"regions": ["11"], "is_served": "on", "fee": "8.50", "free_from": "99"}
    far = {"is_served": "on", "fee": "12", "first_grams": 1000, "step_grams": 500}
    sent = store_form(
        ours.store,
        rule | {"step_fee": "0"},
        far | {"step_fee": "2.5"},
        shipping_fee="10.00",
        free_shipping_from="88.8",
    )
    answer = owner.post(page, sent)
    assert answer.status_code == 302, answer.context["errors"]
    ours.store.refresh_from_db()
    assert (ours.store.shipping_fee, ours.store.free_shipping_from) == (1000, 8880)
    assert list(
        ShippingRule.objects.order_by("pk").values_list("fee", "free_from", "step_fee")
    ) == [(850, 9900, 0), (1200, None, 250)]
    shown = owner.get(page).content.decode()
    assert 'value="8.50"' in shown
    # Who may write a sum does not read it beside its field once more.
    assert "¥8.50" not in shown
    # Of three hundred places those that are chosen stand on top.
    places = shown.split('name="shipping_rules-0-regions"')[1].split("</select>")[0]
    assert places.split("<option")[1].startswith(' value="11" selected')


def test_a_fee_that_is_none_is_named_and_kept(owner, ours):
    page = reverse("admin:shop_store_change", args=[ours.store.pk])
    bad = {"is_served": "on", "fee": "eight", "step_fee": "0"}
    answer = owner.post(page, store_form(ours.store, bad, free_shipping_from="lots"))
    text = answer.content.decode()
    assert answer.status_code == 200
    assert 'value="eight"' in text
    assert 'value="lots"' in text
    assert text.count("Write a price like 88 or 88.50.") == 2


def test_per_cent_stays_per_cent(owner, ours):
    now = timezone.now()
    ends = {"starts_at": now - HOUR, "ends_at": now + HOUR, "store": ours.store}
    coupon = Coupon.objects.create(title="A tenth", kind="percent", value=10, cap=5000, **ends)
    page = reverse("admin:shop_coupon_change", args=[coupon.pk])
    form = owner.get(page).context["adminform"].form
    assert (form["value"].value(), form["cap"].value()) == ("10", "50.00")
    moments = {
        f"{name}_{part}": timezone.localtime(getattr(coupon, name)).strftime(how)
        for name in ("starts_at", "ends_at")
        for part, how in ((0, "%Y-%m-%d"), (1, "%H:%M:%S"))
    }
    sent = {"store": ours.store.pk, "title": "A fifth", "kind": "percent", "value": "20"}
    more = {"cap": "60", "minimum": "0", "scope": "all", "per_user_limit": 1, **moments}
    assert owner.post(page, sent | more).status_code == 302
    coupon.refresh_from_db()
    assert (coupon.value, coupon.cap) == (20, 6000)


def test_who_may_only_look_reads_money_too(client, ours):
    ours.store.shipping_fee = 1234
    ours.store.save()
    ShippingRule.objects.create(store=ours.store, regions=["11"], fee=5678, free_from=None)
    pages = {
        "product": (ours.product, "¥88.00"),
        "flashdeal": (ours.deal, "¥1.00"),
        "coupon": (ours.coupon, "¥10.00"),
        "store": (ours.store, "¥12.34"),
    }
    client.force_login(ours.member(StoreStaff.Role.SERVICE))
    for name, (row, shown) in pages.items():
        page = reverse(f"admin:shop_{name}_change", args=[row.pk])
        assert shown in client.get(page).content.decode(), name
    assert (
        "¥56.78"
        in client.get(reverse("admin:shop_store_change", args=[ours.store.pk])).content.decode()
    )


def _forms(request, brand):
    """Every form in which staff write rows of the shop: (name, model, its fields)."""
    for model, desk in admin.site._registry.items():
        if model._meta.app_label != "shop":
            continue
        row = model._default_manager.filter(pk__in=brand.rows(model)).first()
        if row or desk.has_add_permission(request):
            shown = desk.get_form(request, row, change=row is not None)
            yield type(desk).__name__, model, shown.base_fields
        for one in desk.get_inline_instances(request, row):
            fields = one.get_formset(request, row).form.base_fields
            yield type(one).__name__, one.model, fields


def test_every_sum_that_may_be_written_is_asked_for_in_yuan(rf, ours):
    request = rf.get("/admin/")
    request.user = UserFactory(is_staff=True, is_superuser=True)
    asked = {
        (name, field.name): fields[field.name]
        for name, model, fields in _forms(request, ours)
        for field in model._meta.get_fields()
        if isinstance(field, BigIntegerField) and field.name in fields
    }
    assert {("OfferInline", "last_price"), ("SkuInline", "price")} <= set(asked)
    assert [each for each in asked if not isinstance(asked[each], YuanField)] == []
