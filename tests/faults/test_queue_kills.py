"""Valkey dies, with all that it holds, while a worker has a task in hand: the worker goes on."""

import os
import shutil
import sys
import time

import pytest
import redis

from rednote import embedded
from rednote.supervisor import servers
from rednote.supervisor.process import Process
from tests.faults import tiny

pytestmark = pytest.mark.faults
# Seconds for each step; a loaded machine takes some of them to start a worker.
PATIENCE = 60


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


def _send(folder, name):
    with tiny.app.connection_for_write(_queue(folder)) as line:
        tiny.work.apply_async([str(folder), name], connection=line)


def _queue(folder):
    return embedded.broker_url(embedded.redis_url(folder / "var"))


def _await(is_so, what):
    deadline = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < deadline, what
        time.sleep(0.05)


def _is_listening(folder):
    """Whether a worker waits at this server for what comes."""
    with redis.Redis.from_url(embedded.redis_url(folder / "var")) as client:
        return any(guest["cmd"] == "brpop" for guest in client.client_list())


def test_a_worker_outlives_the_queue_with_a_task_in_hand(tmp_path, valkey_of_its_own, worker):
    begun, may_end, done = (tmp_path / f"first-{sign}" for sign in ("begun", "may-end", "done"))
    _await(lambda: _is_listening(tmp_path), "the worker has started")
    _send(tmp_path, "first")
    _await(begun.exists, "the first task is in hand")

    valkey_of_its_own.process.child.kill()
    valkey_of_its_own.process.child.wait()
    shutil.rmtree(valkey_of_its_own.data)
    servers.start(valkey_of_its_own)
    _await(lambda: _is_listening(tmp_path), "the worker has found the new Valkey")
    assert not done.exists()
    may_end.touch()
    _await(done.exists, "the first task is done")

    (tmp_path / "second-may-end").touch()
    _send(tmp_path, "second")
    _await((tmp_path / "second-done").exists, "the second task is done")
    assert worker.is_alive(), worker.last_words(40)
