"""A day at a brand's desk: products, stock, orders, and notes of the official account."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from notes.models import Note
from shop.models import Product, Stock, StoreOrder, StoreStaff
from tests.admin.brands import Brand

pytestmark = pytest.mark.django_db


@pytest.fixture
def brand():
    return Brand("ours")


@pytest.fixture
def owner(client, brand):
    client.force_login(brand.member(StoreStaff.Role.OWNER))
    return client


def _inline(prefix, rows, initial=0):
    form = {f"{prefix}-TOTAL_FORMS": len(rows), f"{prefix}-INITIAL_FORMS": initial}
    for number, row in enumerate(rows):
        form |= {f"{prefix}-{number}-{name}": value for name, value in row.items()}
    return form


def _photo(name="pot.jpg"):
    file = io.BytesIO()
    Image.new("RGB", (900, 1200), "#a86").save(file, "JPEG")
    return SimpleUploadedFile(name, file.getvalue(), "image/jpeg")


def test_an_owner_adds_a_product_and_puts_it_on_sale(owner, brand):
    skus = [
        {
            "code": "S-1",
            "options": "Colour: Sage, Size: M",
            "price": "129",
            "is_active": "on",
            "position": 0,
            "weight": 450,
        },
        {
            "code": "S-2",
            "options": "颜色：白,Size: M",
            "price": "99.00",
            "position": 1,
            "weight": 0,
        },
    ]
    pictures = [{"file": _photo(), "alt": "A sage teapot", "position": 0}]
    form = brand.product_form(shop_product_publish="1")
    form |= _inline("skus", skus) | _inline("pictures", pictures)

    answer = owner.post(reverse("admin:shop_product_add"), form)

    assert answer.status_code == 302, answer.context and answer.context["errors"]
    product = Product.objects.get(title="A new pot")
    assert (product.status, product.price_from) == ("on_sale", 12900)
    assert product.skus.first().options == {"Colour": "Sage", "Size": "M"}
    assert product.pictures.get().picture.owner == brand.store.account
    assert Stock.objects.filter(sku__product=product).count() == 2


def test_two_variants_that_look_alike_are_refused_in_the_form(owner, brand):
    row = {"options": "Size: M", "price": "1.00", "is_active": "on", "position": 0}
    form = brand.product_form() | _inline("skus", [row | {"code": "A"}, row | {"code": "B"}])

    answer = owner.post(reverse("admin:shop_product_add"), form)

    assert answer.status_code == 200
    assert not Product.objects.filter(title="A new pot").exists()


def test_a_file_that_is_no_picture_is_named_and_nothing_is_kept(owner, brand):
    text = SimpleUploadedFile("pot.jpg", b"<svg onload=alert(1)>", "image/jpeg")
    form = brand.product_form() | _inline("pictures", [{"file": text, "alt": "", "position": 0}])

    answer = owner.post(reverse("admin:shop_product_add"), form)

    assert answer.status_code == 200
    assert not Product.objects.filter(title="A new pot").exists()


def test_a_hostile_offer_is_refused_at_its_field(owner, brand):
    offer = {"marketplace": "tmall", "url": "https://evil.example\\@detail.tmall.com/x"}
    form = brand.product_form() | _inline("offers", [offer | {"is_active": "on"}])

    answer = owner.post(reverse("admin:shop_product_add"), form)

    assert answer.status_code == 200
    assert not Product.objects.filter(title="A new pot").exists()


def test_stock_changes_by_difference_and_once(owner, brand):
    stock = Stock.objects.get(sku=brand.sku, bucket="main")
    before = stock.on_hand
    path = reverse("admin:shop_stock_change", args=[stock.pk])
    token = owner.get(path).context["adminform"].form["token"].value()

    for _ in range(2):
        assert owner.post(path, {"delta": 5, "reason": "count", "token": token}).status_code == 302

    stock.refresh_from_db()
    assert stock.on_hand == before + 5
    assert stock.moves.latest("pk").actor.handle == "ours_owner"


def test_more_than_is_free_cannot_be_taken_away(owner, brand):
    stock = Stock.objects.get(sku=brand.sku, bucket="main")
    before = stock.on_hand
    path = reverse("admin:shop_stock_change", args=[stock.pk])
    token = owner.get(path).context["adminform"].form["token"].value()

    answer = owner.post(path, {"delta": -11, "reason": "", "token": token})

    assert answer.context["adminform"].form.errors["delta"]
    stock.refresh_from_db()
    assert stock.on_hand == before


def test_an_order_that_is_not_paid_cannot_be_shipped(owner, brand):
    path = reverse("admin:shop_storeorder_change", args=[brand.order.pk])
    form = {"carrier": "SF", "tracking": "1", "shop_storeorder_mark_shipped": "1"}

    owner.post(path, form | _inline("lines", [], 0))

    brand.order.refresh_from_db()
    assert brand.order.status == StoreOrder.Status.PENDING_PAYMENT


@pytest.mark.parametrize(
    ("role", "may"),
    [
        ("owner", {"product", "stock", "note"}),
        ("editor", {"product", "stock", "note"}),
        ("service", set()),
    ],
)
def test_what_a_role_may_change(client, brand, role, may):
    client.force_login(brand.member(role))
    pages = {
        "product": reverse("admin:shop_product_change", args=[brand.product.pk]),
        "stock": reverse(
            "admin:shop_stock_change", args=[Stock.objects.get(sku=brand.sku, bucket="main").pk]
        ),
        "note": reverse("admin:notes_note_change", args=[brand.note.pk]),
    }

    changeable = {
        name for name, path in pages.items() if client.get(path).context["has_change_permission"]
    }

    assert changeable == may


def test_staff_write_a_note_as_the_official_account(owner, brand):
    form = {
        "store": brand.store.pk,
        "title": "How we glaze",
        "body": "Wood ash, iron, and three firings.",
        "channel": "home",
        "visibility": "public",
        "topics": "tea #glaze",
        "pictures": [_photo("a.jpg"), _photo("b.jpg")],
        "notes_note_publish": "1",
    }
    form |= _inline("slides", []) | _inline("product_tags", [{"product": brand.product.pk}])

    answer = owner.post(reverse("admin:notes_note_add"), form)

    assert answer.status_code == 302, answer.context and answer.context["errors"]
    note = Note.objects.get(title="How we glaze")
    assert (note.author, note.acted_by.handle) == (brand.store.account, "ours_owner")
    assert note.status == Note.Status.PUBLISHED
    assert note.slides.count() == 2
    assert note.product_tags.get().label == "sponsored"
    assert {topic.key for topic in note.topics.all()} == {"tea", "glaze"}


def test_a_title_that_is_too_long_is_refused_at_its_field(owner, brand):
    form = {
        "store": brand.store.pk,
        "title": "字" * 21,
        "body": "",
        "channel": "",
        "visibility": "public",
    }

    answer = owner.post(
        reverse("admin:notes_note_add"), form | _inline("slides", []) | _inline("product_tags", [])
    )

    assert "title" in answer.context["adminform"].form.errors
    assert Note.objects.count() == 1
