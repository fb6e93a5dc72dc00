"""A copy of this checkout that runs on its own, to be killed at will."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import redis
from redis.backoff import ConstantBackoff
from redis.retry import Retry

from rednote import embedded
from tests.browser import free_port

_OURS = ("DATABASE_URL", "REDIS_URL", "REDNOTE_VAR", "TEST_DATABASE", "DJANGO_SETTINGS_MODULE")
_LEFT_OUT = shutil.ignore_patterns(".git", ".venv", "var", "__pycache__", ".*_cache", "docs")


class Checkout:
    def __init__(self, folder: Path):
        self.folder = folder
        self.port, self.stream_port = free_port(), free_port()
        self.supervisor: subprocess.Popen | None = None
        shutil.copytree(embedded.BASE_DIR, folder, ignore=_LEFT_OUT)

    @property
    def environment(self) -> dict[str, str]:
        kept = {key: value for key, value in os.environ.items() if key not in _OURS}
        kept.pop("MAKELEVEL", None)
        ports = {"PORT": str(self.port), "STREAM_PORT": str(self.stream_port)}
        return kept | ports | {"DEMO": "0"}

    def start(self) -> None:
        self.supervisor = self.begin()
        self.await_ready(self.supervisor)

    def begin(self, **changes: str) -> subprocess.Popen:
        return subprocess.Popen(
            [sys.executable, "-m", "rednote.supervisor", "run"],
            cwd=self.folder,
            env=self.environment | changes,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def await_ready(self, supervisor: subprocess.Popen | None = None, seconds=180.0) -> float:
        """Seconds until everything is up."""
        began = time.monotonic()
        while time.monotonic() - began < seconds:
            if supervisor is not None and supervisor.poll() is not None:
                raise AssertionError(f"The supervisor ended: {supervisor.communicate()[0]}")
            if self.is_ready():
                return time.monotonic() - began
            time.sleep(0.1)
        raise AssertionError(f"Not ready after {seconds} s.")

    def is_ready(self) -> bool:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/readyz", timeout=5):
                pass
            with socket.create_connection(("127.0.0.1", self.stream_port), timeout=5):
                return True
        except OSError:
            return False

    def forget_signs_of_life(self) -> None:
        """Only who lives now, and writes again, is counted from here on."""
        # One that has just been started again does not listen at once.
        patience = Retry(ConstantBackoff(0.1), 100)
        client = redis.Redis.from_url(embedded.redis_url(self.folder / "var"), retry=patience)
        for sign in client.scan_iter("alive:*"):
            client.delete(sign)

    def pid(self, name: str) -> int:
        return int((self.folder / "var" / "pids" / name).read_text())

    def kill(self, name: str) -> int:
        pid = self.pid(name)
        os.kill(pid, signal.SIGKILL)
        return pid

    def await_new_pid(self, name: str, old: int, seconds: float = 15) -> None:
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if self.pid(name) != old:
                return
            time.sleep(0.05)
        raise AssertionError(f"{name} was not started again within {seconds} s.")

    def manage(self, *arguments: str) -> str:
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=self.folder,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.strip().splitlines()[-1]

    def stop(self) -> str:
        """End it as Ctrl-C does, and give all that it said."""
        assert self.supervisor
        self.supervisor.send_signal(signal.SIGINT)
        said, _ = self.supervisor.communicate(timeout=60)
        return said

    def processes(self) -> list[str]:
        """What runs in this folder or names it."""
        found = []
        for entry in Path("/proc").iterdir():
            if entry.name.isdigit() and int(entry.name) != os.getpid():
                found += [f"{entry.name} {line}" for line in self._line(entry)]
        return found

    def _line(self, entry: Path) -> list[str]:
        try:
            command = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode()
            place = os.readlink(entry / "cwd")
        except OSError:
            return []
        return [command] if str(self.folder) in command + place else []

    def await_silence(self, seconds: float = 15) -> None:
        deadline = time.monotonic() + seconds
        while self.processes() and time.monotonic() < deadline:
            time.sleep(0.1)
        assert self.processes() == []
