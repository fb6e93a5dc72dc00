"""Figures of this process for Prometheus; of all web processes with PROMETHEUS_MULTIPROC_DIR."""

import os
import time
from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase
from prometheus_client import REGISTRY, CollectorRegistry, Counter, Gauge, Histogram
from prometheus_client.multiprocess import MultiProcessCollector

from core import valkey
from core.heartbeats import QUEUES

ANSWERS = Counter("rednote_answers", "Answers by method and status.", ["method", "status"])
SECONDS = Histogram(
    "rednote_answer_seconds",
    "From a request to its answer.",
    buckets=(0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5),
)
WAITING = Gauge(
    "rednote_tasks_waiting", "Tasks in a queue.", ["queue"], multiprocess_mode="mostrecent"
)
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


def registry() -> CollectorRegistry:
    if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
        return REGISTRY
    every = CollectorRegistry()
    MultiProcessCollector(every)
    return every


def look() -> None:
    """Read the figures that are no event of this process."""
    for queue in QUEUES:
        WAITING.labels(queue).set(_length(queue))


def _length(queue: str) -> int:
    return valkey.attempt(lambda v: v.llen(queue), otherwise=-1)


class MetricsMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        start = time.perf_counter()
        response = self.get_response(request)
        SECONDS.observe(time.perf_counter() - start)
        # A method is any word that a client likes to write.
        method = request.method if request.method in _METHODS else "other"
        ANSWERS.labels(method, response.status_code).inc()
        return response
