"""Whatever is sent: never a fault of ours, and every refusal is a problem document."""

import json

import pytest
from django.db import connection, transaction
from django.urls import reverse
from drf_spectacular.generators import SchemaGenerator
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.routing import table

HOSTILE = [
    2**63,
    -(2**63) - 1,
    2**31,
    0,
    -1,
    1.5,
    "1e400",
    "NaN",
    "\x00",
    "a\x00b",
    "\ud800",
    "",
    " ",
    "9" * 5000,
    "x" * 70_000,
    "../../etc/passwd",
    "' OR 1=1 --",
    "<script>alert(1)</script>",
    "https://evil.example\\@detail.tmall.com/",
    "\u202e",
    "𠮷🍵" * 50,
    None,
    True,
    [],
    {},
    [[[[[[[[[[]]]]]]]]]],
    {"$gt": ""},
]
BODIES = [
    b"",
    b"{",
    b"null",
    b"[]",
    b'"text"',
    b"1e400",
    b'{"quantity": 1e400}',
    b'{"quantity": 99999999999999999999999}',
    b"[" * 100_000,
    b"\xff\xfe",
    b'{"a": "\\ud800"}',
    b'{"' + b"a" * 100_000 + b'": 1}',
    b"x" * (1024 * 1024 + 1),
]
VALUES = st.sampled_from(HOSTILE) | st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=40),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=6,
)
SCHEMA = SchemaGenerator().get_schema(request=None, public=True)
UNSAFE = [
    (path, method, operation)
    for path, operations in SCHEMA["paths"].items()
    for method, operation in operations.items()
    if method in ("post", "put", "patch", "delete")
]
READING = [
    (path, operations["get"]) for path, operations in SCHEMA["paths"].items() if "get" in operations
]


def _names(operation) -> list[str]:
    """The members of the body that an operation takes."""
    content = operation.get("requestBody", {}).get("content", {})
    found = next(iter(content.values()), {}).get("schema", {})
    reference = found.get("$ref", "").rpartition("/")[2]
    return list(SCHEMA["components"].get("schemas", {}).get(reference, found).get("properties", {}))


def _parts(world) -> dict[str, str]:
    return {
        "public_id": world.note.public_id,
        "handle": world.owner.handle,
        "slug": world.store.slug,
        "number": world.order.number,
        "provider": "test",
        "key": world.topic.key,
    }


def _address(path: str, parts: dict[str, str], otherwise: str) -> str:
    for piece in path.split("/"):
        if piece.startswith("{"):
            path = path.replace(piece, parts.get(piece.strip("{}"), otherwise))
    return path


def _check(ask, what) -> None:
    with transaction.atomic():
        answer = ask()
        transaction.set_rollback(True)
    assert answer.status_code < 500, f"{answer.status_code} for {what}"
    if answer.status_code >= 400:
        assert answer["Content-Type"] == "application/problem+json", what
        assert json.loads(answer.content)["code"], what


@pytest.fixture
def without_limits(settings):
    settings.API_PER_MINUTE = {"read": 10**9, "write": 10**9}


@pytest.mark.usefixtures("without_limits")
@pytest.mark.parametrize(
    ("path", "method", "operation"),
    [pytest.param(*case, id=f"{case[1]} {case[0]}") for case in UNSAFE],
)
def test_no_body_makes_it_fall(world, path, method, operation):
    client = world.client("owner")
    client.raise_request_exception = False
    send = getattr(client, method)
    names, address = _names(operation), _address(path, _parts(world), "1")
    for body in BODIES:
        _check(lambda body=body: send(address, body, content_type="application/json"), body[:60])

    @settings(
        max_examples=12, deadline=None, suppress_health_check=list(HealthCheck), database=None
    )
    @given(
        st.dictionaries(st.sampled_from(names or ["a"]) | st.text(max_size=5), VALUES, max_size=6)
    )
    def walk(body):
        text = json.dumps(body)
        _check(lambda: send(address, text, content_type="application/json"), text[:300])

    walk()
    for value in HOSTILE:
        text = json.dumps(dict.fromkeys(names, value))
        _check(lambda t=text: send(address, t, content_type="application/json"), text[:200])


@pytest.mark.usefixtures("without_limits")
@pytest.mark.parametrize(
    ("path", "operation"), [pytest.param(*case, id=case[0]) for case in READING]
)
def test_no_query_makes_it_fall(world, path, operation):
    client = world.client("owner")
    client.raise_request_exception = False
    names = {p["name"] for p in operation.get("parameters", []) if p["in"] == "query"}
    # What pages the list refuses first, so it is asked alone.
    asked = [sorted(names - {"cursor", "limit"}), ["cursor"], ["limit"]]
    for group in filter(None, asked):
        for value in map(str, HOSTILE):
            query = dict.fromkeys(group, value.encode("utf-8", "surrogatepass")[:300])
            _check(lambda q=query: client.get(_address(path, _parts(world), "1"), q), query)
    for value in ("0", "-1", "9" * 30, "a b", "é", "%00", "\u202e", "..", "x" * 300):
        address = _address(path, {}, value)
        _check(lambda a=address: client.get(a), address)


PAGES = [
    pytest.param(name, route, id=name)
    for name, routes in sorted(table().items())
    for route in routes[:1]
    if route.method == "get" and not name.startswith(("api:", "core:"))
]
PARAMETERS = (
    "after",
    "cursor",
    "page",
    "q",
    "t",
    "note",
    "sort",
    "channel",
    "category",
    "lang",
    "sku",
    "next",
    "tab",
    "limit",
    "min_price",
)


@pytest.mark.parametrize("role", ["anonymous", "owner"])
@pytest.mark.parametrize(("name", "route"), PAGES)
def test_no_query_makes_a_page_fall(world, name, route, role):
    client = world.client(role)
    client.raise_request_exception = False
    address = reverse(name, kwargs=dict(route.kwargs(world)))
    for value in map(str, HOSTILE):
        with transaction.atomic():
            raw = value.encode("utf-8", "surrogatepass")[:200]
            answer = client.get(address, dict.fromkeys(PARAMETERS, raw))
            transaction.set_rollback(True)
        assert answer.status_code < 500, value
    assert not connection.needs_rollback
