"""Receipts and invoices."""

import pypdfium2
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone, translation

from shop import receipts
from shop.models import Invoice
from shop.services import invoices
from shop.services.invoices import InvoiceRefused
from tests.factories.accounts import UserFactory
from tests.factories.orders import placed
from tests.shop.cases import clerk_of, sold

pytestmark = pytest.mark.django_db
COMPANY = "91110000600037341L"


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.UPLOAD_ROOT = tmp_path


@pytest.fixture
def order(client):
    order = sold()
    client.force_login(order.group.buyer)
    return order


def paper(order, name=""):
    return f"/orders/{order.group.number}/invoice/{order.number}{name}"


def ask(order, **values):
    form = {"kind": "company", "title": "茶有限公司", "tax_number": COMPANY, "email": "a@b.cn"}
    return invoices.request(order, **{**form, **values}, at=timezone.now())


def test_a_receipt_is_a_pdf_that_is_the_same_each_time(client, order):
    answer = client.get(f"/orders/{order.group.number}/receipt.pdf")
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF-")
    with translation.override("zh-hans"):
        order.group.store_orders.first().lines.update(title="龙井 很长的名字" * 9)
        assert receipts.pdf(order.group) == receipts.pdf(order.group)


def test_a_receipt_brings_its_letters_along_in_both_languages(order):
    order.group.store_orders.first().lines.update(title="手冲壶 600 毫升 细口 龘")
    for language, words in (("zh-hans", "收据"), ("en", "Receipt")):
        with translation.override(language):
            content = receipts.pdf(order.group)
        page = pypdfium2.PdfDocument(content)[0]
        text = page.get_textpage().get_text_range()
        assert words in text
        assert "手冲壶 600 毫升 细口 龘" in text
        # The outlines of the letters are in the file: no reader of PDF has to know the typeface.
        assert content.count(b"/FontFile2") >= 1
        assert 5_000 < len(content) < 200_000


def test_there_is_no_receipt_before_payment(client):
    group = placed()
    client.force_login(group.buyer)
    assert client.get(f"/orders/{group.number}/receipt.pdf").status_code == 404


@pytest.mark.parametrize(
    ("number", "is_one"),
    [
        (COMPANY, True),
        ("110105123456789", True),
        ("911100006000373410", False),
        ("91110000600037341I", False),
        ("123", False),
        ("", False),
    ],
)
def test_tax_numbers_are_checked(number, is_one):
    assert invoices.is_tax_number(number) == is_one


def test_an_invoice_is_asked_for_changed_issued_and_fetched(client, order):
    form = {"kind": "company", "title": "茶有限公司", "tax_number": COMPANY, "email": "a@b.cn"}
    assert client.post(paper(order), form).status_code == 302
    assert client.post(paper(order), form | {"title": "新茶有限公司"}).status_code == 302
    invoice = Invoice.objects.get()
    assert (invoice.title, invoice.status) == ("新茶有限公司", "requested")
    assert client.get(paper(order, "/file")).status_code == 404

    file = SimpleUploadedFile("fapiao.pdf", b"%PDF-1.7 ...")
    clerk = clerk_of(order)
    invoices.issue(invoice, number="24312000", file=file, actor=clerk, at=timezone.now())

    kept = client.get(paper(order, "/file"))
    assert (kept.content, kept["Cache-Control"]) == (b"%PDF-1.7 ...", "private, no-store")
    assert "24312000" in client.get(paper(order)).content.decode()
    client.force_login(UserFactory())
    assert client.get(paper(order, "/file")).status_code == 404
    with pytest.raises(InvoiceRefused):
        ask(order)


@pytest.mark.parametrize(
    ("change", "field"),
    [({"title": ""}, "title"), ({"tax_number": "12"}, "tax_number"), ({"email": "x"}, "email")],
)
def test_a_wrong_request_names_its_field(client, order, change, field):
    form = {"kind": "company", "title": "T", "tax_number": COMPANY, "email": "a@b.cn", **change}
    answer = client.post(paper(order), form)
    assert (answer.status_code, list(answer.context["form"].errors)) == (400, [field])


def test_a_person_needs_no_tax_number(order):
    assert ask(order, kind="personal", tax_number="12").tax_number == ""


def test_an_unpaid_order_has_no_invoice():
    with pytest.raises(InvoiceRefused):
        ask(placed().store_orders.get())


@pytest.mark.parametrize(("name", "body"), [("a.pdf", b"<html>"), ("a.html", b"%PDF-1")])
def test_only_a_pdf_is_taken(order, name, body):
    file = SimpleUploadedFile(name, body)
    with pytest.raises(InvoiceRefused) as caught:
        invoices.issue(ask(order), number="1", file=file, actor=clerk_of(order), at=timezone.now())
    assert caught.value.field == "file"
