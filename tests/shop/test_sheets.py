"""Products by the sheet: each fault has row, column and reason; with one, nothing moves."""

import csv
import io

import pytest

from shop import product_sheet
from shop.models import Product, Sku
from shop.services import catalogue, sheets
from tests.factories.accounts import UserFactory
from tests.factories.shop import CategoryFactory, ProductFactory, SkuFactory, StoreFactory

pytestmark = pytest.mark.django_db
HEAD = "product,title,category,code,options,price,stock_change"


@pytest.fixture
def store():
    CategoryFactory(slug="tea")
    return StoreFactory()


@pytest.fixture
def sku(store):
    return SkuFactory(product=ProductFactory(store=store, title="Pot"), code="P-1", on_hand=5)


def take(store, *rows, head=HEAD, **more):
    content = "\n".join([head, *rows]).encode()
    return take_bytes(store, content, **more)


def take_bytes(store, content, **more):
    return sheets.take(store, content, actor=UserFactory(), reference="r1", **more)


def faults(outcome):
    return [(fault.row, fault.column) for fault in outcome.faults]


def test_a_sheet_makes_changes_and_counts(store, sku):
    outcome = take(
        store,
        f"{sku.product.public_id},Better pot,tea,P-1,,88.50,-2",
        ",Cup,tea,C-1,Colour: Sage,12,+30",
        ",Cup,tea,C-2,Colour: Clay,13,",
    )

    assert outcome.faults == []
    assert (outcome.new_products, outcome.new_skus, outcome.changed_skus) == (1, 2, 1)
    sku.refresh_from_db()
    assert (sku.price, sku.stocks.get().on_hand) == (8850, 3)
    assert Product.objects.get(pk=sku.product_id).title == "Better pot"
    cup = Product.objects.get(title="Cup")
    assert (cup.status, cup.price_from, cup.skus.get(code="C-1").stocks.get().on_hand) == (
        "draft",
        1200,
        30,
    )


def test_variants_beyond_what_a_product_keeps_are_faults(store, sku, monkeypatch):
    monkeypatch.setattr(catalogue, "MOST_KEPT", 2)
    own = f"{sku.product.public_id},Pot,tea"
    rows = [f"{own},{code},,88,no," for code in ("P-1", "P-2", "P-3")]
    outcome = take(store, *rows, head="product,title,category,code,options,price,sold,stock_change")
    assert faults(outcome) == [(4, "code")]
    assert sku.product.skus.count() == 1


def test_a_trial_says_the_same_and_changes_nothing(store, sku):
    rows = [f"{sku.product.public_id},Pot,tea,P-1,,1,3", ",Cup,tea,C-1,,12,1"]
    dry = take(store, *rows, is_dry=True)

    assert (dry.new_products, dry.changed_skus, dry.stock_changes) == (1, 1, 2)
    sku.refresh_from_db()
    assert (sku.price, sku.stocks.get().on_hand) == (8800, 5)
    assert not Product.objects.filter(title="Cup").exists()
    wet = take(store, *rows)
    assert (wet.new_products, wet.changed_skus, wet.stock_changes) == (1, 1, 2)


def test_the_same_sheet_again_moves_no_stock_twice(store, sku):
    for _ in range(2):
        take(store, f"{sku.product.public_id},Pot,tea,P-1,,88,4")

    assert sku.stocks.get().on_hand == 9


def test_one_fault_and_nothing_moves(store, sku):
    foreign = SkuFactory(code="F-1")
    outcome = take(
        store,
        f"{sku.product.public_id},Pot,tea,P-1,,1,",
        f"{foreign.product.public_id},Mine now,tea,F-1,,1,",
        ",Cup,nowhere,C-1,,12,",
        ",,tea,C-2,,12,",
        ",Cup,tea,C-3,,-5,",
        ",Cup,tea,C-4,,1.234,",
        ",Cup,tea,C-5,,NaN,",
        ",Cup,tea,C-6,,1e99,",
        ",Cup,tea,C-7,what,1,",
        ",Cup,tea,C-8,,1,many",
        f"{sku.product.public_id},Pot,tea,P-1,,2,",
        f"{sku.product.public_id},Pot,tea,,,2,",
        ",Cup,tea,C-9,,1,2,extra",
    )

    assert faults(outcome) == [
        (3, "product"),
        (4, "category"),
        (5, "title"),
        (6, "price"),
        (7, "price"),
        (8, "price"),
        (9, "price"),
        (10, "options"),
        (11, "stock_change"),
        (12, "code"),
        (13, "code"),
        (14, ""),
    ]
    assert all(fault.reason for fault in outcome.faults)
    sku.refresh_from_db()
    foreign.product.refresh_from_db()
    assert sku.price == 8800
    assert foreign.product.title != "Mine now"
    assert Sku.objects.count() == 2


def test_more_cannot_go_than_is_there(store, sku):
    outcome = take(store, f"{sku.product.public_id},Pot,tea,P-1,,88,-6")

    assert faults(outcome) == [(2, "stock_change")]
    assert sku.stocks.get().on_hand == 5


def test_variants_that_look_alike_are_refused(store):
    outcome = take(store, ",Cup,tea,C-1,Size: S,1,", ",Cup,tea,C-2,Size: S,1,")

    assert faults(outcome) == [(2, "options")]
    assert not Product.objects.exists()


def test_a_mark_at_the_beginning_is_no_matter(store):
    assert take_bytes(store, b"\xef\xbb\xbf" + HEAD.encode() + b"\n,Cup,tea,C,,1,").faults == []


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (HEAD.encode() + "\n,杯,tea,C,,1,".encode("gb18030"), [(2, "")]),
        (HEAD.encode() + b"\n,\x00,tea,C,,1,", [(1, "")]),
        (b"", [(1, name) for name in product_sheet.NEEDED]),
        (HEAD.encode(), [(2, "")]),
        (b"product,title,category,code\n,Cup,tea,C", [(1, "price")]),
        (HEAD.encode() + b",profit\n,Cup,tea,C,,1,,9", [(1, "profit")]),
        (HEAD.encode() + b",code\n,Cup,tea,C,,1,,9", [(1, "code"), (1, "code")]),
        (HEAD.encode() + b'\n,"Cup"x,tea,C,,1,', [(1, "")]),
        (b"x" * (product_sheet.MOST_BYTES + 1), [(1, "")]),
        (HEAD.encode() + b"\n,Cup,tea,C,,1," * 5001, [(5002, "")]),
    ],
)
def test_what_is_no_sheet_of_ours_says_so(store, content, expected):
    assert faults(take_bytes(store, content)) == expected
    assert not Product.objects.exists()


def test_what_goes_out_comes_in_and_runs_nothing(store):
    title = "=HYPERLINK(1)"
    product = ProductFactory(store=store, title=title, description="+1\n-2")
    SkuFactory(product=product, code="@cmd", options={"Size": "S, big"[:1]}, price=1250)
    SkuFactory(code="of another store")
    text = "".join(product_sheet.written(sheets.rows(store)))

    rows = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))
    assert [(row["code"], row["price"]) for row in rows] == [("'@cmd", "12.50")]
    assert rows[0]["title"] == "'=HYPERLINK(1)"
    assert rows[0]["description"].startswith("'+1")
    again = take_bytes(
        store,
        "".join(
            product_sheet.written({**row, "stock_change": ""} for row in sheets.rows(store))
        ).encode(),
    )
    assert (again.faults, again.new_skus, again.changed_skus) == ([], 0, 0)
    product.refresh_from_db()
    assert product.title == title
