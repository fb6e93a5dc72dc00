"""The backend. Django finds it by this file's name."""

import select

from django.db.backends.postgresql import base
from psycopg2 import extensions

_LOST = (extensions.TRANSACTION_STATUS_INERROR, extensions.TRANSACTION_STATUS_UNKNOWN)


class DatabaseWrapper(base.DatabaseWrapper):
    def is_usable(self) -> bool:
        """Whether the server has left a kept connection alone since its last answer.

        Django asks `SELECT 1` at each request: a journey to the server and back. A server that
        ends, or ends the session, says so on the socket and closes it: whatever can be read there
        while nothing was asked means that the connection is over.
        """
        raw = self.connection
        if raw is None or raw.closed or raw.get_transaction_status() in _LOST:
            return False
        watch = select.poll()
        watch.register(raw.fileno(), select.POLLIN)
        return not watch.poll(0)
