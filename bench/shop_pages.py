"""Shelves and a product's page with 1,000 and with 100,000 SKUs."""

import contextlib

from django.db import connection

from accounts.models import User
from bench import load, pages
from bench.gates import Gate
from bench.pages import Page
from bench.site import Site, copy_database
from notes.models import Note
from rednote.supervisor import servers
from shop.models import Attribute, AttributeChoice, Category, Store

SIZES = (1_000, 100_000)
# Two variants each.
_PER_PRODUCT = 2
_OF_THE_FLOOR = 24
_ANEW = ", made anew"
_STORES, _CATEGORIES, _CHOICES = 20, 40, 5
_PRODUCTS = """
INSERT INTO shop_product (public_id, store_id, category_id, title, description, status, price_from,
    price_was, rating_sum, rating_count, sold, facets, version, created_at)
SELECT 'bench' || n, (%(stores)s::bigint[])[1 + n %% 20], (%(leaves)s::bigint[])[1 + n %% 40],
    'Gaiwan no. ' || n || ' 盖碗', 'Thin.', 'on_sale', 500 + (n * 7919) %% 90000,
    CASE WHEN n %% 10 = 0 THEN 100000 END, n %% 5 * 4, n %% 5, n %% 97,
    ARRAY[(%(choices)s::bigint[])[1 + n %% 5]], 1, now()
FROM generate_series(%(first)s, %(last)s) AS n
"""
_SKUS = """
INSERT INTO shop_sku (product_id, code, options, price, is_active, position, weight)
SELECT p.id, 'V' || v, jsonb_build_object('Size', v), p.price_from, true, v, 300
FROM shop_product p, generate_series(1, 2) AS v
WHERE p.public_id LIKE 'bench%%' AND NOT EXISTS (SELECT FROM shop_sku s WHERE s.product_id = p.id)
"""
_STOCK = """
INSERT INTO shop_stock (sku_id, bucket, on_hand, held, committed)
SELECT s.id, 'main', s.id %% 4 * 10, 0, 0 FROM shop_sku s
WHERE NOT EXISTS (SELECT FROM shop_stock k WHERE k.sku_id = s.id)
"""
_HISTORY = """
INSERT INTO shop_pricechange (sku_id, price, at)
SELECT s.id, s.price + d * 100, now() - d * interval '30 days'
FROM shop_sku s, generate_series(0, 2) AS d
WHERE NOT EXISTS (SELECT FROM shop_pricechange c WHERE c.sku_id = s.id)
"""


def measure(postgres: servers.Postgres) -> tuple[dict[int, dict[str, Page]], list[str]]:
    """Both sizes at once, on a site each; the figures by size, and what did not answer."""
    if Note.objects.published().count() < _OF_THE_FLOOR:
        raise RuntimeError("Floor B is a list of 24 notes: without them it measures nothing.")
    visitor, keys = pages.reader(), _ground()
    loaded, found = 0, {}
    for size in SIZES:
        _load(loaded // _PER_PRODUCT + 1, size // _PER_PRODUCT, keys)
        loaded = size
        load.analyze()
        found[size] = {page.name: page for page in _asked(visitor)}
        if size == SIZES[0]:
            copy_database(postgres, "rednote_shop_few")
    sites = {SIZES[0]: Site(database="rednote_shop_few", cache=2), SIZES[1]: Site()}
    both = [(sites[size], list(by_name.values())) for size, by_name in found.items()]
    failures: list[str] = []
    with contextlib.ExitStack() as stack:
        for site, asked in both:
            stack.enter_context(site.running(site.web))
            failures += pages.visit(site, asked)
        if not failures:
            pages.press(both)
    return found, failures


def gates(found: dict[int, dict[str, Page]]) -> list[Gate]:
    few, many = (found[size] for size in SIZES)
    floor = many.pop("floor B")
    made = []
    for name, page in many.items():
        made += [
            Gate(f"100,000 SKUs: {name}, × CPU of 1,000", page.growth(few[name]), 1.3, True),
            Gate(f"100,000 SKUs: {name}, queries", page.queries, 12, True),
        ]
        if not name.endswith(_ANEW):
            least = 0.5 if name == "product" else 1.0
            made.append(Gate(f"100,000 SKUs: {name}, × floor B", page.times(floor), least))
    return made


def _asked(visitor) -> list[Page]:
    cookie = pages.cookie_of(visitor)
    asked = [
        Page("floor B", "/floor/rows"),
        Page("shelf", "/shop?sort=new", cookie),
        # A parameter that no page of ours asks for: such a shelf is kept for nobody.
        Page(f"shelf{_ANEW}", "/shop?sort=new&stranger=1", cookie),
        Page(f"category{_ANEW}", "/shop?category=top-3&attr=glaze:c2&stranger=1", cookie),
        Page("shelf by price", "/shop?sort=cheap", cookie),
        Page("shelf of a category", "/shop?category=top-3&attr=glaze:c2", cookie),
        Page("shelf on sale, in stock", "/shop?on_sale=1&in_stock=1", cookie),
        Page("shelf of a store", "/stores/shelf-4", cookie),
        Page("product", "/products/bench77", cookie),
    ]
    pages.forget()
    for page in asked:
        pages.ask(page, visitor)
    return asked


def _ground() -> dict[str, list[int]]:
    """Stores, a tree of categories with a question, and its values."""
    stores = [
        Store.objects.create(
            slug=f"shelf-{n}",
            name=f"Shelf {n}",
            account=User.objects.create(handle=f"shelf_{n}", kind=User.Kind.OFFICIAL),
        ).pk
        for n in range(_STORES)
    ]
    tops = [
        Category.objects.create(slug=f"top-{n}", name_en=f"Top {n}", name_zh=f"类 {n}")
        for n in range(_CATEGORIES // 5)
    ]
    leaves = [
        Category.objects.create(
            slug=f"leaf-{n}", name_en=f"Leaf {n}", name_zh=f"叶 {n}", parent=tops[n % len(tops)]
        ).pk
        for n in range(_CATEGORIES)
    ]
    asked = Attribute.objects.create(category=tops[3], code="glaze", name_en="Glaze", name_zh="釉")
    choices = [
        AttributeChoice.objects.create(
            attribute=asked, code=f"c{n}", name_en=f"C {n}", name_zh=f"色 {n}"
        ).pk
        for n in range(_CHOICES)
    ]
    return {"stores": stores, "leaves": leaves, "choices": choices}


def _load(first: int, last: int, keys: dict[str, list[int]]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
        cursor.execute(_PRODUCTS, {**keys, "first": first, "last": last})
        for statement in (_SKUS, _STOCK, _HISTORY):
            cursor.execute(statement, {})
