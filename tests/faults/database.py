"""The run's own PostgreSQL, ended as the kernel would end it, with every process that it has."""

import time

from django.db import connections

from rednote.supervisor import servers
from rednote.supervisor.process import kill_group
from tests.conftest import throw_away


def crash() -> float:
    """kill -9, start again; when that was, on the clock of this process."""
    (server,) = [one for one in throw_away.started if isinstance(one, servers.Postgres)]
    assert server.is_durable, "A careless server forgets commits at this: set TEST_DURABLE=1."
    pid = server.process.pid
    server.process.child.kill()
    kill_group(pid)
    server.process.child.wait()
    died_at = time.monotonic()
    connections.close_all()
    servers.start(server)
    return died_at
