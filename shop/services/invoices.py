"""Invoices (发票): a buyer asks, the store issues."""

import re
from datetime import datetime
from pathlib import PurePath
from uuid import uuid4

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import RuleViolation
from media.storage import private_storage
from shop.models import Invoice, StoreOrder

ASKABLE = ("paid", "partly_shipped", "shipped", "received", "completed")
MOST_BYTES = 5 << 20
_LETTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)


class InvoiceRefused(RuleViolation):
    code = "invoice_refused"


def is_tax_number(number: str) -> bool:
    """A unified social credit code (18, its last letter is a check), or an older 15-digit one."""
    if re.fullmatch(r"[0-9]{15}", number):
        return True
    if len(number) != 18 or any(letter not in _LETTERS for letter in number):
        return False
    total = sum(_LETTERS.index(one) * weight for one, weight in zip(number, _WEIGHTS, strict=False))
    return _LETTERS.index(number[17]) == -total % 31


@transaction.atomic
def request(
    order: StoreOrder, *, kind: str, title: str, tax_number: str, email: str, at: datetime
) -> Invoice:
    """Ask for an invoice, or change what was asked for while it is not issued.

    :raises InvoiceRefused: if the order is not paid, the invoice is issued, or a field is wrong
    """
    order = StoreOrder.objects.select_for_update().get(pk=order.pk)
    if order.status not in ASKABLE:
        raise InvoiceRefused(_("An invoice can be asked for once the order is paid."))
    title, tax_number = title.strip(), tax_number.replace(" ", "").upper()
    if not title:
        raise InvoiceRefused(_("Write whose name the invoice bears."), field="title")
    if kind == Invoice.Kind.COMPANY and not is_tax_number(tax_number):
        raise InvoiceRefused(
            _("This is no tax number: 18 letters and digits, or 15 digits."), field="tax_number"
        )
    invoice = Invoice.objects.filter(order=order).first() or Invoice(order=order, requested_at=at)
    if invoice.status == Invoice.Status.ISSUED:
        raise InvoiceRefused(_("The invoice is issued; the store can help with a correction."))
    invoice.kind, invoice.title, invoice.email = kind, title, email
    invoice.tax_number = tax_number if kind == Invoice.Kind.COMPANY else ""
    invoice.save()
    return invoice


@transaction.atomic
def issue(
    invoice: Invoice, *, number: str, file: UploadedFile | None, actor: User, at: datetime
) -> Invoice:
    """Say that it is issued, with its number, and its file where there is one.

    :raises InvoiceRefused: without a number, or with a file that is no PDF
    """
    invoice = Invoice.objects.select_for_update().get(pk=invoice.pk)
    if not number.strip():
        raise InvoiceRefused(_("Give the invoice's number."), field="number")
    if file is not None:
        invoice.file = _kept(file)
    invoice.number, invoice.status = number.strip()[:30], Invoice.Status.ISSUED
    invoice.issued_at, invoice.issued_by = at, actor
    invoice.save()
    return invoice


def check_file(file: UploadedFile) -> None:
    """:raises InvoiceRefused: if it is no PDF, or too large"""
    head = file.read(5)
    file.seek(0)
    if head != b"%PDF-" or PurePath(file.name or "").suffix.lower() != ".pdf":
        raise InvoiceRefused(_("Send the invoice as a PDF."), field="file")
    if (file.size or 0) > MOST_BYTES:
        raise InvoiceRefused(_("At most 5 MB."), field="file")


def _kept(file: UploadedFile) -> str:
    check_file(file)
    return private_storage().save(f"invoices/{uuid4().hex}.pdf", file)


def read_file(invoice: Invoice) -> bytes | None:
    """The file for a checked view; None where there is none."""
    if not invoice.file or not private_storage().exists(invoice.file):
        return None
    with private_storage().open(invoice.file) as stored:
        return stored.read()
