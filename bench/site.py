"""The bench's own servers, database and processes."""

import contextlib
import os
import shutil
import socket
import time
from collections.abc import Iterator

from django.core.management import call_command
from django.db import connection

from bench import client
from rednote import embedded
from rednote.supervisor import processes, servers
from rednote.supervisor.process import Process


@contextlib.contextmanager
def own_servers() -> Iterator[list[servers.Server]]:
    """PostgreSQL as durable as in earnest, and Valkey; gone afterwards with all their data."""
    started: list[servers.Server] = []
    try:
        for kind in (servers.Postgres, servers.Valkey):
            server = kind(embedded.VAR, os.environ)
            started.append(server)
            servers.start(server)
            if isinstance(server, servers.Postgres):
                server.make_database(embedded.database()["NAME"])
        (embedded.VAR / "static").mkdir(exist_ok=True)
        call_command("migrate", interactive=False, verbosity=0)
        yield started
    finally:
        for server in reversed(started):
            server.process.stop()
        shutil.rmtree(embedded.VAR, ignore_errors=True)
        shutil.rmtree(embedded.socket_dir(), ignore_errors=True)


def copy_database(postgres: servers.Postgres, name: str) -> None:
    """Keep the bench's database as it is now under another name; its other sessions end."""
    connection.close()
    other = postgres.connect("postgres")
    other.autocommit = True
    with other.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s",
            [embedded.database()["NAME"]],
        )
        cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE "{embedded.database()["NAME"]}"')
    other.close()


class Site:
    """Web (one process, so that ratios are of one core), stream, workers, beat."""

    def __init__(self, *, database: str = "", cache: int = 0) -> None:
        """On this database, by default the bench's own, and Valkey's database of this number."""
        self.port, stream_port = _free_port(), _free_port()
        variables = processes.environment(
            host="127.0.0.1", port=self.port, stream_port=stream_port, var=embedded.VAR
        )
        self.database = database or embedded.database()["NAME"]
        variables |= {"BENCH_DATABASE": self.database}
        variables |= {"REDIS_URL": embedded.numbered(embedded.redis_url(), cache)}
        made = processes.Site(embedded.VAR, variables)
        self.web = made.web("127.0.0.1", self.port, workers=1)
        # As `make run` starts them.
        self.everything = made.all(host="127.0.0.1", port=self.port, stream_port=stream_port)
        self.others = [process for process in self.everything if process.name != "web"]

    @contextlib.contextmanager
    def running(self, *chosen: Process) -> Iterator[None]:
        with contextlib.ExitStack() as stack:
            for process in chosen:
                stack.callback(process.stop)
                process.start()
            web = next((process for process in chosen if process.name == "web"), None)
            if web is not None:
                self._await(web)
            yield

    def backends(self) -> list[int]:
        """The database's processes of this site, that of the bench itself left out."""
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pid FROM pg_stat_activity WHERE datname = %s"
                " AND pid <> pg_backend_pid() AND backend_type = 'client backend'",
                [self.database],
            )
            return [row[0] for row in cursor.fetchall()]

    def visit(self) -> None:
        """A little traffic, after which caches and connections are there."""
        for path in ("/", "/floor/rows"):
            client.load(self.port, client.request_bytes(path), seconds=2, connections=8)

    def _await(self, web: Process) -> None:
        deadline = time.monotonic() + 30
        request = client.request_bytes("/floor/bare")
        while time.monotonic() < deadline:
            with contextlib.suppress(OSError):
                if client.fetch(self.port, request)[0] == 200:
                    return
            time.sleep(0.1)
        raise RuntimeError(f"The web process does not answer:\n{web.last_words(40)}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
