"""The way to the queue. Its server may die at any moment, with all that it holds: who works on
something then goes on, and finds the new one.

kombu looks for the address of a connection that was given up, and stumbles over `None`: an error
that nobody expects, over which a worker ends. Said as what it is, a lost connection, everybody
gets over it: what was in hand cannot be acknowledged any more, and its sweep owes it anyway.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from kombu.transport import redis as redis_transport
from redis.exceptions import ConnectionError as Lost


class Channel(redis_transport.Channel):
    @contextmanager
    def conn_or_acquire(self, client: Any = None) -> Iterator[Any]:
        """As kombu's, for acknowledging, giving back and publishing.

        :raises Lost: if this channel's connection was given up
        """
        if self.connection is None or self.connection.client is None:
            raise Lost("This connection to the queue was given up.")
        with super().conn_or_acquire(client) as found:
            yield found


class Transport(redis_transport.Transport):
    Channel = Channel
