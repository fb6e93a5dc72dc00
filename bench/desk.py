"""The order desk with few orders and with a hundred thousand: what each of its lists costs."""

import statistics
import time
from dataclasses import dataclass
from typing import Any, Protocol

from django.db import connection, connections
from django.test import Client
from django.urls import reverse

from accounts.models import User
from bench import proc
from bench.gates import Gate
from bench.site import copy_database
from rednote.supervisor import servers
from shop.models import OrderGroup, Store, StoreOrder, StoreStaff

FEW, MANY = 1_000, 100_000
ROUNDS = 9
# The first ones tell their statements and fill the caches.
_WARM = 3
# As a clerk uses it: the plain list, each filter, each way to search. Both sizes draw as many rows:
# with few orders too there are enough of each for a full page, and ten end in the phone's digits.
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
       jsonb_build_object('recipient', 'Desk ' || n, 'phone', '138' || lpad(n::text, 8, '0')
                              || CASE WHEN n <= 1000 AND n %% 100 = 0 THEN '4321' ELSE '0000' END,
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


_COPY = "rednote_desk_few"


class Report(Protocol):
    figures: dict[str, Any]
    gates: list[Gate]


@dataclass(frozen=True)
class Cost:
    """Processor time of one answer, here and in the database."""

    web: float
    database: float

    @property
    def whole(self) -> float:
        return self.web + self.database


def measure(report: Report, postgres: servers.Postgres) -> None:
    """Put what the desk costs into the run's figures and gates."""
    found = cost(postgres)
    report.figures["desk"] = {
        f"{name}, {key}": value for name, each in found.items() for key, value in each.items()
    }
    report.gates += gates(found)


def cost(postgres: servers.Postgres) -> dict[str, dict[str, float]]:
    """View → processor time of web and database, many orders against few, asked in turns."""
    store = Store.objects.get(slug="bench")
    clerk = User.objects.create(handle="deskclerk", email="deskclerk@example.com", is_staff=True)
    StoreStaff.objects.create(store=store, user=clerk, role=StoreStaff.Role.OWNER)
    client = Client()
    client.force_login(clerk)
    _fill(store, clerk, FEW)
    copy_database(postgres, _COPY)
    _fill(store, clerk, MANY)
    few, many = _connected(_COPY), connections["default"]
    try:
        spent = {name: _in_turns(client, query, few, many) for name, query in VIEWS.items()}
    finally:
        connections["default"] = many
        few.close()
    return {
        name: {
            "cpu_ms": round(statistics.median(b.whole for _, b in pairs) * 1000, 1),
            "database_ms": round(statistics.median(b.database for _, b in pairs) * 1000, 1),
            "ratio": round(statistics.median(b.whole / a.whole for a, b in pairs), 2),
        }
        for name, pairs in spent.items()
    }


def gates(found: dict[str, dict[str, float]]) -> list[Gate]:
    return [
        Gate(f"order desk, {name}: {MANY} ÷ {FEW} orders, CPU", each["ratio"], 1.5, True)
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


def _connected(database: str) -> Any:
    """Another connection, to be put in the place of the default one."""
    made = connections.create_connection("default")
    made.settings_dict = made.settings_dict | {"NAME": database}
    return made


def _in_turns(
    client: Client, query: dict[str, str], few: Any, many: Any
) -> list[tuple[Cost, Cost]]:
    """What one answer costs with few and with many orders, warm, moment by moment."""
    rounds = []
    for number in range(ROUNDS + _WARM):
        order = (few, many) if number % 2 else (many, few)
        spent = {id(there): _spent(client, query, there) for there in order}
        rounds.append((spent[id(few)], spent[id(many)]))
    return rounds[_WARM:]


def _spent(client: Client, query: dict[str, str], there: Any) -> Cost:
    connections["default"] = there
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        backend = [cursor.fetchone()[0]]
    web, database = time.process_time(), proc.cpu_seconds(backend)
    answer = client.get(reverse("admin:shop_storeorder_changelist"), query)
    assert answer.status_code == 200, answer.status_code
    return Cost(time.process_time() - web, proc.cpu_seconds(backend) - database)
