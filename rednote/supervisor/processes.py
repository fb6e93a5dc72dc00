"""What the site runs: web, stream, workers, beat, each by its command line."""

import os
import signal
import sys
from pathlib import Path

from rednote import embedded
from rednote.supervisor import orphans
from rednote.supervisor.process import Process

# Urgent work (orders, scores) has a worker of its own: films and photographs cannot delay it.
_WORKERS = {"worker-urgent": ("urgent", 1), "worker": ("default,media", 2)}


def environment(*, host: str, port: int, stream_port: int, var: Path) -> dict[str, str]:
    """What every child gets: this process's own, the addresses, and the mark of the checkout."""
    shown = "localhost" if host in ("127.0.0.1", "0.0.0.0") else host
    defaults = {
        "DJANGO_SETTINGS_MODULE": "rednote.settings.dev",
        "SITE_URL": f"http://{shown}:{port}",
        "STREAM_URL": f"http://{shown}:{stream_port}/stream/",
    }
    forced = {orphans.MARK: str(var), "PYTHONUNBUFFERED": "1"}
    # The checks ran with the migrations: a worker that died is back a second sooner without them.
    forced |= {"CELERY_SKIP_CHECKS": "1"}
    # With this wish of a shell's, every process would compile the whole site at every start.
    given = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    return defaults | given | forced


class Site:
    """Makes the processes of one checkout."""

    def __init__(self, var: Path, variables: dict[str, str]):
        self.var = var
        self.variables = variables

    def all(self, *, host: str, port: int, stream_port: int) -> list[Process]:
        """In the order in which they start; they stop in the opposite one."""
        workers = [self.worker(name, queues, n) for name, (queues, n) in _WORKERS.items()]
        return [self.web(host, port), self.stream(host, stream_port), *workers, self.beat()]

    def web(self, host: str, port: int, *, workers: int = 0) -> Process:
        count = workers or min(2, os.cpu_count() or 1)
        options = ["--interface", "wsgi", "--host", host, "--port", str(port), "--no-ws"]
        options += ["--workers", str(count), "--blocking-threads", "4", "--backlog", "1024"]
        options += ["--respawn-failed-workers", "--workers-kill-timeout", "5"]
        options += ["--log-level", "warning"]
        return self._python("web", "granian", *options, "rednote.wsgi:application")

    def stream(self, host: str, port: int) -> Process:
        options = ["--host", host, "--port", str(port), "--log-level", "warning"]
        options += ["--no-access-log", "--timeout-graceful-shutdown", "2", "--lifespan", "on"]
        return self._python("stream", "uvicorn", *options, "rednote.asgi:application")

    def worker(self, name: str, queues: str, concurrency: int) -> Process:
        options = ["-A", "rednote", "worker", "-Q", queues, "-c", str(concurrency)]
        options += ["-n", f"{name}@%h", "--loglevel", "WARNING"]
        options += ["--without-gossip", "--without-mingle"]
        return self._python(name, "celery", *options)

    def beat(self) -> Process:
        schedule = embedded.socket_dir(self.var) / "beat-schedule"
        options = ["-A", "rednote", "beat", "--loglevel", "WARNING", "--pidfile="]
        return self._python("beat", "celery", *options, "-s", str(schedule))

    def command(self, name: str, *arguments: str) -> Process:
        """A management command, run once."""
        return self._process(name, [sys.executable, "manage.py", *arguments])

    def prepare(self) -> Process:
        return self._python("prepare", "rednote.supervisor", "prepare")

    def _python(self, name: str, module: str, *arguments: str) -> Process:
        return self._process(name, [sys.executable, "-m", module, *arguments])

    def _process(self, name: str, command: list[str]) -> Process:
        return Process(
            name,
            command,
            log=self.var / "log" / f"{name}.log",
            environment=self.variables,
            cwd=embedded.BASE_DIR,
            stop_signal=signal.SIGTERM,
            grace=10,
        )
