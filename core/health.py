"""What operators and load balancers ask: alive, ready, figures."""

import ipaddress
from functools import cache

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from redis.exceptions import RedisError

from core import heartbeats, metrics, valkey


@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """This process answers; nothing else is asked."""
    return JsonResponse({"status": "ok"})


@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """200 when everything is up that a reader's act needs; else 503, naming what is not."""
    faults = _faults()
    body = {"status": "not ready" if faults else "ready", "missing": faults}
    return JsonResponse(body, status=503 if faults else 200)


def _faults() -> list[str]:
    faults = _database_faults()
    if not valkey.is_up():
        return [*faults, "valkey"]
    try:
        return [*faults, *heartbeats.missing()]
    except (RedisError, OSError):
        return [*faults, "valkey"]


def _database_faults() -> list[str]:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        return [] if _is_migrated() else ["migrations"]
    except DatabaseError:
        connection.close()
        return ["database"]


def _is_migrated() -> bool:
    try:
        return _found_migrated()
    except _NotYet:
        return False


class _NotYet(Exception):
    pass


@cache
def _found_migrated() -> bool:
    """True for as long as this process lives; what is not true is asked again."""
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise _NotYet
    return True


@require_safe
def figures(request: HttpRequest) -> HttpResponse:
    """Prometheus' text, for this machine alone or for who knows the token."""
    if not _may_see_figures(request):
        raise Http404
    metrics.look()
    return HttpResponse(generate_latest(metrics.registry()), content_type=CONTENT_TYPE_LATEST)


def _may_see_figures(request: HttpRequest) -> bool:
    token = settings.METRICS_TOKEN
    said = request.headers.get("Authorization", "")
    if token and constant_time_compare(said, f"Bearer {token}"):
        return True
    # Behind a proxy everybody comes from this machine.
    is_forwarded = "HTTP_X_FORWARDED_FOR" in request.META or "HTTP_FORWARDED" in request.META
    return not is_forwarded and _is_loopback(request.META.get("REMOTE_ADDR", ""))


def _is_loopback(address: str) -> bool:
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False
