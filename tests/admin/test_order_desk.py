"""The order desk: finding, narrowing, shipping by a table, and slips to print."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from shop.models import OrderGroup, Parcel, StoreOrder
from tests.admin.brands import CANARY, Brand
from tests.factories.shop import SkuFactory, StoreFactory, StoreStaffFactory
from tests.shop.cases import complain
from tests.shop.payer import paid

pytestmark = pytest.mark.django_db
LIST = reverse("admin:shop_storeorder_changelist")
TABLE = reverse("admin:shop_storeorder_ship_by_table")


@pytest.fixture
def store():
    return StoreFactory()


@pytest.fixture
def clerk(client, store):
    user = StoreStaffFactory(store=store, role="service").user
    client.force_login(user)
    return user


def sold(store, quantity=2, **values):
    sku = SkuFactory(product__store=store, on_hand=9)
    return paid(skus=[sku], quantity=quantity, **values)


def listed(client, **query):
    answer = client.get(LIST, query)
    assert answer.status_code == 200
    return {row.pk for row in answer.context["cl"].result_list}


def table(client, text, **more):
    file = SimpleUploadedFile("s.csv", text.encode())
    return client.post(TABLE, {"file": file, **more})


def test_orders_are_found_by_number_tracking_recipient_buyer_and_phone(client, clerk, store):
    order, other = sold(store), sold(store)
    foreign = sold(StoreFactory())
    address = {**order.group.address, "recipient": "Zhou Yun", "phone": "+86 139-0000-4321"}
    OrderGroup.objects.filter(pk__in=[order.group_id, foreign.group_id]).update(address=address)
    Parcel.objects.create(order=order, carrier="SF", tracking="SF77", shipped_at=timezone.now())
    terms = [order.number, order.group.number, "SF77", "zhou", "4321", "00004321"]
    terms.append(f"@{order.group.buyer.handle}")
    for term in terms:
        assert listed(client, q=term) == {order.pk}, term
    for term in ("1321", "99994321", "yun", foreign.number, foreign.group.buyer.handle):
        assert listed(client, q=term) == set(), term
    assert listed(client) == {order.pk, other.pk}


def test_orders_are_narrowed_by_lateness_day_product_and_case(client, clerk, store):
    order, other = sold(store), sold(store)
    past = timezone.now() - timedelta(days=9)
    StoreOrder.objects.filter(pk=order.pk).update(ship_by=past)
    OrderGroup.objects.filter(pk=other.group_id).update(placed_at=past)
    complain(order)
    product = order.lines.get().sku.product_id
    assert listed(client, late="yes") == {order.pk}
    assert listed(client, late="today") == set()
    assert listed(client, placed="7") == {order.pk}
    assert listed(client, placed="30") == {order.pk, other.pk}
    assert listed(client, product=str(product)) == {order.pk}
    assert listed(client, case="open") == {order.pk}
    assert listed(client, status__exact="paid") == {order.pk, other.pk}
    assert listed(client, product="x", placed="x", late="x", case="x") == {order.pk, other.pk}


def test_a_table_is_looked_at_then_shipped_row_by_row(client, clerk, store):
    first, second, third = sold(store), sold(store), sold(store)
    foreign = sold(StoreFactory())
    code = second.lines.get().sku.code
    text = (
        "order,carrier,tracking,sku,quantity\n"
        f"{first.number},SF,T1,,\n"
        f"{second.number},SF,T2,{code},1\n"
        f"{third.number},,T3,,\n"
        f"{foreign.number},SF,T4,,\n"
        f"{third.number},SF,T5,NOPE,1\n"
        f"{third.number},SF,T6,{code},x\n"
    )
    trial = table(client, text)
    assert not Parcel.objects.exists()
    errors = {row.tracking: row.error for row in trial.context["parcels"]}
    assert not errors["T1"] + errors["T2"]
    assert all(errors[name] for name in ("T3", "T4", "T5", "T6"))
    assert "7" in errors["T6"]

    done = client.post(TABLE, {"text": trial.context["text"], "ship": "1"})
    assert [row.tracking for row in done.context["parcels"] if row.is_done] == ["T1", "T2"]
    states = {order.pk: order.status for order in StoreOrder.objects.all()}
    assert states[first.pk] == "shipped"
    assert states[second.pk] == "partly_shipped"
    assert states[third.pk] == states[foreign.pk] == "paid"

    again = client.post(TABLE, {"text": trial.context["text"], "ship": "1"})
    assert not any(row.is_done for row in again.context["parcels"])
    assert Parcel.objects.count() == 2


@pytest.mark.parametrize(
    ("text", "said"), [("a,b\n1,2\n", "order, carrier, tracking"), ("", "order, carrier")]
)
def test_what_is_no_such_table_says_so(client, clerk, text, said):
    answer = table(client, text or " ")
    assert said in str(answer.context["form"].errors["file"])


def test_a_table_in_the_encoding_of_chinese_spreadsheets_is_read(client, clerk, store):
    order = sold(store)
    raw = f"order,carrier,tracking\n{order.number},顺丰速运,T1\n".encode("gb18030")
    client.post(TABLE, {"file": SimpleUploadedFile("s.csv", raw), "ship": "1"})
    assert Parcel.objects.get().carrier == "顺丰速运"


def test_an_editor_does_not_ship_by_a_table(client, store):
    client.force_login(StoreStaffFactory(store=store, role="editor").user)
    assert client.get(TABLE).status_code == 403


def test_slips_hold_ones_own_orders_alone(client):
    ours, theirs = Brand("ours"), Brand(CANARY)
    client.force_login(ours.member("service"))
    path = reverse("admin:shop_storeorder_slips")
    both = client.get(path, {"ids": f"{ours.order.pk},{theirs.order.pk}"}).content.decode()
    assert "ours teapot" in both
    assert CANARY not in both
    assert client.get(path, {"ids": theirs.order.pk}).status_code == 404
    assert client.get(path, {"ids": "x,9999999999999999999999"}).status_code == 404
    chosen = {"action": "print_slips", "_selected_action": [ours.order.pk], "index": 0}
    assert client.post(LIST, chosen)["Location"] == f"{path}?ids={ours.order.pk}"
