"""What the feed keeps out of processes that do not need it: heavy libraries, dictionaries."""

import json
import subprocess
import sys

import pytest
from django.conf import settings

_LOADED = """
import json, sys
import rednote.wsgi
from django.urls import get_resolver
get_resolver().url_patterns
print(json.dumps([name for name in ("scipy", "rjieba") if name in sys.modules]))
"""


_CLOCK = """
import json, sys
from rednote.celery import app
app.Beat(quiet=True).init_loader()
from core import heartbeats
print(json.dumps([name for name in ("numpy", "rest_framework", "feed") if name in sys.modules]))
"""
_WORKER = """
import json, sys
from rednote.celery import app
app.loader.init_worker()
print(json.dumps([name for name in ("scipy.stats", "scipy.optimize") if name in sys.modules]))
"""


@pytest.mark.parametrize("program", [_LOADED, _CLOCK, _WORKER], ids=["web", "beat", "worker"])
def test_a_process_starts_without_what_is_heavy_and_not_its_own(program):
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=settings.BASE_DIR, capture_output=True, check=True
    )

    assert json.loads(done.stdout.splitlines()[-1]) == []


_FORKING = """
import gc, json, sys
from celery.signals import celeryd_after_setup, worker_before_create_process
from rednote.celery import app
worker = app.Worker(queues=[sys.argv[1]], hostname="one@here")
celeryd_after_setup.send(sender="one@here", instance=worker, conf=app.conf)
worker_before_create_process.send(sender=None)
assert gc.get_freeze_count() > 10_000
print(json.dumps([name for name in ("rjieba", "pypinyin") if name in sys.modules]))
"""


@pytest.mark.parametrize(("queue", "shared"), [("default", ["rjieba", "pypinyin"]), ("urgent", [])])
def test_children_of_a_worker_share_the_dictionaries_of_its_queue(queue, shared):
    done = subprocess.run(
        [sys.executable, "-c", _FORKING, queue],
        cwd=settings.BASE_DIR,
        capture_output=True,
        check=True,
    )

    assert json.loads(done.stdout.splitlines()[-1]) == shared
