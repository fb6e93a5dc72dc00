"""What a creator earns: balances, and the statement of a month with the notes that earned it."""

from collections.abc import Iterable
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from core.pagination import BadCursor
from notes.models import Note
from shop import csv_files
from shop.buyers import BuyerRequest
from shop.models import Payout
from shop.services import ledger, statements
from shop.services.statements import Row, Statement, UnknownMonth

PAYOUTS = 12


@login_required
@require_safe
def earnings(request: BuyerRequest) -> HttpResponse:
    """The reader's own balances and one month of them, row by row."""
    statement = _statement(request)
    try:
        page = statements.page(statement, after=request.GET.get("after", ""))
    except BadCursor as refusal:
        raise Http404 from refusal
    payouts = Payout.objects.visible_to(request.user).order_by("-pk")[:PAYOUTS]
    context = {
        "statement": statement,
        "balances": ledger.balances(request.user, statement.currency),
        "currencies": ledger.currencies(request.user),
        "entries": _with_notes(page.items, request.user),
        "next_cursor": page.next_cursor,
        "has_later": statement.month.end <= timezone.now(),
        "payouts": payouts,
    }
    return render(request, "feed/earnings.html", context)


@login_required
@require_safe
def earnings_file(request: BuyerRequest) -> HttpResponseBase:
    """The same month as CSV, opening and closing included."""
    statement = _statement(request)
    name = f"earnings-{statement.month.name}-{statement.currency}"
    return csv_files.response(name, statements.table(statement))


def _statement(request: BuyerRequest) -> Statement:
    known = ledger.currencies(request.user)
    currency = request.GET.get("currency", known[0])
    try:
        month = statements.month_of(request.GET.get("month", ""), at=timezone.now())
    except UnknownMonth as refusal:
        raise Http404 from refusal
    if currency not in known:
        raise Http404
    return statements.of(request.user, month, currency=currency)


def _with_notes(rows: Iterable[Row], reader: Any) -> list[dict[str, Any]]:
    """Each row with the title of its note, where the reader may open it."""
    rows = list(rows)
    notes = Note.objects.visible_to(reader).filter(public_id__in={row.source for row in rows})
    titles = dict(notes.values_list("public_id", "title"))
    return [{"row": row, "note": titles.get(row.source)} for row in rows]
