"""Fifty connections at one hot variant, over HTTP against the site's own server."""

import json
import time
from collections import Counter
from collections.abc import Iterable
from datetime import timedelta

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.utils import timezone

from accounts.models import User
from bench import client
from bench.gates import Gate
from bench.orders import ADDRESS
from bench.site import Site
from shop.models import OrderLine, Product, Sku, Stock

CONNECTIONS = 50
# All of them get one; then five hundred want what a hundred can have.
PLENTY, PIECES, BUYERS = 400, 100, 500
_CSRF = "c" * 32


def measure(site: Site) -> dict[str, float]:
    """Orders where there is enough, and where there is not; nothing may be sold twice."""
    buyers = _sessions(BUYERS)
    site.visit()
    _rush(site, _sku("warm", PLENTY), buyers[:100], "warm")
    hot, scarce = _sku("hot", PLENTY), _sku("scarce", PIECES)
    began = time.perf_counter()
    placed = _rush(site, hot, buyers[:PLENTY], "hot")
    seconds = time.perf_counter() - began
    fought = _rush(site, scarce, buyers, "scarce")
    placed_times, fought_times = (sorted(each for _, each in many) for many in (placed, fought))
    statuses = Counter(status for status, _ in fought)
    return {
        "orders_a_second": round(PLENTY / seconds, 1),
        "p50_s": round(_part(placed_times, 0.5), 3),
        "p99_s": round(_part(placed_times, 0.99), 3),
        "placed": sum(status == 201 for status, _ in placed),
        "scarce_p50_s": round(_part(fought_times, 0.5), 3),
        "scarce_p99_s": round(_part(fought_times, 0.99), 3),
        "scarce_201": statuses[201],
        "scarce_409": statuses[409],
        "5xx": sum(status >= 500 for status, _ in [*placed, *fought]),
        "oversold": sum(_oversold(sku) for sku in (hot, scarce)),
    }


def gates(found: dict[str, float]) -> list[Gate]:
    name = f"one hot SKU, {CONNECTIONS} connections"
    return [
        Gate(f"{name}: p99 s of an order", found["p99_s"], 1, True),
        Gate(f"{name}: p99 s, {BUYERS} for {PIECES}", found["scarce_p99_s"], 1, True),
        Gate(f"{name}: orders of {PLENTY} placed", found["placed"], PLENTY),
        Gate(f"{name}: orders off {PIECES}", abs(found["scarce_201"] - PIECES), 0, True),
        Gate(f"{name}: refused politely", found["scarce_409"], BUYERS - PIECES),
        Gate(f"{name}: 5xx", found["5xx"], 0, True),
        Gate(f"{name}: sold beyond stock", found["oversold"], 0, True),
    ]


def _rush(site: Site, sku: Sku, buyers: Iterable[str], key: str) -> list[tuple[int, float]]:
    lines = [{"sku": sku.pk, "quantity": 1}]
    body = json.dumps({"address": ADDRESS, "provider": "test", "lines": lines}).encode()
    name, headers = settings.SESSION_COOKIE_NAME, {"X-CSRFToken": _CSRF, "Idempotency-Key": key}
    requests = [
        client.post_bytes(
            "/api/v1/checkout", body, cookie=f"{name}={one}; csrftoken={_CSRF}", headers=headers
        )
        for one in buyers
    ]
    return client.crowd(site.port, requests, connections=CONNECTIONS)


def _part(ordered: list[float], share: float) -> float:
    return ordered[int(len(ordered) * share)]


def _sku(code: str, pieces: int) -> Sku:
    product = Product.objects.order_by("pk")[0]
    sku = Sku.objects.create(product=product, code=code, options={"Colour": code}, price=8800)
    Stock.objects.create(sku=sku, on_hand=pieces)
    return sku


def _oversold(sku: Sku) -> int:
    """Pieces that are ordered beyond what there is, or that orders and stock count differently."""
    stock, ordered = Stock.objects.get(sku=sku), OrderLine.objects.filter(sku=sku).count()
    return max(0, ordered - stock.on_hand) + abs(stock.held - ordered)


def _sessions(count: int) -> list[str]:
    """Buyers who are signed in already: their session keys."""
    names = [f"rush{n}" for n in range(count)]
    people = User.objects.bulk_create(
        User(handle=name, name=name, email=f"{name}@example.com", password="!") for name in names
    )
    store, rows = SessionStore(), []
    for person in people:
        data = {
            SESSION_KEY: str(person.pk),
            BACKEND_SESSION_KEY: settings.AUTHENTICATION_BACKENDS[0],
            HASH_SESSION_KEY: person.get_session_auth_hash(),
        }
        rows.append(
            Session(
                session_key=f"{person.handle:0>32}",
                session_data=store.encode(data),
                expire_date=timezone.now() + timedelta(days=1),
            )
        )
    Session.objects.bulk_create(rows)
    return [row.session_key for row in rows]
