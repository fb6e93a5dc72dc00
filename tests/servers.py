"""Throw-away PostgreSQL and Valkey for one run of the tests, where none are given."""

import os
import shutil

import pytest

from rednote import embedded
from rednote.supervisor import servers


class ThrowAway:
    """Started by the run's first process; parallel workers inherit it by the environment."""

    def __init__(self):
        self.started: list[servers.Server] = []
        self.is_ours = False

    def start(self) -> None:
        if not embedded.VAR.name.startswith("rednote-test-"):
            # All of it is deleted at the end: never a folder with somebody's data.
            raise pytest.UsageError(f"Tests will not run in {embedded.VAR}: unset REDNOTE_VAR.")
        self.is_ours = True
        (embedded.VAR / "static").mkdir(parents=True, exist_ok=True)
        is_durable = os.environ.get("TEST_DURABLE") == "1"
        wanted = {"DATABASE_URL": servers.Postgres, "REDIS_URL": servers.Valkey}
        for variable, kind in wanted.items():
            if variable not in os.environ:
                server = kind(embedded.VAR, os.environ, is_durable=is_durable)
                self.started.append(server)
                servers.start(server)

    def stop(self) -> None:
        for server in reversed(self.started):
            server.process.stop()
        if self.is_ours:
            shutil.rmtree(embedded.VAR, ignore_errors=True)
            shutil.rmtree(embedded.socket_dir(), ignore_errors=True)
        self.started.clear()
