"""`make run`: everything up, one address, everything down again."""

import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import environ

from rednote import embedded
from rednote.supervisor import orphans, prepare, processes, servers
from rednote.supervisor.checkout_lock import CheckoutLock
from rednote.supervisor.watch import Watch

_SET_PARENT_DEATH_SIGNAL = 1


class Stopped(Exception):
    pass


class Refused(Exception):
    pass


class Supervisor:
    """Owns the servers and the processes of one checkout."""

    def __init__(self, *, host: str, port: int, stream_port: int, var: Path = embedded.VAR):
        environ.Env.read_env(embedded.BASE_DIR / ".env")
        self.host, self.port, self.stream_port, self.var = host, port, stream_port, var
        self.variables = processes.environment(
            host=host, port=port, stream_port=stream_port, var=var
        )
        self.site = processes.Site(var, self.variables)
        self.servers: list[servers.Server] = []
        self.watch = Watch(say=say)

    @property
    def address(self) -> str:
        return self.variables["SITE_URL"]

    def run(self) -> None:
        """Start all, watch until a signal comes, stop all.

        :raises Refused: if a port is taken
        :raises AlreadyRunning: if this checkout is up already
        """
        lock = CheckoutLock(embedded.socket_dir(self.var) / "supervisor.lock")
        lock.take(f"{self.address} (process {os.getpid()})")
        self._listen()
        guard = self._start_guard()
        try:
            self._start()
            self.watch.forever()
        except Stopped:
            say("Stopping …")
        finally:
            self._ignore_signals()
            self.stop()
            guard.communicate()

    def _start_guard(self) -> subprocess.Popen:
        """Killed with -9, this process ends nobody; its guard does, seeing the pipe end."""
        plain = {key: value for key, value in os.environ.items() if key != orphans.MARK}
        return subprocess.Popen(
            [sys.executable, orphans.__file__, str(self.var)],
            stdin=subprocess.PIPE,
            env=plain,
            start_new_session=True,
        )

    def _start(self) -> None:
        left = orphans.stop_marked(self.var)
        if left:
            say(f"Stopped {left} processes that an earlier run had left.")
        for port in (self.port, self.stream_port):
            _refuse_if_taken(self.host, port)
        self._start_servers()
        # Another's database may have changed meanwhile: it is looked at each time.
        if "DATABASE_URL" in self.variables or prepare.has_news(self.var):
            say("Preparing database and demo data …")
            self._prepare()
        for process in self.site.all(host=self.host, port=self.port, stream_port=self.stream_port):
            process.start()
            self.watch.processes.append(process)
            if process.name == "web":
                # Alone on the processors, it shows its first page while the workers still load.
                self._await_page()
        self._await_readiness()
        self._greet()
        self._finish_demo()

    def _start_servers(self) -> None:
        plain = {key: value for key, value in self.variables.items() if key != orphans.MARK}
        if "DATABASE_URL" not in plain:
            postgres = servers.Postgres(self.var, plain)
            self._start_server(postgres)
            if postgres.make_database(embedded.database(self.var)["NAME"]):
                prepare.forget(self.var)
        if "REDIS_URL" not in plain:
            self._start_server(servers.Valkey(self.var, plain))

    def _start_server(self, server: servers.Server) -> None:
        self.servers.append(server)
        servers.start(server)
        self.watch.servers.append(server)

    def _prepare(self) -> None:
        process = self.site.prepare()
        self.watch.processes.append(process)
        process.start()
        code = process.child.wait() if process.child else 1
        self.watch.processes.remove(process)
        process.stop()
        if code:
            raise Refused(f"The preparation failed:\n{process.last_words(30)}")

    def _await_page(self, patience: float = 20) -> None:
        deadline = time.monotonic() + patience
        while time.monotonic() < deadline:
            if _readiness(f"http://{_reachable(self.host)}:{self.port}/healthz")[0]:
                return
            self.watch.once()
            time.sleep(0.05)

    def _await_readiness(self, patience: float = 60) -> None:
        deadline = time.monotonic() + patience
        answer = ""
        while time.monotonic() < deadline:
            ready, answer = _readiness(f"http://{_reachable(self.host)}:{self.port}/readyz")
            if ready:
                return
            self.watch.once()
            time.sleep(0.1)
        say(f"Not everything is up after {patience:.0f} s: {answer}")

    def _greet(self) -> None:
        say(f"\n  rednote is at {self.address}\n")
        notice = self.var / "demo-logins.txt"
        if notice.exists():
            say(notice.read_text())

    def _finish_demo(self) -> None:
        if prepare.demo_mark(self.var).exists() or os.environ.get("DEMO") == "0":
            return
        mark = prepare.demo_mark(self.var)
        self.watch.once_only(self.site.command("seed", "seed"), then=mark.touch)

    def stop(self) -> None:
        self.watch.stop_processes()
        for server in reversed(self.servers):
            server.process.stop()

    def _listen(self) -> None:
        for wish in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(wish, _raise_stopped)
        if "MAKELEVEL" in os.environ:
            # Killed with -9, make cannot pass the signal on.
            ctypes.CDLL(None).prctl(_SET_PARENT_DEATH_SIGNAL, int(signal.SIGTERM))

    def _ignore_signals(self) -> None:
        for wish in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(wish, signal.SIG_IGN)


def say(text: str) -> None:
    print(text, flush=True)


def _raise_stopped(number: int, frame: object) -> None:
    raise Stopped


def _reachable(host: str) -> str:
    return "127.0.0.1" if host == "0.0.0.0" else host


def _refuse_if_taken(host: str, port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            raise Refused(
                f"Port {port} of {host} is taken by another program. "
                f"Choose another: PORT={port + 100} make run"
            ) from None


def _readiness(url: str) -> tuple[bool, str]:
    try:
        with urllib.request.urlopen(url, timeout=3) as answer:
            return answer.status == 200, ""
    except urllib.error.HTTPError as refusal:
        return False, refusal.read(2000).decode(errors="replace")
    except OSError as error:
        return False, str(error)
