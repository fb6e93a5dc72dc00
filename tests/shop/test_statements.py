"""Statements: every line of the ledger once, and opening + lines = closing = balance."""

import csv
import io

import pytest
from django.db import transaction
from django.utils import timezone

from shop.models import OrderLine, Store
from shop.services import bookings, ledger, payouts, statements
from tests.factories.accounts import UserFactory
from tests.factories.shop import SkuFactory, StoreFactory
from tests.shop.books import give_back, paid

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("balanced_books")]


@pytest.fixture
def creator():
    return UserFactory(handle="lin")


@pytest.fixture
def months(creator):
    """Bought in May, completed and partly paid out in June, partly given back in July."""
    store = StoreFactory(slug="hill", shipping_fee=1000)
    sku = SkuFactory(product__store=store, price=10_000, product__title="=Gaiwan")
    order = paid([sku], quantity=2, creator=creator)
    _rewrite("capture", 5)
    bookings.completed(order, at=_day(6))
    clerk = UserFactory(is_superuser=True, is_staff=True)
    payout = payouts.propose(creator, currency="CNY", amount=700, actor=clerk, at=_day(6))
    payouts.mark_sent(payout, reference="B1", actor=clerk, at=_day(6))
    give_back(order, [(OrderLine.objects.get(), 1, 10_000)], at=_day(7))
    return store


def _day(month):
    return timezone.make_aware(timezone.datetime(2026, month, 10))


def _rewrite(cause, month):
    """Move what was booked now into a month; its triggers sleep meanwhile."""
    with transaction.atomic():
        from_now = "UPDATE shop_{} SET at = %s"
        cursor = transaction.get_connection().cursor()
        transaction.get_connection().check_constraints()
        cursor.execute("SET LOCAL session_replication_role = replica")
        for table in ("entry", "line"):
            cursor.execute(from_now.format(table), [_day(month)])
        cursor.execute("SET LOCAL session_replication_role = DEFAULT")


def of(owner, month):
    return statements.of(owner, statements.month_of(month, at=timezone.now()), currency="CNY")


def only(sums):
    return {kind: amount for kind, amount in sums.items() if amount}


def test_a_statement_tells_a_month(months, creator):
    may, june, july = (of(creator, f"2026-0{month}") for month in (5, 6, 7))

    assert (only(may.opening), only(may.closing)) == ({}, {"pending": 2000})
    assert only(june.change) == {"pending": -2000, "payable": 1300, "paid_out": 700}
    assert only(july.opening) == {"payable": 1300, "paid_out": 700}
    assert only(july.closing) == {"payable": 300, "paid_out": 700}


@pytest.mark.parametrize("who", ["creator", "store"])
def test_lines_sum_to_the_change_and_months_to_the_balance(months, creator, who):
    owner = creator if who == "creator" else months
    running = dict.fromkeys(statements.KINDS, 0)
    for month in range(4, 9):
        statement = of(owner, f"2026-{month:02d}")
        assert statement.opening == running
        for row in statements.rows(statement):
            for kind, amount in row.amounts.items():
                running[kind] += amount
        assert statement.closing == running

    assert running == ledger.balances(owner, "CNY")


def test_a_line_names_product_note_order_and_rate(months, creator):
    (row,) = statements.rows(of(creator, "2026-05"))

    line = OrderLine.objects.get()
    assert (row.title, row.product) == ("=Gaiwan", line.sku.product.public_id)
    assert (row.source, row.order, row.quantity) == ("note1", line.order.number, 2)
    assert (row.base, row.rate, row.amounts) == (20_000, "10", {"pending": 2000})


def test_pages_hold_every_line_once(months, creator):
    statement = of(creator, "2026-06")
    seen, after = [], ""
    while True:
        page = statements.page(statement, after=after, limit=2)
        seen += [(row.ref, kind) for row in page.items for kind in row.amounts]
        after = page.next_cursor
        if not after:
            break

    whole = [(row.ref, kind) for row in statements.rows(statement) for kind in row.amounts]
    assert len(seen) == len(set(seen)) == len(whole)
    assert set(seen) == set(whole)


def test_one_sees_ones_own(months):
    for stranger in (UserFactory(), StoreFactory()):
        statement = of(stranger, "2026-05")
        assert (only(statement.closing), list(statements.rows(statement))) == ({}, [])
    assert Store.objects.count() == 2


@pytest.mark.parametrize("text", ["2026-13", "2026-00", "26-01", "x", "2026-1", "２０２６-01"])
def test_what_is_no_month_is_refused(text):
    with pytest.raises(statements.UnknownMonth):
        statements.month_of(text, at=timezone.now())


def test_months_touch_and_follow_the_sites_clock():
    month = statements.month_of("2026-12", at=timezone.now())
    assert (month.before, month.after) == ("2026-11", "2027-01")
    assert month.end == statements.month_of("2027-01", at=timezone.now()).start
    assert timezone.localtime(month.start).isoformat() == "2026-12-01T00:00:00+08:00"


def test_the_file_holds_the_same_and_runs_no_formula(months, creator, client):
    client.force_login(creator)
    answer = client.get("/studio/earnings.csv", {"month": "2026-05"})

    text = b"".join(answer.streaming_content).decode()
    assert text.startswith("\ufeff")
    head, opening, row, closing = csv.reader(io.StringIO(text.lstrip("\ufeff")))
    told = dict(zip(head, row, strict=True))
    assert (told["title"], told["note"], told["pending"]) == ("'=Gaiwan", "note1", "2000")
    assert (opening[-4:], closing[-4:]) == (["0"] * 4, ["2000", "0", "0", "0"])
    assert 'filename="earnings-2026-05-CNY.csv"' in answer["Content-Disposition"]


def test_the_api_says_the_same(months, creator, client):
    client.force_login(creator)
    said = client.get("/api/v1/me/earnings", {"month": "2026-06"}).json()
    assert only(said["opening"]) == {"pending": 2000}
    assert only(said["closing"]) == {"payable": 1300, "paid_out": 700}

    lines = client.get("/api/v1/me/earnings/lines", {"month": "2026-05"}).json()["results"]
    assert [line["note"] for line in lines] == ["note1"]
    (payout,) = client.get("/api/v1/me/payouts").json()["results"]
    assert (payout["amount"], payout["status"], payout["reference"]) == (700, "sent", "B1")


def test_the_api_refuses_other_currencies_and_months(creator, client):
    client.force_login(creator)
    for query, field in (({"currency": "ZZZ"}, "currency"), ({"month": "soon"}, "month")):
        answer = client.get("/api/v1/me/earnings", query)
        assert (answer.status_code, list(answer.json()["errors"])) == (400, [field])
