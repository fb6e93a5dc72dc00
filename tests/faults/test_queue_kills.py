"""Valkey dies, with all that it holds, while a worker has a task in hand: the worker goes on."""

import os
import shutil
import sys
import time

import pytest

from rednote import embedded
from rednote.supervisor import servers
from rednote.supervisor.process import Process
from tests.faults import tiny

pytestmark = pytest.mark.faults
# What it has in hand ends after it has found the new Valkey.
WORKS_SECONDS, PATIENCE = 4, 20


@pytest.fixture
def valkey_of_its_own(tmp_path):
    server = servers.Valkey(tmp_path / "var", os.environ)
    servers.start(server)
    yield server
    server.process.stop()


@pytest.fixture
def worker(tmp_path, valkey_of_its_own):
    command = [sys.executable, "-m", "celery", "-A", "tests.faults.tiny", "worker", "-c", "2"]
    environment = {name: value for name, value in os.environ.items() if "DJANGO" not in name}
    worker = Process(
        "worker",
        [*command, "-Q", "default", "--loglevel", "WARNING", "--without-gossip"],
        log=tmp_path / "var" / "log" / "worker.log",
        environment=environment | {"REDIS_URL": embedded.redis_url(tmp_path / "var")},
        cwd=embedded.BASE_DIR,
    )
    worker.start()
    yield worker
    worker.stop()


def _send(var, *args):
    with tiny.app.connection_for_write(embedded.broker_url(embedded.redis_url(var))) as line:
        tiny.work.apply_async(args, connection=line)


def _await(file):
    """Seconds until it is there."""
    began = time.monotonic()
    while not file.exists():
        assert time.monotonic() - began < PATIENCE, file.name
        time.sleep(0.05)
    return time.monotonic() - began


def test_a_worker_outlives_the_queue_with_a_task_in_hand(tmp_path, valkey_of_its_own, worker):
    var = tmp_path / "var"
    _send(var, str(tmp_path), "first", WORKS_SECONDS)
    _await(tmp_path / "first-begun")

    valkey_of_its_own.process.child.kill()
    valkey_of_its_own.process.child.wait()
    shutil.rmtree(valkey_of_its_own.data)
    servers.start(valkey_of_its_own)
    _await(tmp_path / "first-done")
    _send(var, str(tmp_path), "second", 0)

    _await(tmp_path / "second-done")
    assert worker.is_alive(), worker.last_words(40)
