"""The order desk with few orders and with a hundred thousand: what each of its lists costs."""

import statistics
import time
from typing import Any, Protocol

from django.db import connection
from django.test import Client
from django.urls import reverse

from accounts.models import User
from bench.gates import Gate
from shop.models import OrderGroup, Store, StoreOrder, StoreStaff

FEW, MANY = 1_000, 100_000
ROUNDS = 9
# As a clerk uses it: the plain list, each filter, each way to search. With few orders too there
# are enough of each for a full page, so that both sizes draw as many rows.
VIEWS = {
    "list": {},
    "to ship": {"status__exact": "paid"},
    "late": {"late": "yes"},
    "last 7 days": {"placed": "7"},
    "open case": {"case": "open"},
    "phone tail": {"q": "4321"},
    "recipient": {"q": "desk 7"},
    "page 3": {"p": "3"},
}
GROUPS = """
INSERT INTO shop_ordergroup (number, buyer_id, status, currency, goods, shipping, discount, total,
                             address, placed_at, expires_at, paid_at)
SELECT 'DG' || lpad(n::text, 18, '0'), %(buyer)s, 'paid', 'CNY', 8800, 0, 0, 8800,
       jsonb_build_object('recipient', 'Desk ' || n, 'phone', '138' || lpad(n::text, 8, '0'),
                          'region', 'Hangzhou', 'street', 'Road 1', 'postcode', ''),
       at, at, at
  FROM (SELECT n, now() - (%(last)s - n) * interval '40 minutes' AS at
          FROM generate_series(%(first)s, %(last)s) AS n) AS made
"""
ORDERS = """
INSERT INTO shop_storeorder (number, group_id, store_id, status, goods, shipping, discount, ship_by)
SELECT 'DO' || substr(number, 3), id, %(store)s,
       CASE WHEN id %% 10 = 0 THEN 'paid' WHEN id %% 10 = 1 THEN 'shipped' ELSE 'completed' END,
       8800, 0, 0, placed_at + interval '2 days'
  FROM shop_ordergroup WHERE number LIKE 'DG%%'
   AND NOT EXISTS (SELECT 1 FROM shop_storeorder o WHERE o.group_id = shop_ordergroup.id)
"""
LINES = """
INSERT INTO shop_orderline (order_id, sku_id, title, variant, unit_price, quantity, amount,
                            discount, subsidy, rate_bp, source)
SELECT o.id, (SELECT min(s.id) FROM shop_sku s), 'Gaiwan', 'sage', 8800, 1, 8800, 0, 0, 0, ''
  FROM shop_storeorder o WHERE o.number LIKE 'DO%%'
   AND NOT EXISTS (SELECT 1 FROM shop_orderline l WHERE l.order_id = o.id)
"""


class Report(Protocol):
    figures: dict[str, Any]
    gates: list[Gate]


def measure(report: Report) -> None:
    """Put what the desk costs into the run's figures and gates."""
    found = cost()
    report.figures["desk"] = {
        f"{name}, {key}": value for name, each in found.items() for key, value in each.items()
    }
    report.gates += gates(found)


def cost() -> dict[str, dict[str, float]]:
    """View → ratio of processor time and of time on the clock, many orders against few."""
    store = Store.objects.get(slug="bench")
    clerk = User.objects.create(handle="deskclerk", email="deskclerk@example.com", is_staff=True)
    StoreStaff.objects.create(store=store, user=clerk, role=StoreStaff.Role.OWNER)
    client = Client()
    client.force_login(clerk)
    measured = []
    for count in (FEW, MANY):
        _fill(store, clerk, count)
        measured.append({name: _spent(client, query) for name, query in VIEWS.items()})
    few, many = measured
    return {
        name: {
            "cpu_ms": round(many[name][0] * 1000, 1),
            "cpu_ratio": round(many[name][0] / few[name][0], 2),
            "clock_ms": round(many[name][1] * 1000, 1),
            "clock_ratio": round(many[name][1] / few[name][1], 2),
        }
        for name in VIEWS
    }


def gates(found: dict[str, dict[str, float]]) -> list[Gate]:
    return [
        Gate(f"order desk, {name}: {MANY} ÷ {FEW} orders, CPU", each["cpu_ratio"], 1.5, True)
        for name, each in found.items()
    ]


def _fill(store: Store, buyer: User, count: int) -> None:
    there = OrderGroup.objects.filter(number__startswith="DG").count()
    values = {"buyer": buyer.pk, "store": store.pk, "first": there + 1, "last": count}
    with connection.cursor() as cursor:
        for statement in (GROUPS, ORDERS, LINES):
            cursor.execute(statement, values)
        cursor.execute("ANALYZE")
    assert StoreOrder.objects.filter(store=store).count() >= count


def _spent(client: Client, query: dict[str, str]) -> tuple[float, float]:
    """Median processor time and time on the clock of one answer, warm."""
    path = reverse("admin:shop_storeorder_changelist")
    rounds = []
    for _ in range(ROUNDS + 2):
        cpu, clock = time.process_time(), time.perf_counter()
        answer = client.get(path, query)
        rounds.append((time.process_time() - cpu, time.perf_counter() - clock))
        assert answer.status_code == 200, answer.status_code
    warm = rounds[2:]
    return statistics.median(r[0] for r in warm), statistics.median(r[1] for r in warm)
