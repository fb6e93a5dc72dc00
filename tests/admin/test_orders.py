"""The order page of a brand's desk: the parcel, what happened, and what it costs to list."""

from datetime import timedelta

import pytest
from django.contrib import admin
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from shop.models import OrderGroup, OrderLine, StockHold, StoreOrder, StoreStaff
from shop.services import stock
from tests.admin.brands import Brand
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db
SHIP = "shop_storeorder_mark_shipped"
LINES = {"lines-TOTAL_FORMS": 0, "lines-INITIAL_FORMS": 0}


@pytest.fixture
def brand():
    return Brand("ours")


@pytest.fixture
def owner(client, brand):
    client.force_login(brand.member(StoreStaff.Role.OWNER))
    return client


@pytest.fixture
def paid(brand):
    """The brand's order, paid, with its stock committed."""
    order, line = brand.order, brand.order.lines.get()
    OrderGroup.objects.filter(pk=order.group_id).update(status="paid", paid_at=timezone.now())
    StoreOrder.objects.filter(pk=order.pk).update(status="paid")
    order.parcels.all().delete()
    row = brand.sku.stocks.get(bucket="main")
    row.on_hand, row.committed = 10, 1
    row.save()
    StockHold.objects.create(line=line, stock=row, quantity=1, status="committed")
    order.refresh_from_db()
    return order


def test_a_number_is_shown_as_it_is_written(owner, brand):
    StoreOrder.objects.filter(pk=brand.order.pk).update(number="lYNrN5yy925fwRpz")
    page = owner.get(_path(brand.order)).content.decode()
    assert ">lYNrN5yy925fwRpz</a>" in page
    assert "LYNrN5yy925fwRpz" not in page
    assert ">Orders</a>" in page


def _path(order):
    return reverse("admin:shop_storeorder_change", args=[order.pk])


@pytest.mark.parametrize(
    ("typed", "wrong"),
    [
        ({"carrier": "SF", "tracking": " "}, "tracking"),
        ({"carrier": "", "tracking": "SF1"}, "carrier"),
    ],
)
def test_a_parcel_without_a_name_is_refused_at_its_field(owner, paid, typed, wrong):
    answer = owner.post(_path(paid), LINES | typed | {SHIP: "1"})

    form = answer.context["adminform"].form
    assert list(form.errors) == [wrong]
    assert form["carrier"].value() == typed["carrier"]
    paid.refresh_from_db()
    assert paid.status == StoreOrder.Status.PAID


def test_a_shipped_order_tells_its_story_and_takes_no_more(owner, paid):
    sent = LINES | {"carrier": "SF", "tracking": "SF-88", SHIP: "1"}

    page = owner.post(_path(paid), sent, follow=True)

    paid.refresh_from_db()
    assert paid.status == StoreOrder.Status.SHIPPED
    assert paid.parcels.get().tracking == "SF-88"
    assert "@ours_owner" in page.content.decode()
    assert page.context["adminform"].form.fields == {}
    assert SHIP not in page.content.decode()

    owner.post(_path(paid), sent | {"tracking": "SF-99"})

    assert paid.parcels.get().tracking == "SF-88"


def test_part_of_an_order_leaves_in_a_parcel_of_its_own(owner, brand, paid):
    line = paid.lines.get()
    OrderLine.objects.filter(pk=line.pk).update(quantity=3, amount=3 * line.unit_price)
    StockHold.objects.update(quantity=3)
    brand.sku.stocks.filter(bucket="main").update(committed=3)
    sent = LINES | {"carrier": "SF", "tracking": "SF-1", SHIP: "1"}

    wrong = owner.post(_path(paid), sent | {f"units_{line.pk}": "4"})
    owner.post(_path(paid), sent | {f"units_{line.pk}": "2"})

    assert "units" in wrong.context["adminform"].form.errors
    paid.refresh_from_db()
    assert paid.status == StoreOrder.Status.PARTLY_SHIPPED
    assert paid.parcels.get().lines.get().quantity == 2


def test_the_page_shows_each_parcel_and_where_it_was_seen_last(owner, paid):
    owner.post(_path(paid), LINES | {"carrier": "SF", "tracking": "SF-88", SHIP: "1"})
    parcel, now = paid.parcels.get(), timezone.now()
    for place, hours in (("Wuhan", 1), ("Hangzhou", 0)):
        at = now - timedelta(hours=hours)
        parcel.events.create(kind="in_transit", place=place, at=at)

    page = owner.get(_path(paid)).content.decode()
    assert "SF · SF-88" in page
    assert "On its way Hangzhou" in page
    assert "Wuhan" not in page


def test_only_who_may_ship_sees_the_button(client, brand, paid):
    seen = {}
    for role in StoreStaff.Role.values:
        client.force_login(brand.member(role))
        seen[role] = SHIP in client.get(_path(paid)).content.decode()

    assert seen == {"owner": True, "service": True, "editor": False}


def test_the_list_asks_the_same_queries_for_five_orders_and_for_fifty(owner, brand):
    path = reverse("admin:shop_storeorder_changelist")
    counts = []
    for wanted in (5, 50):
        while StoreOrder.objects.count() < wanted:
            _another(brand)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert owner.get(path).status_code == 200
        counts.append(len(queries))

    assert counts[0] == counts[1] <= 12


def _another(brand):
    now = timezone.now()
    group = OrderGroup.objects.create(
        buyer=UserFactory(), goods=1, total=1, address={}, placed_at=now, expires_at=now
    )
    StoreOrder.objects.create(group=group, store=brand.store, goods=1)


def test_every_state_has_its_words_and_its_colour():
    columns = [
        (model, getattr(type(model_admin), name))
        for model, model_admin in admin.site._registry.items()
        for name in model_admin.list_display
        if hasattr(getattr(type(model_admin), name, None), "choices_of")
    ]

    assert len(columns) >= 8
    for model, column in columns:
        choices = dict(model._meta.get_field(column.choices_of).choices)
        assert set(column.label) == set(choices), model


def test_the_stock_page_shows_its_last_moves(owner, brand):
    stock.adjust(sku=brand.sku, delta=5, reference="t:1", actor=None, reason="counted anew")

    page = owner.get(
        reverse("admin:shop_stock_change", args=[brand.sku.stocks.get(bucket="main").pk])
    )

    assert "counted anew" in page.content.decode()
