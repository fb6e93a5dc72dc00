"""Keeps children alive: what ends by itself starts again, the later the oftener it ends."""

import signal
import time
from collections.abc import Callable

from rednote.supervisor import servers
from rednote.supervisor.process import Process

_PAUSES = (0.2, 0.5, 1, 2, 5)
# Who has lived so long did not die of its start: its count of failures begins anew. Somebody else
# ended the first; a start that fails may be slow, and says so by its code.
_RECOVERED_IF_KILLED, _RECOVERED = 10.0, 60.0
_KILLED = (0, -signal.SIGTERM, -signal.SIGKILL)


class Watch:
    def __init__(self, *, say: Callable[[str], None]):
        self.say = say
        self.servers: list[servers.Server] = []
        self.processes: list[Process] = []
        self._failures: dict[str, int] = {}
        self._due: dict[str, float] = {}
        self._tasks: dict[str, tuple[Process, Callable[[], object]]] = {}

    def once_only(self, process: Process, *, then: Callable[[], object]) -> None:
        """Start what ends by itself; `then` follows if it ends well."""
        process.start()
        self._tasks[process.name] = (process, then)

    def forever(self) -> None:
        while True:
            self.once()
            time.sleep(0.2)

    def once(self) -> None:
        for server in self.servers:
            if not server.process.is_alive():
                self._restart_server(server)
        for process in self.processes:
            if not process.is_alive():
                self._restart(process)
        for process, then in list(self._tasks.values()):
            if not process.is_alive():
                self._finish(process, then)

    def _restart_server(self, server: servers.Server) -> None:
        self.say(f"{server.name} ended; starting it again.")
        server.process.sweep()
        try:
            servers.start(server)
        except servers.NotStarted as failure:
            self.say(str(failure))

    def _restart(self, process: Process) -> None:
        now = time.monotonic()
        if process.name not in self._due:
            process.sweep()
            code = process.child.returncode if process.child else None
            pause = self._pause(process, code, now)
            self._due[process.name] = now + pause
            self.say(f"{process.name} ended (code {code}); starting it again. See {process.log}")
        elif now >= self._due[process.name]:
            del self._due[process.name]
            process.start()

    def _pause(self, process: Process, code: int | None, now: float) -> float:
        failures = self._failures.get(process.name, 0)
        enough = _RECOVERED_IF_KILLED if code in _KILLED else _RECOVERED
        if now - process.started_at > enough:
            failures = 0
        self._failures[process.name] = failures + 1
        return _PAUSES[min(failures, len(_PAUSES) - 1)]

    def _finish(self, process: Process, then: Callable[[], object]) -> None:
        del self._tasks[process.name]
        code = process.child.returncode if process.child else None
        process.stop()
        if code == 0:
            then()
        else:
            self.say(f"{process.name} failed; see {process.log}\n{process.last_words(4)}")

    def stop_processes(self) -> None:
        """In the opposite order of their start; nothing is started again."""
        running = [process for process, _ in self._tasks.values()]
        leaving = [*running, *reversed(self.processes)]
        for process in leaving:
            process.ask_to_stop()
        for process in leaving:
            process.stop()
