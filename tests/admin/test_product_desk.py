"""Around a product's form: its matrix, its sales, its attributes, and the sheet of its store."""

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.forms import inlineformset_factory
from django.test import Client
from django.utils import timezone

from shop.admin.forms import SkuForm, SkuFormSet
from shop.models import Attribute, AttributeChoice, Product, Sku
from shop.services import catalogue
from tests.factories.shop import ProductFactory, SkuFactory, StoreStaffFactory

pytestmark = pytest.mark.django_db
LIST = "/admin/shop/product/"


@pytest.fixture
def product():
    return SkuFactory(product=ProductFactory(title="Our pot"), code="P-1").product


@pytest.fixture
def brand(product):
    return _client("owner", product.store)


def _client(role, store=None):
    client = Client()
    more = {"store": store} if store else {}
    client.force_login(StoreStaffFactory(role=role, **more).user)
    return client


def page(product, name):
    return f"{LIST}{product.pk}/{name}/"


def test_the_matrix_shows_first_and_makes_then(brand, product):
    sent = {"axis_1": "Size", "values_1": "S, L，XL", "price": "20", "code_start": "pot"}
    shown = brand.post(page(product, "matrix"), {**sent, "preview": "1"})
    assert "2 new variants" in shown.content.decode()
    assert product.skus.count() == 1

    assert brand.post(page(product, "matrix"), {**sent, "generate": "1"}).status_code == 302
    assert sorted(product.skus.values_list("code", "price")) == [
        ("P-1", 8800),
        ("pot-01", 2000),
        ("pot-02", 2000),
    ]
    for wrong in ({"values_1": ""}, {"axis_1": ""}, {"price": "-1"}, {"values_1": "S, S"}):
        assert brand.post(page(product, "matrix"), {**sent, **wrong}).status_code == 400


def test_the_form_keeps_to_what_a_product_may_keep(product, monkeypatch):
    monkeypatch.setattr(catalogue, "MOST_KEPT", 2)
    kind = inlineformset_factory(Product, Sku, form=SkuForm, formset=SkuFormSet)
    row = {"options": "", "price": "88", "weight": "0", "position": "0"}
    old = row | {"id": product.skus.get().pk, "code": "P-1", "is_active": "on"}
    for more, is_fine in ((1, True), (2, False)):
        rows = [old, *(row | {"code": f"N-{number}"} for number in range(more))]
        sent = {f"skus-{n}-{name}": each[name] for n, each in enumerate(rows) for name in each}
        counts = {"skus-TOTAL_FORMS": len(rows), "skus-INITIAL_FORMS": 1}
        formset = kind({**sent, **counts}, instance=product)
        assert formset.is_valid() is is_fine, formset.errors
    assert formset.non_form_errors() == ["A product keeps at most 2 variants, sold or not."]


def test_the_form_of_all_variants_that_a_product_may_keep_can_be_sent(brand, product, settings):
    shown = brand.get(page(product, "change")).content.decode()
    of_one = len(re.findall(r'name="skus-0-', shown))
    of_page = len(re.findall(r"<(?:input|select|textarea)[^>]* name=", shown))

    fields = of_page + of_one * catalogue.MOST_KEPT

    assert of_one >= 5
    assert fields <= settings.DATA_UPLOAD_MAX_NUMBER_FIELDS


def test_a_sale_is_planned_seen_and_ended(brand, product):
    day = timezone.localdate()
    sent = {
        "percent_off": "25",
        "starts_at_0": day.isoformat(),
        "starts_at_1": "00:00",
        "ends_at_0": (day + timedelta(days=3)).isoformat(),
        "ends_at_1": "12:00",
    }
    assert brand.post(page(product, "sale"), sent).status_code == 302
    assert "¥66.00" in brand.get(page(product, "sale")).content.decode()
    again = brand.post(page(product, "sale"), sent)
    assert (again.status_code, list(again.context["form"].errors)) == (400, ["starts_at"])
    product.refresh_from_db()
    assert product.price_from == 6600

    brand.post(page(product, "sale"), {"end": "1"})
    product.refresh_from_db()
    assert product.price_from == 8800


def test_the_questions_of_the_category_are_answered(brand, product):
    asked = Attribute.objects.create(
        category=product.category, code="glaze", name_en="Glaze", name_zh="釉"
    )
    sage = AttributeChoice.objects.create(
        attribute=asked, code="sage", name_en="Sage", name_zh="苔"
    )
    Attribute.objects.create(
        category=product.category, code="ml", name_en="Volume", name_zh="容量", kind="number"
    )
    assert brand.post(page(product, "answers"), {"glaze": sage.pk, "ml": "250"}).status_code == 302
    product.refresh_from_db()
    assert product.facets == [sage.pk]
    assert 'value="250' in brand.get(page(product, "answers")).content.decode()
    assert brand.post(page(product, "answers"), {"ml": "much"}).status_code == 400
    brand.post(page(product, "answers"), {})
    assert not product.attributes.exists()


def test_a_sheet_is_tried_then_taken(brand, product):
    exported = b"".join(brand.get(f"{LIST}export-sheet/").streaming_content).decode()
    assert product.public_id in exported
    changed = exported.replace("88.00", "77.00")

    def send(text, **more):
        file = SimpleUploadedFile("sheet.csv", text.encode(), "text/csv")
        token = "7d444840-9dc0-11d1-b245-5ffdce74fad2"
        sent = {"store": product.store_id, "file": file, "token": token, **more}
        return brand.post(f"{LIST}import-sheet/", sent)

    assert "This would happen" in send(changed, is_dry="on").content.decode()
    assert product.skus.get().price == 8800
    assert "This was done" in send(changed).content.decode()
    assert product.skus.get().price == 7700
    faulty = send(changed.replace("77.00", "-1"))
    assert faulty.status_code == 400
    assert "Row 2, price" in faulty.content.decode()
    other = ProductFactory().store
    assert "store" in send(changed, store=other.pk).context["form"].errors


@pytest.mark.parametrize("name", ["matrix", "sale", "answers"])
def test_others_find_nothing_here(product, name):
    rival, service = _client("owner"), _client("service", product.store)
    for client in (rival, service):
        assert client.get(page(product, name)).status_code in (403, 404)
        assert client.post(page(product, name), {"end": "1"}).status_code in (403, 404)
    assert service.get(f"{LIST}export-sheet/").status_code in (403, 404)
    theirs = b"".join(rival.get(f"{LIST}export-sheet/").streaming_content).decode()
    assert product.public_id not in theirs
