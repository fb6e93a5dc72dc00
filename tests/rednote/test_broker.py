"""The way to the queue when its server goes away. Real deaths: tests/faults/test_queue_kills.py."""

from types import SimpleNamespace

import pytest
from celery.exceptions import WorkerShutdown
from celery.worker import state
from kombu.utils import functional
from redis.exceptions import ConnectionError as Lost

from rednote import broker
from rednote.celery import app
from rednote.consumer import PAUSE_SECONDS, Consumer


@pytest.mark.parametrize(
    "address", ["redis://localhost", "redis+socket:///a", "rediss://localhost"]
)
def test_every_address_leads_to_our_transport(address):
    assert app.connection_for_write(address).get_transport_cls() is broker.Transport


def test_a_connection_that_was_given_up_is_a_lost_one():
    line = app.connection_for_write()
    channel = line.default_channel
    line.release()
    with pytest.raises(Lost):
        channel.basic_ack("what was in hand")


def test_a_worker_asks_for_a_server_that_is_gone_at_a_steady_pace_until_it_is_to_end(monkeypatch):
    pauses = []

    def sleep(seconds):
        pauses.append(seconds)
        monkeypatch.setattr(state, "should_stop", 0 if len(pauses) == 100 else None)

    monkeypatch.setattr(functional, "sleep", sleep)
    line = app.connection_for_read("redis+socket:///nobody/is/here")
    waiting = SimpleNamespace(conninfo=line, broker_connection_retry_attempt=0)
    waiting._say = lambda *args: Consumer._say(waiting, *args)
    with pytest.raises(WorkerShutdown):
        Consumer.ensure_connected(waiting, line)
    assert pauses == [PAUSE_SECONDS] * 100
