"""Every named address × every role: who may, who may keep the answer, and what it costs."""

from collections.abc import Iterator

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests import routing
from tests.routing import Route

TABLE = routing.table()
METHODS = ("get", "post", "put", "patch", "delete")
# Made by others: tests/test_foreign_routes.py asks these for their status alone.
FOREIGN = ("admin:", "account_", "mfa_", "socialaccount_")
CASES = [
    pytest.param(name, route, id=f"{name}-{route.method}-{number}")
    for name, routes in sorted(TABLE.items())
    for number, route in enumerate(routes)
]


def named(resolver: URLResolver, prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Every pattern below with its full name; one without a name has its namespace alone."""
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix
            yield from named(pattern, inner)
        else:
            yield f"{prefix}{pattern.name or ''}", pattern


def own_patterns() -> list[tuple[str, URLPattern]]:
    patterns = named(get_resolver())
    return [(name, pattern) for name, pattern in patterns if not name.startswith(FOREIGN)]


def test_every_address_has_a_name():
    assert [str(pattern.pattern) for _, pattern in own_patterns() if not pattern.name] == []


def test_every_address_has_a_row():
    assert {name for name, _ in own_patterns()} - set(TABLE) == set()


def test_every_row_has_an_address():
    assert set(TABLE) - {name for name, _ in own_patterns()} == set()


def test_every_operation_of_the_api_has_a_row():
    missing = {
        (name, method)
        for name, pattern in own_patterns()
        for method in _operations(pattern)
        if method not in {route.method for route in TABLE.get(name, [])}
    }
    assert missing == set()


def _operations(pattern: URLPattern) -> list[str]:
    view = getattr(pattern.callback, "cls", None)
    actions = getattr(pattern.callback, "actions", None)
    if actions:
        return [method for method in actions if method in METHODS]
    return [method for method in METHODS if view and hasattr(view, method)]


def test_every_row_asks_somebody_nameless():
    silent = {
        name for name, rows in TABLE.items() if not all("anonymous" in r.expect for r in rows)
    }
    assert silent == set()


@pytest.mark.parametrize(("name", "route"), CASES)
def test_the_row_holds(name: str, route: Route, world):
    for role, expected in route.expect.items():
        client = world.client(role)
        with transaction.atomic():
            response, queries = _ask(client, name, route, world)
            transaction.set_rollback(True)

        allowed = expected if isinstance(expected, tuple) else (expected,)
        assert response.status_code in allowed, f"{role}: {response.content[:300]!r}"
        _check_cache(name, route, role, response)
        if route.method == "get":
            assert len(queries) <= route.budget, f"{role}:\n" + "\n".join(queries)


def _ask(client, name: str, route: Route, world):
    url = reverse(name, kwargs=dict(route.kwargs(world)))
    data = route.data(world) if callable(route.data) else route.data
    how = {} if route.form or route.method == "get" else {"content_type": "application/json"}
    if data is None and not how:
        data = {}
    with CaptureQueriesContext(
        connection,
    ) as captured:
        response = getattr(client, route.method)(url, data if data is not None else "", **how)
    statements = [query["sql"] for query in captured]
    return response, [sql for sql in statements if "SAVEPOINT" not in sql[:20]]


def _check_cache(name: str, route: Route, role: str, response) -> None:
    said = response["Cache-Control"]
    may_be_public = route.cache != "private" and route.method == "get"
    if may_be_public and role == "anonymous" and response.status_code == 200:
        assert said.startswith("public"), said
        assert not response.cookies, f"sets {response.cookies}"
    elif route.cache != "public" or response.status_code != 200:
        assert "no-store" in said or said.startswith("private"), f"{role}: {said}"
    if name.startswith("api:") and response.status_code >= 400:
        assert response["Content-Type"] == "application/problem+json", f"{role}: not a problem"
