"""How a worker waits for the queue's server to come back."""

import logging

from celery.worker.consumer import Consumer as CeleryConsumer
from celery.worker.state import maybe_shutdown
from kombu import Connection

log = logging.getLogger(__name__)
# Celery asks after 2, 4, 6, … up to 30 s, and sleeps on for as long beside a server that is back.
PAUSE_SECONDS = 0.5
_SAY_EVERY = 60


class Consumer(CeleryConsumer):
    def ensure_connected(self, conn: Connection) -> Connection:
        """Ask for the server at a steady pace until it is there, or the worker is to end."""
        connected = conn.ensure_connection(
            self._say,
            interval_start=PAUSE_SECONDS,
            interval_step=0,
            interval_max=PAUSE_SECONDS,
            callback=maybe_shutdown,
        )
        self.first_connection_attempt = False
        self.broker_connection_retry_attempt = 0
        return connected

    def _say(self, error: Exception, pause: float) -> None:
        if self.broker_connection_retry_attempt % _SAY_EVERY == 0:
            log.error("No queue at %s, asking again: %s", self.conninfo.as_uri(), error)
        self.broker_connection_retry_attempt += 1
