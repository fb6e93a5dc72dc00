"""Products written by programs of their store, by the rules of the admin."""

import uuid

import pytest
import time_machine
from django.test import Client

from shop.models import Product, Sku, Stock
from shop.services import catalogue, own_products
from tests.factories.accounts import UserFactory
from tests.factories.media import PictureFactory
from tests.factories.shop import CategoryFactory, ProductFactory, SkuFactory, StoreStaffFactory

pytestmark = pytest.mark.django_db
SIZES = [
    {"code": "P-S", "options": {"Size": "S"}, "price": 8800, "weight": 300},
    {"code": "P-M", "options": {"Size": "M"}, "price": 9900},
]


@pytest.fixture
def editor():
    return StoreStaffFactory(role="editor")


@pytest.fixture
def api(editor):
    return _signed_in(editor.user)


def _signed_in(user):
    client = Client()
    client.force_login(user)
    return client


def path(store, *rest):
    return "/".join([f"/api/v1/stores/{store.slug}/products", *(str(part) for part in rest)])


def send(client, method, address, body=None):
    return getattr(client, method)(address, body, content_type="application/json")


def test_a_product_is_written_and_put_on_sale(api, editor):
    CategoryFactory()
    shot = PictureFactory(owner=editor.user)
    pictures = [{"upload": str(shot.upload_id), "alt": "front"}]
    new = {"title": "A pot", "category": "tea", "variants": SIZES, "pictures": pictures}
    answer = send(api, "post", path(editor.store), new)
    assert answer.status_code == 201, answer.json()
    made = answer.json()
    assert (made["status"], made["price_from"]) == ("draft", 8800)
    assert [(one["code"], one["position"], one["available"]) for one in made["variants"]] == [
        ("P-S", 0, 0),
        ("P-M", 1, 0),
    ]
    assert made["pictures"] == pictures
    assert Stock.objects.filter(sku__product__public_id=made["public_id"]).count() == 2

    own = path(editor.store, made["public_id"])
    changed = send(api, "patch", own, {"title": "A small pot"}).json()
    assert (changed["title"], changed["pictures"]) == ("A small pot", pictures)
    for _ in range(2):
        assert send(api, "put", f"{own}/publication").json()["status"] == "on_sale"
    assert Client().get(f"/api/v1/products/{made['public_id']}").status_code == 200
    assert send(api, "delete", f"{own}/publication").json()["status"] == "withdrawn"
    assert [one["public_id"] for one in api.get(path(editor.store)).json()["results"]] == [
        made["public_id"]
    ]


def test_variants_are_added_changed_and_switched_off(api, editor):
    sku = SkuFactory(product__store=editor.store, options={"Size": "S"}, code="P-S")
    own = path(editor.store, sku.product.public_id)
    more = send(api, "post", f"{own}/variants", SIZES[1]).json()["variants"]
    assert [one["code"] for one in more] == ["P-S", "P-M"]
    send(api, "patch", f"{own}/variants/{sku.pk}", {"price": 7700})
    sku.refresh_from_db()
    assert (sku.price, sku.options, sku.product.price_from) == (7700, {"Size": "S"}, 7700)
    assert list(sku.price_changes.values_list("price", flat=True))[-1] == 7700
    off = send(api, "patch", f"{own}/variants/{sku.pk}", {"is_active": False}).json()
    assert [one["is_active"] for one in off["variants"]] == [False, True]


def test_what_is_not_named_stays_as_others_have_left_it():
    sku = SkuFactory(price=8800)
    Sku.objects.filter(pk=sku.pk).update(price=7000)
    own_products.write_variant(sku, {"weight": 250})
    sku.refresh_from_db()
    assert (sku.price, sku.weight, sku.product.price_from) == (7000, 250, 7000)


def test_variants_that_are_switched_off_have_an_end_too(api, editor, monkeypatch):
    monkeypatch.setattr(catalogue, "MOST_KEPT", 3)
    sku = SkuFactory(product__store=editor.store, options={"Size": "S"}, code="P-S")
    own = path(editor.store, sku.product.public_id)
    for code, status in (("A", 201), ("B", 201), ("C", 409)):
        body = {"code": code, "price": 5000, "is_active": False}
        answer = send(api, "post", f"{own}/variants", body)
        assert answer.status_code == status, answer.json()
    assert answer.json()["errors"] == {"skus": ["A product keeps at most 3 variants, sold or not."]}
    axes = {"axes": [{"name": "Tint", "values": list("abcd")}], "price": 5000}
    answer = send(api, "put", f"{own}/matrix", axes)
    assert (answer.status_code, list(answer.json()["errors"])) == (409, ["axes"])
    assert sku.product.skus.count() == 3
    # What is there can still be changed.
    assert send(api, "patch", f"{own}/variants/{sku.pk}", {"price": 7700}).status_code == 200


def test_writing_is_counted_by_the_minute(api, editor, settings):
    settings.API_PER_MINUTE = {"read": 9, "write": 2}
    sku = SkuFactory(product__store=editor.store, options={"Size": "S"}, code="P-S")
    own = path(editor.store, sku.product.public_id, "variants")
    with time_machine.travel("2026-05-01T12:00:10Z", tick=False):
        answers = [send(api, "patch", f"{own}/{sku.pk}", {"price": 7700}) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]


def test_the_matrix_says_first_and_makes_then(api, editor):
    sku = SkuFactory(product__store=editor.store, options={"Size": "S"}, code="P-S")
    own = path(editor.store, sku.product.public_id)
    axes = {"axes": [{"name": "Size", "values": ["S", "M"]}], "price": 5000, "code_start": "P"}
    plan = {"kept": [sku.pk], "new": [{"Size": "M"}], "retired": []}
    assert send(api, "put", f"{own}/matrix", axes | {"is_dry": True}).json() == plan
    assert sku.product.skus.count() == 1
    assert send(api, "put", f"{own}/matrix", axes).json() == plan
    assert sorted(sku.product.skus.values_list("code", "price")) == [("P-01", 5000), ("P-S", 8800)]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"category": "nowhere"}, "category"),
        ({"title": ""}, "title"),
        ({"status": "on_sale"}, "status"),
        ({"variants": [SIZES[0], SIZES[0] | {"options": {"Size": "M"}}]}, "code"),
        ({"variants": [SIZES[0], SIZES[0] | {"code": "X"}]}, "skus"),
        ({"variants": [SIZES[0] | {"price": -1}]}, "variants.0.price"),
        ({"variants": [SIZES[0] | {"price": 10**10}]}, "variants.0.price"),
        ({"variants": [SIZES[0] | {"options": {"": "S"}}]}, "variants.0.options"),
        ({"pictures": [{"upload": str(uuid.uuid4())}]}, "pictures"),
    ],
)
def test_what_is_wrong_is_named_and_nothing_is_kept(api, editor, wrong, field):
    CategoryFactory()
    answer = send(api, "post", path(editor.store), {"title": "Pot", "category": "tea"} | wrong)
    assert answer.status_code in (400, 409)
    assert list(answer.json()["errors"]) == [field]
    assert not Product.objects.filter(store=editor.store).exists()


def test_anothers_upload_or_product_is_none_of_ours(api, editor):
    theirs = SkuFactory(product=ProductFactory(status="draft"))
    shot = PictureFactory(owner=UserFactory())
    ours = ProductFactory(store=editor.store)
    taken = {"pictures": [{"upload": str(shot.upload_id)}]}
    answer = send(api, "patch", path(editor.store, ours.public_id), taken)
    assert (answer.status_code, answer.json()["code"]) == (400, "unfit_picture")
    for store in (editor.store, theirs.product.store):
        own = path(store, theirs.product.public_id)
        assert send(api, "patch", own, {"title": "Mine"}).status_code == 404
        assert send(api, "patch", f"{own}/variants/{theirs.pk}", {"price": 1}).status_code == 404
    elsewhere = path(editor.store, ours.public_id, "variants", theirs.pk)
    assert send(api, "patch", elsewhere, {"price": 1}).status_code == 404
    assert Sku.objects.get(pk=theirs.pk).price == 8800


def test_customer_service_reads_and_does_not_write(editor):
    product = ProductFactory(store=editor.store)
    service = _signed_in(StoreStaffFactory(store=editor.store, role="service").user)
    own = path(editor.store, product.public_id)
    assert service.get(own).status_code == 200
    assert send(service, "patch", own, {"title": "No"}).status_code == 403
    assert send(service, "put", f"{own}/publication").status_code == 403


def test_a_list_costs_the_same_however_many_variants(api, editor, django_assert_max_num_queries):
    for _ in range(3):
        product = ProductFactory(store=editor.store)
        for size in "SML":
            SkuFactory(product=product, options={"Size": size})
    with django_assert_max_num_queries(9):
        assert len(api.get(path(editor.store)).json()["results"]) == 3
