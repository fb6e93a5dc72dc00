"""What an earlier supervisor left running: found by a mark in its environment, or a pid file.

As a program (`python orphans.py <var>`) it is the supervisor's guard: it waits until its standard
input ends, which happens when the supervisor does, however that comes; then it ends what is left.
"""

import os
import signal
import sys
import time
from pathlib import Path

# Every child carries the var/ folder of its checkout under this name.
MARK = "REDNOTE_VAR"


def stop_marked(var: Path, *, patience: float = 5) -> int:
    """End all processes that carry this checkout's mark, and say how many there were."""
    found = _marked(var)
    _signal(found, signal.SIGTERM)
    _wait_until_gone(found, patience)
    _signal([pid for pid in found if is_running(pid)], signal.SIGKILL)
    _wait_until_gone(found, 2)
    return len(found)


def stop_server(pid_file: Path, data: Path, *, patience: float = 15) -> bool:
    """End the server that holds this data folder: kindly, then by force.

    True if there was one.
    """
    pid = _holder(pid_file, data)
    if pid is None:
        return False
    for wish, wait in ((signal.SIGINT, patience), (signal.SIGKILL, 3)):
        _signal([pid], wish)
        if _wait_until_gone([pid], wait):
            break
    return True


def is_running(pid: int) -> bool:
    """Whether it runs; a dead process that nobody has reaped does not."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state != "Z"


def _marked(var: Path) -> list[int]:
    needle = f"{MARK}={var}".encode()
    mine = {os.getpid(), os.getppid()}
    pids = [int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit()]
    return [pid for pid in pids if pid not in mine and needle in _environment(pid)]


def _environment(pid: int) -> list[bytes]:
    try:
        return Path(f"/proc/{pid}/environ").read_bytes().split(b"\0")
    except OSError:
        return []


def _holder(pid_file: Path, data: Path) -> int | None:
    try:
        pid = int(pid_file.read_text().split()[0])
        command = Path(f"/proc/{pid}/cmdline").read_bytes()
    except (OSError, ValueError, IndexError):
        return None
    # A number may have been given to another process meanwhile.
    return pid if os.fsencode(data) in command and is_running(pid) else None


def _signal(pids: list[int], wish: signal.Signals) -> None:
    for pid in pids:
        try:
            os.kill(pid, wish)
        except (ProcessLookupError, PermissionError):
            continue


def _wait_until_gone(pids: list[int], seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if not any(is_running(pid) for pid in pids):
            return True
        time.sleep(0.05)
    return not any(is_running(pid) for pid in pids)


if __name__ == "__main__":
    sys.stdin.read()
    stop_marked(Path(sys.argv[1]))
