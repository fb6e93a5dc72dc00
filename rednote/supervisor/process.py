"""One child process: start it, see whether it lives, end it with all that it started."""

import ctypes
import os
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

_SET_PARENT_DEATH_SIGNAL = 1
_LIBC = ctypes.CDLL(None)
# A log that has grown beyond this begins anew at the next start.
_LONGEST_LOG = 10_000_000


class Process:
    """A child in a session of its own: Ctrl-C in the terminal reaches the supervisor alone."""

    def __init__(
        self,
        name: str,
        command: Sequence[str],
        *,
        log: Path,
        environment: Mapping[str, str],
        cwd: Path,
        stop_signal: signal.Signals = signal.SIGTERM,
        grace: float = 10,
        user: int | None = None,
    ):
        self.name = name
        self.command = list(command)
        self.log = log
        self.environment = dict(environment)
        self.cwd = cwd
        self.stop_signal = stop_signal
        self.grace = grace
        self.user = user
        self.child: subprocess.Popen | None = None
        self.started_at = 0.0
        self._is_asked = False

    @property
    def pid(self) -> int | None:
        return self.child.pid if self.child else None

    @property
    def pid_file(self) -> Path:
        return self.log.parent.parent / "pids" / self.name

    def start(self) -> None:
        self._is_asked = False
        self.log.parent.mkdir(parents=True, exist_ok=True)
        mode = "wb" if self.log.exists() and self.log.stat().st_size > _LONGEST_LOG else "ab"
        with self.log.open(mode) as log:
            self.child = subprocess.Popen(
                self.command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                env=self.environment,
                cwd=self.cwd,
                start_new_session=True,
                user=self.user,
                group=self.user,
                extra_groups=None if self.user is None else [],
                preexec_fn=self._follow_parent,
            )
        self.started_at = time.monotonic()
        self.pid_file.parent.mkdir(parents=True, exist_ok=True)
        self.pid_file.write_text(f"{self.child.pid}\n")

    def _follow_parent(self) -> None:
        # A supervisor killed with -9 cannot stop anybody: the kernel does it then.
        _LIBC.prctl(_SET_PARENT_DEATH_SIGNAL, int(self.stop_signal))

    def is_alive(self) -> bool:
        return self.child is not None and self.child.poll() is None

    def ask_to_stop(self) -> None:
        """Send the signal, once: a second one would make a worker drop what it is doing."""
        if self.child is not None and self.is_alive() and not self._is_asked:
            self._is_asked = True
            self.child.send_signal(self.stop_signal)

    def stop(self) -> None:
        """End it kindly, then by force, with whatever it leaves behind. A repeat does nothing."""
        if self.child is None:
            return
        self.ask_to_stop()
        if self.is_alive():
            try:
                self.child.wait(self.grace)
            except subprocess.TimeoutExpired:
                self.child.kill()
                self.child.wait()
        self.sweep()
        self.child = None
        self.pid_file.unlink(missing_ok=True)

    def sweep(self) -> None:
        """Kill what a dead child has left in its session."""
        if self.child is not None and not self.is_alive():
            kill_group(self.child.pid)

    def last_words(self, lines: int = 12) -> str:
        if not self.log.exists():
            return ""
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-lines:])


def kill_group(pid: int) -> None:
    try:
        os.killpg(pid, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        return
